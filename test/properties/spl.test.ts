import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerSpl, printSplCell, splEntries } from '../../src/languages/spl/index.ts';
import { execute } from '../../src/plan/execute.ts';
import { createLibrary } from '../../src/plan/library.ts';
import { RowBuilder } from '../../src/table/rows.ts';
import { environment } from '../languages/spl/evaluate.ts';

type Event = Readonly<Record<string, string | readonly string[] | null>>;

const library = createLibrary(splEntries);
const RUNS = { numRuns: 200 };

/** The rows of a search over events, as text. */
function run(search: string, events: readonly Event[], batchSize = 1024, optimise = true): readonly string[] {
  const { query, problems } = lowerSpl(search, environment);
  if (!query) throw new Error(problems.map(({ message }) => message).join('\n'));
  const rows = new RowBuilder(['user', 'n']);
  for (const event of events) rows.add(Object.entries(event).map(([name, value]) => [name, value as never]));
  const { batches } = execute(query.plan, query.stages.length, {
    library,
    catalog: { view: () => undefined, scan: ({ source }) => (source === 'splunk:events' ? [rows.build()] : undefined) },
    clock: { now: 0n },
    batchSize,
    optimise,
  });
  const result: string[] = [];
  for (const batch of batches) {
    const names = batch.columns.names().toSorted();
    for (const row of batch.rows()) {
      result.push(JSON.stringify(names.map((name) => [name, printSplCell(batch.columns.get(name)?.at(row) ?? null)])));
    }
  }
  return result;
}

const word = fc.constantFrom('alice', 'Alice', 'bob', '7', '07', 'a b', 'x*y', '');
const value = fc.oneof(word, fc.constant(null), fc.array(word, { minLength: 2, maxLength: 3 }));
const events = fc.array(
  fc.record({ user: value, n: fc.oneof(fc.integer({ min: -9, max: 99 }).map(String), fc.constant(null)) }),
  {
    maxLength: 12,
  },
);
const searched = fc.constantFrom('alice', '7', '"a b"', 'ali*', '*', 'bob');

describe('relations that need no oracle', () => {
  it('run over the events that are given', () => {
    expect(
      run('search user=alice', [
        { user: 'alice', n: '1' },
        { user: 'bob', n: null },
      ]),
    ).toEqual(['[["n","1"],["user","alice"]]']);
  });

  it('f=v, and NOT f=v, are every event once', () => {
    fc.assert(
      fc.property(events, searched, (given, wanted) => {
        const holds = run(`search user=${wanted}`, given);
        const rest = run(`search NOT user=${wanted}`, given);
        expect([...holds, ...rest].toSorted()).toEqual(run('search *', given).toSorted());
      }),
      RUNS,
    );
  });

  it('f!=v is NOT f=v among the events that have the field', () => {
    fc.assert(
      fc.property(
        events.map((list) => list.filter(({ user }) => !Array.isArray(user))),
        searched.filter((wanted) => !wanted.includes('*')),
        (given, wanted) => {
          expect(run(`search user!=${wanted}`, given)).toEqual(run(`search user=* NOT user=${wanted}`, given));
        },
      ),
      RUNS,
    );
  });

  it.each(['stats count sum(n) min(n) max(n) dc(user) by user', 'stats count values(user) avg(n)', 'top limit=0 user'])(
    '%s gives the same whatever the order of the events',
    (command) => {
      fc.assert(
        fc.property(
          events.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
          ([given, shuffled]) => {
            expect(run(`search * | ${command}`, shuffled).toSorted()).toEqual(
              run(`search * | ${command}`, given).toSorted(),
            );
          },
        ),
        RUNS,
      );
    },
  );

  it('doubled events double counts and sums, and nothing else', () => {
    fc.assert(
      fc.property(events, (given) => {
        const twice = run('search * | stats count sum(n) AS s max(n) AS m dc(user) AS d by user', [...given, ...given]);
        const once = run(
          'search * | stats count sum(n) AS s max(n) AS m dc(user) AS d by user | eval count=count*2, s=s*2',
          given,
        );
        expect(twice.toSorted()).toEqual(once.toSorted());
      }),
      RUNS,
    );
  });

  it.each([
    'search user=ali* | eval k=lower(user) | stats count by k',
    'search * | where n>5 | sort - n | head 3 | table n user',
    'search * | dedup user | eventstats max(n) AS m | where n=m',
    'search * | streamstats sum(n) AS s by user | search s>0',
  ])('%s: optimiser and size of batches change nothing', (search) => {
    fc.assert(
      fc.property(events, fc.constantFrom(1, 3, 1024), fc.boolean(), (given, batchSize, optimise) => {
        expect(run(search, given, batchSize, optimise)).toEqual(run(search, given));
      }),
      RUNS,
    );
  });
});
