import type { Expression } from '../../../plan/expression.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { kindOf, part, simpleName } from '../binding/nodes.ts';
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

/** An error where the key is certainly dynamic; a warning where the binder may know less than the service. */
export function refuseDynamic(node: KustoNode, operator: string, context: Context): void {
  if (node.ResultType?.Name !== 'dynamic') return;
  const message = `A key of "${operator}" may not be dynamic: cast it, as in tostring(…).`;
  const span = spanOf(context, node);
  if (kindOf(node) !== 'NameReference' || isDeclared(simpleName(node), context)) {
    throw new LoweringProblem('type-mismatch', message, span);
  }
  context.shared.warnings.push({ name: 'query-warning', message, ...span });
}

/** Whether a table that the text names, or the text itself, declares the column as dynamic. */
function isDeclared(name: string, { shared: { text, environment } }: Context): boolean {
  const declared = [...text.matchAll(/([A-Za-z_]\w*)\s*:\s*dynamic\b/g)].some((match) => match[1] === name);
  if (declared) return true;
  return Array.from(text.matchAll(/[A-Za-z_]\w*/g), ([word]) => word).some((word) =>
    environment.table(word)?.some((column) => column.name === name && column.type === 'dynamic'),
  );
}
