import { describe, expect, it } from 'vitest';
import { call, column, literal } from '../../src/plan/expression.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { mapScans, sourcesOf } from '../../src/plan/sources.ts';

const nested: Plan = {
  op: 'Filter',
  input: {
    op: 'Union',
    inputs: [
      { op: 'Scan', source: 'a' },
      { op: 'Scan', source: 'b' },
    ],
  },
  predicate: call('x.in', [column('user'), { kind: 'table', plan: { op: 'Scan', source: 'c' } }]),
};

describe('sourcesOf', () => {
  it('finds scans in inputs and in table expressions', () => {
    expect(sourcesOf(nested)).toEqual(['a', 'b', 'c']);
  });

  it('finds scans in the options of table functions, and each source once', () => {
    const plan: Plan = {
      op: 'Reshape',
      function: 'x.append',
      input: { op: 'Scan', source: 'a' },
      options: {
        plans: [
          { op: 'Scan', source: 'a' },
          { op: 'Scan', source: 'd' },
        ],
      },
    };
    expect(sourcesOf(plan)).toEqual(['a', 'd']);
  });

  it('takes data for data, even when it looks like a scan', () => {
    const lookalike = { op: 'Scan', source: 'x' };
    const plan: Plan = {
      op: 'Filter',
      input: { op: 'Values', columns: ['a'], rows: [[lookalike]] },
      predicate: literal(lookalike),
    };
    expect(sourcesOf(plan)).toEqual([]);
  });
});

describe('mapScans', () => {
  it('replaces scans everywhere and leaves the original alone', () => {
    const renamed = mapScans(nested, (scan) => ({ ...scan, source: `${scan.source}2` }));
    expect(sourcesOf(renamed)).toEqual(['a2', 'b2', 'c2']);
    expect(sourcesOf(nested)).toEqual(['a', 'b', 'c']);
  });
});
