import type { KustoNode, KustoSymbol } from '../binding/kusto.ts';
import { elements, kindOf, nodeText, optionalPart, part, simpleName, symbolKind } from '../binding/nodes.ts';
import { type Place, unmappedProblem } from '../binding/other-places.ts';
import { constantText } from './calls.ts';
import { type Context, type Rows, spanOf } from './context.ts';
import { LoweringProblem } from './problem.ts';
import { scanOf } from './table-scan.ts';

/**
 * A table of another workspace, application, cluster or database: `workspace("soc-emea").SigninLogs`.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/logs/cross-workspace-query
 */
export function lowerElsewhere(node: KustoNode, context: Context): Rows {
  const suffix = suffixOf(node, context);
  return scanOf(tableName(part(node, 'Selector'), context), node, context, suffix);
}

/** The tables that a wildcard fits in another place: `workspace("soc-emea").Device*`. */
export function lowerMembersElsewhere(
  node: KustoNode,
  context: Context,
): readonly { readonly name: string; readonly rows: Rows }[] {
  const suffix = suffixOf(node, context);
  const members = context.shared.kusto.list<KustoSymbol>((node.ReferencedSymbol as KustoSymbol)['Members']);
  const call = nodeText(part(node, 'Expression'));
  return members.map(({ Name: name }) => ({ name: `${call}.${name}`, rows: scanOf(name, node, context, suffix) }));
}

/** The suffix of the sources of the place that stands before the dot. */
function suffixOf(node: KustoNode, context: Context): string {
  const left = part(node, 'Expression');
  const place = placeOf(left, context);
  if (!place) {
    const message = `"${nodeText(node)}" is not supported here.`;
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const { places } = context.shared.environment;
  const suffix = places?.place(place.name);
  if (suffix !== undefined) return suffix;
  const { name, message, hint } = unmappedProblem(place, places);
  throw new LoweringProblem(name, message, spanOf(context, left), hint);
}

function placeOf(node: KustoNode, context: Context): Place | undefined {
  const { start, end } = spanOf(context, node);
  if (kindOf(node) === 'PathExpression') {
    const outer = placeOf(part(node, 'Expression'), context);
    const inner = placeOf(part(node, 'Selector'), context);
    return outer && inner && { call: outer.call, name: `${outer.name}/${inner.name}`, start, end };
  }
  if (kindOf(node) !== 'FunctionCallExpression') return undefined;
  const call = simpleName(part(node, 'Name'));
  const list = optionalPart(node, 'ArgumentList');
  const [argument] = list ? elements(list, 'Expressions') : [];
  return argument && { call, name: call === 'arg' ? call : constantText(argument, context), start, end };
}

function tableName(selector: KustoNode, context: Context): string {
  if (kindOf(selector) === 'NameReference') {
    // A wildcard that fits one table is that table to the binder.
    return symbolKind(selector.ReferencedSymbol) === 'Table'
      ? (selector.ReferencedSymbol as KustoSymbol).Name
      : simpleName(selector);
  }
  const list = optionalPart(selector, 'ArgumentList');
  const [argument] = list ? elements(list, 'Expressions') : [];
  if (argument && simpleName(part(selector, 'Name')) === 'table') return constantText(argument, context);
  const message = `"${nodeText(selector)}" of another place is not supported; name one table.`;
  throw new LoweringProblem('unsupported-syntax', message, spanOf(context, selector));
}
