import { call, column } from '../../../plan/expression.ts';
import type { ScalarFunction } from '../../../plan/library.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, kindOf, simpleName } from '../binding/nodes.ts';
import { type Context, type Rows, spanOf, staged } from '../lowering/context.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { commonCount } from '../sketch.ts';

/** `evaluate dcount_intersect(hll, …)`: how many values the first states have in common, one, two, three of them. */
export function dcountIntersect(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows {
  if (args.length === 0 || args.some((argument) => kindOf(argument) !== 'NameReference')) {
    const message = 'dcount_intersect is supported with columns alone.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const bound = columnsOf(node.ResultType);
  const added = bound.slice(bound.length - args.length);
  const states = args.map((argument) => column(simpleName(argument)));
  const columns = bound.map(({ name }) => {
    const at = added.findIndex((known) => known.name === name);
    const expression = at < 0 ? column(name) : call('kql.hll-common', states.slice(0, at + 1));
    return { name, expression };
  });
  return { plan: { op: 'Project', input: input.plan, columns, ...staged(context) }, columns: bound };
}

export const hllCommon: ScalarFunction = {
  name: 'kql.hll-common',
  compile: ({ arguments: states }) => {
    return (row) => commonCount(states.map(({ evaluate }) => evaluate(row)));
  },
};
