import type { Plan } from '../../../plan/plan.ts';
import { columnsOf } from '../binding/nodes.ts';
import { spanOf, staged } from '../lowering/context.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';

const SYSTEM_TYPES: Readonly<Record<string, string>> = {
  bool: 'System.SByte',
  datetime: 'System.DateTime',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  dynamic: 'System.Object',
  guid: 'System.Guid',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  string: 'System.String',
  timespan: 'System.TimeSpan',
};

/** The name that .NET has for a type. */
export const systemTypeOf = (type: string): string => SYSTEM_TYPES[type] ?? '';

export const getschema = defineOperator({
  name: 'getschema',
  kinds: ['GetSchemaOperator'],
  summary: 'The columns of the rows, as rows.',
  syntax: 'getschema',
  examples: [{ query: 'print a = 1 | getschema', rows: [['a', 0, 'System.Int64', 'long']] }],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    if (input.open) {
      const message = 'getschema of columns that are known only at run time is not supported.';
      throw new LoweringProblem('unsupported-operator', message, spanOf(context, node));
    }
    const rows = input.columns.map(({ name, type }, at) => [name, at, systemTypeOf(type), type]);
    const plan: Plan = { op: 'Values', columns: columns.map(({ name }) => name), rows, ...staged(context) };
    return { plan, columns };
  },
});
