import { describe, expect, it } from 'vitest';
import type { ScanRequest } from '../../src/plan/context.ts';
import { call, column, literal } from '../../src/plan/expression.ts';
import type { Mention, Plan } from '../../src/plan/plan.ts';
import { Batch } from '../../src/table/batch.ts';
import { equals, runPlan } from './run-plan.ts';

/** What the scan at the bottom is told that its rows must mention. */
function mentionsAtScan(plan: Plan, optimise = true): Mention | undefined {
  let request: ScanRequest | undefined;
  runPlan(plan, {
    optimise,
    catalog: {
      view: () => undefined,
      scan: (asked) => {
        request = asked;
        return [Batch.fromArrays(new Map([['a', ['x']]]), 1)];
      },
    },
  });
  return request?.mentions;
}

const scan: Plan = { op: 'Scan', source: 'T' };
const filtered = (input: Plan, name = 'a'): Plan => ({ op: 'Filter', input, predicate: equals(name, 'x') });

describe('mentions', () => {
  it('reach the scan through filters, and only with pushdown', () => {
    expect(mentionsAtScan(filtered(scan))).toEqual({ column: 'a', text: 'x' });
    expect(mentionsAtScan(filtered(scan), false)).toBeUndefined();
    const conjunction: Plan = {
      op: 'Filter',
      input: scan,
      predicate: call('t.and', [equals('a', 'x'), equals('b', 'y')]),
    };
    expect(mentionsAtScan(conjunction)).toEqual({
      all: [
        { column: 'a', text: 'x' },
        { column: 'b', text: 'y' },
      ],
    });
  });

  it('follow plain columns through Extend and Project, and stop at computed ones', () => {
    const extended = (expression: ReturnType<typeof column> | ReturnType<typeof call>): Plan => ({
      op: 'Extend',
      input: scan,
      columns: [{ name: 'b', expression }],
    });
    expect(mentionsAtScan(filtered(extended(column('a')), 'b'))).toEqual({ column: 'a', text: 'x' });
    expect(mentionsAtScan(filtered(extended(call('t.plus', [column('a'), literal(1)])), 'b'))).toBeUndefined();
    expect(mentionsAtScan(filtered(extended(column('c')), 'a'))).toEqual({ column: 'a', text: 'x' });
    const projected: Plan = { op: 'Project', input: scan, columns: [{ name: 'z', expression: column('a') }] };
    expect(mentionsAtScan(filtered(projected, 'z'))).toEqual({ column: 'a', text: 'x' });
    expect(mentionsAtScan(filtered(projected, 'a'))).toBeUndefined();
  });

  it('do not pass what depends on other rows', () => {
    expect(mentionsAtScan(filtered({ op: 'Limit', input: scan, count: 1 }))).toBeUndefined();
    expect(mentionsAtScan(filtered({ op: 'Distinct', input: scan, key: 't.key' }))).toBeUndefined();
    const counted: Plan = {
      op: 'Aggregate',
      input: scan,
      by: [{ name: 'a', expression: column('a') }],
      key: 't.key',
      aggregates: [],
    };
    expect(mentionsAtScan(filtered(counted))).toBeUndefined();
  });

  it('are not guessed through a rename', () => {
    const renamed: Plan = { op: 'Pick', input: scan, rename: [{ from: 'T.*', to: '*' }] };
    expect(mentionsAtScan(filtered(renamed))).toBeUndefined();
  });
});

describe('views', () => {
  it('stand for their plan and count as the step that names them', () => {
    const view: Plan = { op: 'Filter', input: { op: 'Scan', source: 'raw' }, predicate: equals('a', 'x') };
    const { rows, stages } = runPlan(
      { op: 'Limit', count: 5, stage: 1, input: { op: 'Scan', source: 'V', stage: 0 } },
      {
        stages: 2,
        catalog: {
          view: (source) => (source === 'V' ? view : undefined),
          scan: ({ source }) => (source === 'raw' ? [Batch.fromArrays(new Map([['a', ['x', 'y']]]), 2)] : undefined),
        },
      },
    );
    expect(rows).toEqual([{ a: 'x' }]);
    expect(stages).toEqual([
      { rowsIn: 0, rowsOut: 1 },
      { rowsIn: 1, rowsOut: 1 },
    ]);
  });

  it('names a source that nobody has', () => {
    expect(() => runPlan(scan)).toThrow('There is no source "T".');
  });
});
