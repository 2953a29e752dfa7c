import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runKql } from '../languages/kql/run-query.ts';

const RUNS = { numRuns: 30 };

interface Row {
  readonly k: string;
  readonly n: number | null;
  readonly d: unknown;
}

const row = fc.record({
  k: fc.constantFrom('alice', 'Alice', 'cmd.exe /c', '', 'a-b', 'é'),
  n: fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constant(null)),
  d: fc.constantFrom(null, 1, 'alice', [1, 2], { x: 'alice' }),
});
const rows = fc.array(row, { maxLength: 8 });

const table = (given: readonly Row[]): string =>
  `datatable(k:string, n:long, d:dynamic)[${given
    .map(
      ({ k, n, d }) =>
        `${JSON.stringify(k)}, ${n === null ? 'long(null)' : `long(${n})`}, dynamic(${JSON.stringify(d)})`,
    )
    .join(', ')}]`;

const texts = (query: string, options = {}): readonly string[] =>
  runKql(query, options).rows.map((cells) => JSON.stringify(cells));

const predicate = fc.constantFrom(
  'n > 2',
  'n == 0',
  'k has "alice"',
  'k =~ "ALICE"',
  'k in~ ("alice", "bob")',
  'k contains "cmd" and n >= 0',
  'tolong(d) == 1',
  'd has "alice"',
  'k matches regex "^[a-z]+$" or n < 0',
);

describe('relations that need no oracle', () => {
  it('where p, where not(p) and where isnull(p) are every row once', () => {
    fc.assert(
      fc.property(rows, predicate, (given, p) => {
        const parts = [p, `not(${p})`, `isnull(${p})`].flatMap((part) => texts(`${table(given)} | where ${part}`));
        expect(parts.toSorted()).toEqual([...texts(table(given))].toSorted());
      }),
      RUNS,
    );
  });

  it('aggregations are the same whatever the order of the rows', () => {
    const query = '| summarize count(), sum(n), min(n), max(n), dcount(k), countif(n > 2), percentile(n, 50) by k';
    fc.assert(
      fc.property(
        rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([given, shuffled]) => {
          expect(texts(`${table(shuffled)} ${query}`).toSorted()).toEqual(texts(`${table(given)} ${query}`).toSorted());
        },
      ),
      RUNS,
    );
  });

  it('rows moved in time by whole bins give the same bins, moved', () => {
    const events = fc.array(fc.record({ k: fc.constantFrom('a', 'b'), at: fc.integer({ min: 0, max: 20_000 }) }), {
      maxLength: 8,
    });
    const moved = (given: readonly { k: string; at: number }[], hours: number): string =>
      `datatable(k:string, at:datetime)[${given
        .map(({ k, at }) => `"${k}", datetime(${new Date(1_700_000_000_000 + at * 1000).toISOString()})`)
        .join(', ')}] | extend at = at + ${hours} * 1h`;
    const query =
      '| summarize c = count(), low = min(at), high = max(at), span = max(at) - min(at) by k, b = bin(at, 1h)';
    fc.assert(
      fc.property(events, fc.integer({ min: -1000, max: 1000 }), (given, hours) => {
        const back = `| extend b = b - ${hours} * 1h, low = low - ${hours} * 1h, high = high - ${hours} * 1h`;
        expect(texts(`${moved(given, hours)} ${query} ${back}`)).toEqual(texts(`${moved(given, 0)} ${query}`));
      }),
      RUNS,
    );
  });

  it('doubled rows double counts and sums, and nothing else', () => {
    const query = '| summarize c = count(), s = sum(n), m = max(n), d = dcount(k), u = array_length(make_set(k)) by k';
    fc.assert(
      fc.property(rows, (given) => {
        const once = texts(`${table(given)} ${query} | extend c = c * 2, s = s * 2`);
        expect(texts(`${table([...given, ...given])} ${query}`).toSorted()).toEqual(once.toSorted());
      }),
      RUNS,
    );
  });

  it('a join is its anti join and its semi join', () => {
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const query = (kind: string): string => `${table(left)} | join kind=${kind} (${table(right)}) on k`;
        const parts = [...texts(query('leftsemi')), ...texts(query('leftanti'))];
        expect(parts.toSorted()).toEqual([...texts(table(left))].toSorted());
      }),
      RUNS,
    );
  });

  it.each([
    '| where n > 0 | extend l = strlen(k) | where l > 2 | project k, l',
    '| summarize c = count() by k | where c > 1 | sort by k asc, c',
    '| mv-expand d | extend t = tostring(d) | where isnotempty(t)',
    '| sort by n asc, k asc | extend p = prev(n), r = row_number() | where r > 1',
  ])('%s: optimiser and size of batches change nothing', (query) => {
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 3), fc.boolean(), (given, batchSize, optimise) => {
        const text = `${table(given)} ${query}`;
        expect(texts(text, { batchSize, optimise })).toEqual(texts(text));
      }),
      RUNS,
    );
  });
});
