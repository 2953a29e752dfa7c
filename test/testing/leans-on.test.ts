import { describe, expect, it } from 'vitest';
import type { LoweredQuery } from '../../src/plan/plan.ts';
import { inferredOf, leansOn } from '../../src/testing/leans-on.ts';

const query = (language: LoweredQuery['language'], plan: unknown, ...stages: readonly string[]): LoweredQuery => ({
  language,
  plan: plan as LoweredQuery['plan'],
  stages: stages.map((text) => ({ text, span: { start: 0, end: text.length } })),
});

const scan = { op: 'Scan', source: 'T' };
const call = (name: string, ...list: readonly unknown[]) => ({ kind: 'call', function: name, arguments: list });

describe('leansOn', () => {
  it('finds functions anywhere in the plan', () => {
    const inner = { op: 'Extend', input: scan, columns: [{ name: 'h', expression: call('kql.hash_xxhash64') }] };
    const plan = { op: 'Join', left: scan, right: inner, on: [], output: 'overlay' };
    expect(leansOn(query('kql', plan, '| join (T | extend h = hash_xxhash64(a)) on a'))).toEqual(['kql.hash_xxhash64']);
  });

  it('finds operators and plugins by their stages', () => {
    expect(leansOn(query('kql', scan, '| top-nested 3 of a by count()', '| evaluate pivot(a)'))).toEqual([
      'kql.pivot',
      'kql.top-nested',
    ]);
    expect(leansOn(query('spl', scan, 'search index=a', '| accum n as total'))).toEqual(['spl.accum']);
  });

  it('is not misled by texts, nor by names of another language', () => {
    const plan = { op: 'Filter', input: scan, predicate: call('kql.has', { kind: 'literal', value: 'kql.scan' }) };
    expect(leansOn(query('kql', plan, "| where a has 'scan'", '| where b == "accum"'))).toEqual([]);
    expect(leansOn(query('kql', scan, '| accum n'))).toEqual([]);
  });

  it('says what is inferred', () => {
    expect(inferredOf('kql.top-nested')).toBe(
      'Of equal groups the greater value comes first; where nothing is left out there is no row of others.',
    );
  });
});
