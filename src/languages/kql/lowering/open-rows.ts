import type { KustoNode } from '../binding/kusto.ts';
import { elements, kindOf, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { type Context, spanOf } from './context.ts';
import { LoweringProblem } from './problem.ts';

/*
 * Rows some of whose columns only a run tells: those of `bag_unpack` and `pivot` without a schema. Kusto runs the plugin
 * first and then binds the rest of the query; here the rest is bound without it, so that only what names the columns it
 * reads may follow.
 */

/** Operators that hand on columns which nobody named. */
export const keepsColumns = (kind: string): boolean =>
  /^(?:Filter|Extend|Serialize|Sort|Top|Take|Sample|As|Render|MvExpand|Parse|ParseWhere|ParseKv)Operator$/.test(kind);

/** Operators that say which columns they read, and give those alone. */
const NAMING =
  /^(?:Project\w*|Summarize|Distinct|Count|MakeSeries|SampleDistinct|TopHitters|TopNested|Join|Lookup|Evaluate|Invoke|GetSchema|Consume|Reduce)Operator$/;

/** Here `*` stands for other things than all columns: any text, all columns but those that come first. */
const ANY_TEXT = /^(?:Parse\w*|ProjectReorder)Operator$/;

/** An operator asks for columns that nobody knows yet. */
export function checkOpen(name: string, node: KustoNode, context: Context): void {
  const kind = kindOf(node);
  const namesColumns = keepsColumns(kind) || (NAMING.test(kind) && kind !== 'ProjectByNamesOperator');
  if (!namesColumns || (!ANY_TEXT.test(kind) && hasStar(node)) || (kind === 'EvaluateOperator' && !isPlain(node))) {
    throw openProblem(`"${name}"`, node, context);
  }
}

/** Plugins that go on with whatever columns there are. */
function isPlain(node: KustoNode): boolean {
  const call = part(node, 'FunctionCall');
  const name = simpleName(part(call, 'Name'));
  const list = optionalPart(call, 'ArgumentList');
  const keys = (list ? elements(list, 'Expressions') : []).slice(2);
  return name === 'bag_unpack' || name === 'rows_near' || (name === 'pivot' && keys.length > 0);
}

export function openProblem(what: string, node: KustoNode, context: Context): LoweringProblem {
  const message = `${what} is not supported where only a run tells the columns: give the plugin before a schema, or project what is needed.`;
  return new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
}

/** `*` as an expression: all columns. */
function hasStar(node: KustoNode): boolean {
  if (kindOf(node) === 'StarExpression') return true;
  for (let index = 0; index < node.ChildCount; index += 1) {
    const child = (node['GetChild'] as (index: number) => KustoNode | null).call(node, index);
    if (child && hasStar(child)) return true;
  }
  return false;
}
