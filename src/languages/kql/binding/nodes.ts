import type { KqlColumn } from '../environment.ts';
import { type Kusto, type KustoNode, type KustoSymbol, loadKusto } from './kusto.ts';

/** Reading Kusto's syntax tree: what a node is, its parts, its type. */
export const kindOf = (node: KustoNode): string => loadKusto().kindNames.get(node.Kind) ?? 'None';

export const symbolKind = (symbol: KustoSymbol | null | undefined): string =>
  symbol ? (loadKusto().symbolKindNames.get(symbol.Kind) ?? 'None') : 'None';

export function part(node: KustoNode, name: string): KustoNode {
  const found = optionalPart(node, name);
  if (!found) throw new Error(`Internal error: a ${kindOf(node)} without ${name}.`);
  return found;
}

/** A part that may be missing; Kusto puts an empty node where the text lacks one. */
export function optionalPart(node: KustoNode, name: string): KustoNode | undefined {
  const found = node[name] as KustoNode | null | undefined;
  return found ?? undefined;
}

/** The elements of a list under `name`, commas left out. */
export function elements(node: KustoNode, name: string): readonly KustoNode[] {
  const list = optionalPart(node, name);
  return list ? elementsOfList(list) : [];
}

export function elementsOfList(list: KustoNode): readonly KustoNode[] {
  const found: KustoNode[] = [];
  for (let index = 0; index < list.ChildCount; index += 1) {
    const child = (list['GetChild'] as (index: number) => KustoNode | null).call(list, index);
    if (!child) continue;
    found.push(kindOf(child) === 'SeparatedElement' ? ((child['Element$1'] as KustoNode) ?? elementOf(child)) : child);
  }
  return found;
}

const elementOf = (separated: KustoNode): KustoNode =>
  (separated['GetChild'] as (index: number) => KustoNode).call(separated, 0);

/** The name that a declaration or a reference says, quotes and brackets taken away. */
export const simpleName = (node: KustoNode): string => String(node['SimpleName'] ?? '');

/** The text of a token. */
export const tokenText = (token: KustoNode): string => String(token['ValueText'] ?? token['Text'] ?? '');

/** `IncludeTrivia.Interior`: without what stands before the first token, which may be a comment. */
const INTERIOR = 1;

/** The text of a node. */
export const nodeText = (node: KustoNode): string =>
  (node['ToString'] as (trivia: number) => string).call(node, INTERIOR).trim();

const columnsOfSymbols = new WeakMap<KustoSymbol, readonly KqlColumn[]>();

/** The columns of a table's symbol, which does not change. */
export function columnsOf(symbol: KustoSymbol | null | undefined): readonly KqlColumn[] {
  if (!symbol) return [];
  const known = columnsOfSymbols.get(symbol);
  if (known) return known;
  const columns = loadKusto()
    .list<KustoSymbol>(symbol['Columns'])
    .map((column) => ({ name: column.Name, type: typeName(column['Type'] as KustoSymbol) }));
  columnsOfSymbols.set(symbol, columns);
  return columns;
}

/** Whether a node gives rows; those of a graph are its tables'. */
export const isTabular = (node: KustoNode): boolean => ['Table', 'Graph'].includes(symbolKind(node.ResultType));

const SCALAR_TYPES = new Set([
  'bool',
  'int',
  'long',
  'real',
  'decimal',
  'string',
  'datetime',
  'timespan',
  'guid',
  'dynamic',
]);

/** The name of a scalar type; whatever the binder could not tell is dynamic. */
export function typeName(symbol: KustoSymbol | null | undefined): string {
  if (!symbol) return 'dynamic';
  if (symbolKind(symbol) === 'Tuple') return 'tuple';
  return SCALAR_TYPES.has(symbol.Name) ? symbol.Name : 'dynamic';
}

/** Functions whose result the engine types otherwise than the parser. */
const ENGINE_TYPES: Readonly<Record<string, string>> = {
  datetime_part: 'long',
  hourofday: 'long',
  jaccard_index: 'real',
};

export function typeOf(node: KustoNode): string {
  if (kindOf(node) === 'SimpleNamedExpression') return typeOf(part(node, 'Expression'));
  if (kindOf(node) === 'FunctionCallExpression') {
    const name = simpleName(part(node, 'Name'));
    if (Object.hasOwn(ENGINE_TYPES, name)) return ENGINE_TYPES[name] as string;
  }
  return typeName(node.ResultType);
}

export const isAggregate = (kusto: Kusto, node: KustoNode): boolean =>
  symbolKind(node.ReferencedSymbol) === 'Function' &&
  kusto.GlobalState.Default.IsAggregateFunction(node.ReferencedSymbol as KustoSymbol);
