import { expect, it } from 'vitest';
import { call, column, literal } from '../../src/plan/expression.ts';
import type { LoweredQuery, Plan } from '../../src/plan/plan.ts';
import { comparisons } from '../../src/validate/comparisons.ts';
import { knownValues } from '../../src/validate/known-values.ts';

const scan: Plan = { op: 'Scan', source: 'table:ASimNetworkSessionLogs', stage: 0 };

const query = (plan: Plan): LoweredQuery => ({
  language: 'kql',
  plan,
  stages: [{ text: 'ASimNetworkSessionLogs', span: { start: 0, end: 22 } }],
});

const where = (input: Plan): Plan => ({
  op: 'Filter',
  stage: 2,
  input,
  predicate: call('kql.and', [
    call('kql.equals-ci', [column('NetworkDirection'), literal('true')], { start: 30, end: 40 }),
    call('kql.not', [call('kql.equals', [column('EventResult'), literal('x')])]),
    call('kql.equals', [column('DstPortNumber'), literal(1n)]),
  ]),
});

const found = (plan: Plan) =>
  comparisons(query(plan)).map(({ column: name, source, values, span }) => ({ name, source, values, span }));

it('compares columns of the source with texts, outside of negations', () => {
  expect(found(where(scan))).toEqual([
    { name: 'NetworkDirection', source: 'ASimNetworkSessionLogs', values: ['true'], span: { start: 30, end: 40 } },
  ]);
});

it('follows a column through steps that leave it alone', () => {
  const kept: Plan = {
    op: 'Project',
    stage: 1,
    input: scan,
    columns: [{ name: 'NetworkDirection', expression: column('NetworkDirection') }],
  };
  expect(found(where(kept))).toHaveLength(1);
  const made: Plan = {
    op: 'Extend',
    stage: 1,
    input: scan,
    columns: [{ name: 'NetworkDirection', expression: literal('true') }],
  };
  expect(found(where(made))).toEqual([]);
  expect(found(where({ op: 'Distinct', stage: 1, input: scan, key: 'kql.group' }))).toHaveLength(1);
  expect(found(where({ op: 'Reshape', stage: 1, input: scan, function: 'kql.bag-unpack' }))).toEqual([]);
});

it('knows the values of ASIM columns by parser and by table', () => {
  const directions = ['Inbound', 'Outbound', 'Local', 'External', 'Listen', 'NA'];
  for (const source of [
    'imNetworkSession',
    '_Im_NetworkSession',
    'ASimNetworkSessionMicrosoftSysmon',
    'ASimNetworkSessionLogs',
  ]) {
    expect(knownValues(source, 'NetworkDirection')).toEqual(directions);
  }
  expect(knownValues('CommonSecurityLog', 'NetworkDirection')).toBeUndefined();
  expect(knownValues('imDns', 'EventResult')).toEqual(['Success', 'Partial', 'Failure', 'NA']);
  expect(knownValues('imDns', 'constructor')).toBeUndefined();
});
