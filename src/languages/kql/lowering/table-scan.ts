import type { KustoNode } from '../binding/kusto.ts';
import { type Context, type Rows, spanOf, staged } from './context.ts';
import { LoweringProblem } from './problem.ts';

/** The rows of a table; `place` is the suffix of another workspace's. */
export function scanOf(name: string, node: KustoNode, context: Context, place = ''): Rows {
  const columns = context.shared.environment.table(name);
  const span = spanOf(context, node);
  if (!columns) throw new LoweringProblem('unknown-table', `There is no table "${name}".`, span);
  const options = context.shared.environment.scanOptions?.(name);
  const source = `table:${name}${place}`;
  return { plan: { op: 'Scan', source, span, ...(options && { options }), ...staged(context) }, columns };
}
