import { describe, expect, it } from 'vitest';
import { call, column, literal } from '../../src/plan/expression.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { equals, runPlan, values } from './run-plan.ts';

const people = values(['user', 'age'], ['ann', 30], ['bob', 40], ['cy', null], ['ann', 50]);

describe.each([1, 3, 1024])('operators, batches of %d', (batchSize) => {
  const rowsOf = (plan: Plan) => runPlan(plan, { batchSize }).rows;

  it('filters', () => {
    expect(rowsOf({ op: 'Filter', input: people, predicate: equals('user', 'ann') })).toEqual([
      { user: 'ann', age: 30 },
      { user: 'ann', age: 50 },
    ]);
  });

  it('extends with columns that do not see each other, and projects', () => {
    const extended: Plan = {
      op: 'Extend',
      input: values(['a'], [1], [2]),
      columns: [
        { name: 'a', expression: call('t.plus', [column('a'), literal(10)]) },
        { name: 'b', expression: call('t.plus', [column('a'), literal(100)]) },
      ],
    };
    expect(rowsOf(extended)).toEqual([
      { a: 11, b: 101 },
      { a: 12, b: 102 },
    ]);
    expect(rowsOf({ op: 'Project', input: extended, columns: [{ name: 'x', expression: column('b') }] })).toEqual([
      { x: 101 },
      { x: 102 },
    ]);
  });

  it('computes nothing that nobody reads', () => {
    const extended: Plan = {
      op: 'Extend',
      input: people,
      columns: [{ name: 'bad', expression: call('t.fails', [column('age')]) }],
    };
    expect(
      rowsOf({ op: 'Project', input: extended, columns: [{ name: 'user', expression: column('user') }] }),
    ).toHaveLength(4);
  });

  it('groups, drops rows without a key, and keeps the order of appearance', () => {
    const plan: Plan = {
      op: 'Aggregate',
      input: people,
      by: [{ name: 'user', expression: column('user') }],
      key: 't.key',
      aggregates: [
        { outputs: ['n'], function: 't.count', arguments: [] },
        { outputs: ['total'], function: 't.sum', arguments: [column('age')] },
      ],
    };
    expect(rowsOf(plan)).toEqual([
      { user: 'ann', n: 2, total: 80 },
      { user: 'bob', n: 1, total: 40 },
      { user: 'cy', n: 1, total: 0 },
    ]);
    expect(
      rowsOf({ ...plan, by: [{ name: 'age', expression: column('age') }] } as Plan).map((row) => row['age']),
    ).toEqual([30, 40, 50]);
  });

  it('gives one row for an aggregation of nothing without groups, none with groups', () => {
    const none: Plan = { op: 'Filter', input: people, predicate: equals('user', 'zoe') };
    const count = { outputs: ['n'], function: 't.count', arguments: [] };
    expect(rowsOf({ op: 'Aggregate', input: none, by: [], key: 't.key', aggregates: [count] })).toEqual([{ n: 0 }]);
    expect(
      rowsOf({
        op: 'Aggregate',
        input: none,
        by: [{ name: 'user', expression: column('user') }],
        key: 't.key',
        aggregates: [count],
      }),
    ).toEqual([]);
  });

  it('sorts stably, nulls where asked', () => {
    const sorted = (nulls: 'first' | 'last', descending: boolean) =>
      rowsOf({
        op: 'Sort',
        input: people,
        keys: [{ expression: column('age'), comparator: 't.compare', descending, nulls }],
      }).map((row) => row['age']);
    expect(sorted('first', false)).toEqual([null, 30, 40, 50]);
    expect(sorted('last', true)).toEqual([50, 40, 30, null]);
  });

  it('limits, unites, and takes distinct rows', () => {
    expect(rowsOf({ op: 'Limit', input: people, count: 2 })).toHaveLength(2);
    expect(rowsOf({ op: 'Limit', input: people, count: 0 })).toEqual([]);
    expect(rowsOf({ op: 'Union', inputs: [people, people] })).toHaveLength(8);
    expect(rowsOf({ op: 'Distinct', input: people, columns: ['user'], key: 't.key' })).toEqual([
      { user: 'ann' },
      { user: 'bob' },
      { user: 'cy' },
    ]);
  });

  it('expands lists side by side, padded with null', () => {
    const lists = values(['id', 'a', 'b'], [1, ['x', 'y'], ['p']], [2, null, null]);
    const plan = (empty: 'keep' | 'drop'): Plan => ({
      op: 'Expand',
      input: lists,
      columns: [
        { from: 'a', to: 'a' },
        { from: 'b', to: 'b' },
      ],
      indexColumn: 'i',
      empty,
    });
    expect(rowsOf(plan('drop'))).toEqual([
      { id: 1, a: 'x', b: 'p', i: 0 },
      { id: 1, a: 'y', b: null, i: 1 },
    ]);
    expect(rowsOf(plan('keep'))).toHaveLength(3);
  });

  it('picks, drops and renames by pattern', () => {
    const events = values(['T.src', 'T.dest', 'count'], ['a', 'b', 1]);
    expect(rowsOf({ op: 'Pick', input: events, rename: [{ from: 'T.*', to: '*' }] })).toEqual([
      { src: 'a', dest: 'b', count: 1 },
    ]);
    expect(rowsOf({ op: 'Pick', input: events, only: ['count', 'T.d*'] })).toEqual([{ count: 1, 'T.dest': 'b' }]);
    expect(rowsOf({ op: 'Pick', input: events, drop: ['T.*'] })).toEqual([{ count: 1 }]);
    expect(rowsOf({ op: 'Pick', input: events, rename: [{ from: 'count', to: 'T.src' }] })).toEqual([
      { 'T.dest': 'b', 'T.src': 1 },
    ]);
  });

  it('reads a Let once, and tables in expressions', () => {
    const plan: Plan = {
      op: 'Let',
      name: 'L',
      value: values(['k'], ['ann']),
      body: {
        op: 'Union',
        inputs: [
          { op: 'Reference', name: 'L' },
          { op: 'Reference', name: 'L' },
        ],
      },
    };
    expect(rowsOf(plan)).toEqual([{ k: 'ann' }, { k: 'ann' }]);
    const inTable: Plan = {
      op: 'Filter',
      input: people,
      predicate: call('t.isIn', [column('user'), { kind: 'table', plan: values(['k'], ['bob'], ['cy']) }]),
    };
    expect(rowsOf(inTable).map((row) => row['user'])).toEqual(['bob', 'cy']);
  });
});

describe('joins', () => {
  const left = values(['k', 'l'], ['a', 1], ['a', 2], ['b', 3], [null, 4]);
  const right = values(['k', 'r'], ['a', 10], ['a', 20], ['c', 30], [null, 40]);
  const join = (
    kind: string,
    output: unknown = [
      { name: 'l', side: 'left', column: 'l' },
      { name: 'r', side: 'right', column: 'r' },
    ],
  ): Plan =>
    ({ op: 'Join', kind, left, right, on: [{ left: column('k'), right: column('k') }], key: 't.key', output }) as Plan;
  const pairs = (kind: string) => runPlan(join(kind)).rows.map(({ l, r }) => `${l ?? '-'}${r ?? '-'}`);

  it.each([
    ['inner', ['110', '120', '210', '220']],
    ['innerunique', ['110', '120']],
    ['leftouter', ['110', '120', '210', '220', '3-', '4-']],
    ['rightouter', ['110', '210', '120', '220', '-30', '-40']],
    ['fullouter', ['110', '120', '210', '220', '3-', '4-', '-30', '-40']],
    ['leftsemi', ['1-', '2-']],
    ['leftanti', ['3-', '4-']],
    ['rightsemi', ['-10', '-20']],
    ['rightanti', ['-30', '-40']],
  ])('%s', (kind, expected) => {
    expect(pairs(kind)).toEqual(expected);
  });

  it('overlays the right side on the left', () => {
    expect(runPlan({ ...join('leftouter', 'overlay'), maximum: 1 } as Plan).rows).toEqual([
      { k: 'a', l: 1, r: 10 },
      { k: 'a', l: 2, r: 10 },
      { k: 'b', l: 3, r: null },
      { k: null, l: 4, r: null },
    ]);
  });
});

describe('trace', () => {
  it('counts rows where a stage begins and where it ends', () => {
    const plan: Plan = {
      op: 'Limit',
      stage: 2,
      count: 1,
      input: {
        op: 'Filter',
        stage: 1,
        predicate: equals('b', 'ann'),
        input: {
          op: 'Extend',
          stage: 1,
          columns: [{ name: 'b', expression: column('user') }],
          input: { ...people, stage: 0 } as Plan,
        },
      },
    };
    const { stages } = runPlan(plan, { stages: 3 });
    expect(stages).toEqual([
      { rowsIn: 0, rowsOut: 4 },
      { rowsIn: 4, rowsOut: 2 },
      { rowsIn: 2, rowsOut: 1 },
    ]);
  });
});
