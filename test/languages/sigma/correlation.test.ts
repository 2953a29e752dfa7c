import { describe, expect, it } from 'vitest';
import type { RecordBatch } from '../../../src/data/record.ts';
import { lowerSigma, printSigmaCell, sigmaCollection, sigmaEntries } from '../../../src/languages/sigma/index.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { sigmaCatalog } from '../../../src/platforms/sigma/index.ts';
import { eventRecord } from '../../../src/table/batch.ts';
import { matchesOf, objectRecords, ruleOf } from './run-rule.ts';

type Json = Readonly<Record<string, unknown>>;

const rule = (name: string, action: string): Json => ({ name, ...ruleOf({ s: { action }, condition: 's' }) });
const rules = [rule('fail', 'fail'), rule('ok', 'ok'), rule('scan', 'scan')];
const correlation = (section: Json, more: Json = {}): Json => ({ title: 'c', ...more, correlation: section });

/** Events at these seconds. */
const at = (second: number, action: string, user: unknown = 'alice', more: Json = {}): Json => ({
  timestamp: new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString(),
  action,
  user,
  ...more,
});

function run(document: Json, events: readonly Json[], others: readonly Json[] = []) {
  const { query, problems } = lowerSigma(document, { collection: sigmaCollection([...rules, ...others]) });
  if (!query) throw new Error(JSON.stringify(problems));
  const records: RecordBatch = objectRecords(events);
  const catalog = sigmaCatalog(
    { files: [{ name: 'x', path: 'x' }], read: () => [records] },
    { report: () => undefined },
  );
  const library = createLibrary(sigmaEntries);
  const { batches, notes, trace } = execute(query.plan, query.stages.length, { library, catalog, clock: { now: 0n } });
  const rows: { cells: Json; records: number[] }[] = [];
  for (const batch of batches) {
    for (const row of batch.rows()) {
      const cells: Record<string, unknown> = {};
      for (const name of batch.columns.names()) cells[name] = printSigmaCell(batch.columns.get(name)?.at(row) ?? null);
      rows.push({ cells, records: batch.originsAt(row).map(eventRecord) });
    }
  }
  return {
    rows,
    notes: [...notes.values()],
    stages: query.stages.map(({ text }, i) => [text, trace.stages[i]?.rowsOut]),
  };
}

const hits = (document: Json, events: readonly Json[], others: readonly Json[] = []) =>
  run(document, events, others).rows.map(({ records }) => records);

describe('event_count', () => {
  const document = correlation({
    type: 'event_count',
    rules: ['fail'],
    'group-by': ['user'],
    timespan: '1m',
    condition: { gte: 3 },
  });

  it('counts events of a group in a window that slides', () => {
    const events = [
      at(0, 'fail'),
      at(50, 'fail'),
      at(59, 'fail', 'bob'),
      at(61, 'fail'),
      at(70, 'ok'),
      at(110, 'fail'),
      at(111, 'fail'),
      at(300, 'fail'),
    ];
    const { rows, stages } = run(document, events);
    expect(rows).toEqual([
      {
        cells: {
          _time: '2024-01-01T00:01:50.0000000Z',
          user: 'alice',
          first_time: '2024-01-01T00:00:50.0000000Z',
          last_time: '2024-01-01T00:01:51.0000000Z',
          event_count: 3,
          events: 4,
          rules: ['fail'],
        },
        records: [2, 4, 6, 7],
      },
    ]);
    expect(stages).toEqual([
      ['logsource category=test', 8],
      ['s', 7],
      ['correlation event_count by user within 1m', 1],
    ]);
  });

  it('includes both ends of the window', () => {
    expect(hits(document, [at(0, 'fail'), at(30, 'fail'), at(60, 'fail')])).toEqual([[1, 2, 3]]);
    expect(hits(document, [at(0, 'fail'), at(30, 'fail'), at(60.001, 'fail')])).toEqual([]);
  });

  it('sorts by time, and tells two bursts apart', () => {
    const burst = (start: number) => [at(start + 2, 'fail'), at(start, 'fail'), at(start + 1, 'fail')];
    expect(hits(document, [...burst(1000), ...burst(0)])).toEqual([
      [5, 6, 4],
      [2, 3, 1],
    ]);
  });

  it('leaves out events without the field or without a time, and says so of the latter', () => {
    const events = [
      at(0, 'fail'),
      { action: 'fail', timestamp: '2024-01-01T00:00:01Z' },
      { action: 'fail', user: 'alice' },
      at(2, 'fail'),
    ];
    expect(run(document, events)).toMatchObject({
      rows: [],
      notes: ['1 events have no time and were not correlated.'],
    });
  });

  it('takes ranges, and no group', () => {
    const range = correlation({ type: 'event_count', rules: 'fail', timespan: '1h', condition: { gt: 1, lte: 2 } });
    expect(hits(range, [at(0, 'fail'), at(1, 'fail', 'bob'), at(2, 'fail')])).toEqual([[1, 2]]);
  });
});

describe('measures of a field', () => {
  const events = [1, 2, 2, '10', 'none'].map((bytes, index) => at(index, 'scan', 'alice', { bytes }));
  const measured = (type: string, condition: Json) =>
    run(correlation({ type, rules: ['scan'], 'group-by': 'user', timespan: '1h', condition }), events).rows.map(
      ({ cells }) => cells[type],
    );

  it.each([
    ['value_count', { gte: 3 }, 4],
    ['value_sum', { gte: 15 }, 15],
    ['value_max', { gt: 5 }, 10],
    ['value_min', { lte: 1 }, 1],
    ['value_avg', { gt: 3 }, 3.75],
    ['value_median', { gte: 2 }, 2],
    ['value_percentile', { percentile: 90, gt: 5 }, 10],
  ])('%s', (type, condition, expected) => {
    expect(measured(type, { field: 'bytes', ...condition })).toEqual([expected]);
  });
});

describe('temporal', () => {
  const temporal = (more: Json = {}) =>
    correlation({ type: 'temporal', rules: ['fail', 'ok'], 'group-by': ['user'], timespan: '10s', ...more });

  it('wants every rule in the window, in any order', () => {
    const events = [at(0, 'ok'), at(5, 'fail'), at(20, 'fail'), at(21, 'ok', 'bob'), at(40, 'ok'), at(41, 'fail')];
    expect(hits(temporal(), events)).toEqual([
      [1, 2],
      [5, 6],
    ]);
  });

  it('takes a condition in words', () => {
    const either = temporal({ rules: ['fail', 'ok', 'scan'], condition: 'fail and (ok or scan)' });
    expect(hits(either, [at(0, 'fail'), at(1, 'scan'), at(60, 'ok'), at(61, 'scan')])).toEqual([[1, 2]]);
    const refused = temporal({ condition: 'fail and not ok' });
    expect(lowerSigma(refused, { collection: sigmaCollection(rules) }).problems).toEqual([
      expect.objectContaining({ name: 'unsupported-correlation', path: ['correlation', 'condition'] }),
    ]);
  });

  it('groups by aliases of rules that it names by their ids', () => {
    const named = [
      { ...rule('first', 'fail'), id: '00000000-0000-4000-8000-000000000001' },
      { ...rule('second', 'ok'), id: '00000000-0000-4000-8000-000000000002' },
    ];
    const document = temporal({
      rules: named.map(({ id }) => id),
      'group-by': ['address'],
      aliases: { address: { first: 'src', second: 'dst' } },
    });
    const events = [
      at(0, 'fail', 'alice', { src: 'a' }),
      at(1, 'ok', 'alice', { src: 'a', dst: 'b' }),
      at(2, 'ok', 'bob', { dst: 'a' }),
    ];
    expect(hits(document, events, named)).toEqual([[1, 3]]);
  });

  it('does not choose between rules of one name', () => {
    const document = temporal();
    const collection = sigmaCollection([...rules, rule('ok', 'other')]);
    expect(lowerSigma(document, { collection }).problems).toMatchObject([
      { message: 'Several rules have the id or name "ok".', path: ['correlation', 'rules', 1] },
    ]);
  });

  it('has no aliases of rules that are not there', () => {
    const document = temporal({ aliases: { address: { fial: 'src' } } });
    expect(lowerSigma(document, { collection: sigmaCollection(rules) }).problems).toMatchObject([
      {
        message: 'There is no rule with the id or name "fial".',
        path: ['correlation', 'aliases', 'address', 'fial'],
        part: 'key',
      },
    ]);
  });

  it('groups by aliases', () => {
    const document = temporal({
      'group-by': ['address'],
      aliases: { address: { fail: 'src', ok: 'dst' } },
    });
    const events = [
      at(0, 'fail', 'a', { src: '192.0.2.1', dst: '192.0.2.9' }),
      at(1, 'ok', 'b', { src: '192.0.2.9', dst: '192.0.2.1' }),
      at(2, 'ok', 'b', { src: '192.0.2.1', dst: '192.0.2.9' }),
    ];
    expect(run(document, events).rows.map(({ cells, records }) => [cells['address'], records])).toEqual([
      ['192.0.2.1', [1, 2]],
    ]);
  });
});

describe('temporal_ordered', () => {
  const ordered = (more: Json = {}) =>
    correlation({ type: 'temporal_ordered', rules: ['fail', 'ok'], 'group-by': ['user'], timespan: '10s', ...more });

  it('wants the rules in their order', () => {
    expect(hits(ordered(), [at(0, 'ok'), at(1, 'fail')])).toEqual([]);
    expect(hits(ordered(), [at(0, 'ok'), at(1, 'fail'), at(2, 'ok')])).toEqual([[1, 2, 3]]);
    expect(hits(ordered(), [at(0, 'fail'), at(11, 'ok')])).toEqual([]);
    expect(hits(ordered(), [at(0, 'fail'), at(6, 'fail'), at(11, 'ok')])).toEqual([[2, 3]]);
  });

  it('follows a correlation that it names', () => {
    const many = {
      ...correlation({
        type: 'event_count',
        rules: ['fail'],
        'group-by': ['user'],
        timespan: '10s',
        condition: { gte: 3 },
      }),
      name: 'many',
    };
    const document = ordered({ rules: ['many', 'ok'] });
    const fails = [0, 1, 2].map((second) => at(second, 'fail'));
    expect(hits(document, [...fails, at(5, 'ok')], [many])).toEqual([[1, 2, 3, 4]]);
    expect(hits(document, [...fails.slice(1), at(5, 'ok')], [many])).toEqual([]);
    expect(hits(document, [at(1, 'ok'), ...fails], [many])).toEqual([]);
  });
});

describe('problems of correlations', () => {
  it.each([
    [{ type: 'event_sum' }, 'There is no correlation type "event_sum".', ['correlation', 'type']],
    [{ rules: ['gone'] }, 'There is no rule with the id or name "gone".', ['correlation', 'rules', 0]],
    [{ rules: [] }, 'The correlation names no rules.', ['correlation', 'rules']],
    [
      { timespan: '5 minutes' },
      'The timespan must be a number and one of s, m, h, d, w, M, y.',
      ['correlation', 'timespan'],
    ],
    [{ condition: { gte: 'x' } }, '"gte" takes a number.', ['correlation', 'condition', 'gte']],
    [
      { condition: {} },
      'The condition compares with nothing: lt, lte, gt, gte, eq or neq.',
      ['correlation', 'condition'],
    ],
    [
      { type: 'value_count' },
      'A value_count correlation needs a field in its condition.',
      ['correlation', 'condition'],
    ],
    [{ aliases: { a: 'b' } }, 'The alias "a" must map rules to fields.', ['correlation', 'aliases', 'a']],
  ])('%j', (change, message, path) => {
    const document = correlation({
      type: 'event_count',
      rules: ['fail'],
      timespan: '1m',
      condition: { gte: 1 },
      ...change,
    });
    const { query, problems } = lowerSigma(document, { collection: sigmaCollection(rules) });
    expect(query).toBeUndefined();
    expect(problems).toEqual([expect.objectContaining({ message, path })]);
  });

  it('refuses a correlation of itself', () => {
    const document = {
      ...correlation({ type: 'event_count', rules: ['self'], timespan: '1m', condition: { gte: 1 } }),
      name: 'self',
    };
    const { problems } = lowerSigma(document, { collection: sigmaCollection([document]) });
    expect(problems[0]?.message).toContain('refers to itself');
  });
});

describe('filters', () => {
  const base = { id: 'r1', title: 'Base', ...ruleOf({ s: { a: 1 }, condition: 's' }, { product: 'x', category: 'y' }) };
  const filter = (more: Json, logsource: Json = { product: 'x' }) => ({
    title: 'No admins',
    logsource,
    filter: { rules: ['r1'], selection: { 'user|startswith': 'adm_' }, condition: 'not selection', ...more },
  });
  const events = objectRecords([
    { a: 1, user: 'adm_1' },
    { a: 1, user: 'bob' },
  ]);
  const found = (document: unknown) => matchesOf(base, events, { collection: sigmaCollection([base, document]) });

  it('apply to the rules that they name, within their logsource', () => {
    expect(found(filter({}))).toEqual([2]);
    expect(found(filter({ rules: 'any' }))).toEqual([2]);
    expect(found(filter({ rules: ['other'] }))).toEqual([1, 2]);
    expect(found(filter({}, { product: 'x', category: 'z' }))).toEqual([1, 2]);
  });

  it('are a stage of their own', () => {
    const { query } = lowerSigma(base, { collection: sigmaCollection([filter({})]) });
    expect(query?.stages.map(({ text }) => text)).toEqual([
      'logsource product=x category=y',
      's',
      'filter "No admins": not selection',
    ]);
  });
});
