import type { Expression } from '../../../plan/expression.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { kindOf, part } from '../binding/nodes.ts';
import { type Context, spanOf } from './context.ts';
import { lowerExpression } from './expressions.ts';
import { LoweringProblem } from './problem.ts';

/**
 * An expression that groups, joins or orders rows. Its value may not be dynamic: the service asks for a cast.
 *
 * https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic
 */
export function lowerKey(node: KustoNode, operator: string, context: Context): Expression {
  const value = kindOf(node) === 'SimpleNamedExpression' ? part(node, 'Expression') : node;
  refuseDynamic(value, operator, context);
  return lowerExpression(value, context);
}

/** What the binder could not type is let through. */
export function refuseDynamic(node: KustoNode, operator: string, context: Context): void {
  if (node.ResultType?.Name !== 'dynamic') return;
  const message = `A key of "${operator}" may not be dynamic: cast it, as in tostring(…).`;
  throw new LoweringProblem('type-mismatch', message, spanOf(context, node));
}
