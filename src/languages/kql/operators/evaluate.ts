import { column } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { type Context, type Rows, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';

export const evaluate = defineOperator({
  name: 'evaluate',
  kinds: ['EvaluateOperator'],
  summary: 'Runs a plugin: `bag_unpack`, `narrow`.',
  syntax: 'evaluate plugin(argument, …)',
  status: 'partial',
  differences: 'Other plugins are not supported.',
  examples: [
    {
      query: 'print d = dynamic({"a": 1, "b": "x"}) | evaluate bag_unpack(d) : (a: long, b: string)',
      rows: [[1, 'x']],
    },
  ],
  lower(node, input, context) {
    const call = part(node, 'FunctionCall');
    const name = simpleName(part(call, 'Name'));
    const list = optionalPart(call, 'ArgumentList');
    const args = list ? elements(list, 'Expressions') : [];
    if (name === 'bag_unpack') return bagUnpack(node, args, input, context);
    if (name === 'narrow') return narrow(node, input, context);
    const message = `The plugin "${name}" is not supported.`;
    throw new LoweringProblem('unsupported-command', message, spanOf(context, call));
  },
});

function bagUnpack(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows {
  const [bag, prefix, conflict] = args as readonly [KustoNode, KustoNode?, KustoNode?];
  if (kindOf(bag) !== 'NameReference' || args.length > 3) {
    throw new LoweringProblem('unsupported-option', 'Only a column can be unpacked here.', spanOf(context, node));
  }
  const constant = (argument: KustoNode | undefined): string => {
    const value = argument && lowerExpression(argument, context);
    return value?.kind === 'literal' ? String(value.value) : '';
  };
  const declared = optionalPart(node, 'Schema') ? columnsOf(node.ResultType) : undefined;
  const options = {
    bag: simpleName(bag),
    prefix: constant(prefix),
    conflict: constant(conflict) || 'error',
    ...(declared && { declared }),
  };
  const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.bag-unpack', options, ...staged(context) };
  const columns = declared ?? input.columns.filter(({ name }) => name !== options.bag);
  return { plan, columns, ...(!declared && { open: true }) };
}

function narrow(node: KustoNode, input: Rows, context: Context): Rows {
  const options = { columns: input.columns.map(({ name, type }) => ({ name, type, value: column(name) })) };
  const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.narrow', options, ...staged(context) };
  return { plan, columns: columnsOf(node.ResultType) };
}
