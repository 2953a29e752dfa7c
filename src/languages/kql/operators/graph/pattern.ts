import type { Expression } from '../../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../../plan/plan.ts';
import type { KustoNode } from '../../binding/kusto.ts';
import { columnsOf, elements, kindOf, nodeText, optionalPart, part, simpleName } from '../../binding/nodes.ts';
import type { KqlColumn } from '../../environment.ts';
import { type Context, readName, type Rows, spanOf, staged } from '../../lowering/context.ts';
import { lowerExpression } from '../../lowering/expressions.ts';
import { LoweringProblem } from '../../lowering/problem.ts';
import { inOrder, withEngineTypes } from '../named.ts';
import { parameterOf } from '../union.ts';
import { type PathCall, type Scope, scopeOf } from './pattern-scope.ts';
import type { GraphSource } from './source.ts';

/** An edge of a pattern between two of its nodes, which stand left and right of it. */
export interface PatternEdge {
  readonly name: string | undefined;
  readonly left: number;
  readonly right: number;
  readonly direction: 'right' | 'left' | 'any';
  /** How many edges in a row stand for it; absent: one. */
  readonly range?: { readonly least: number; readonly most: number };
}

export interface Pattern {
  readonly nodes: readonly (string | undefined)[];
  readonly edges: readonly PatternEdge[];
}

/** What a node or an edge of a pattern of variable length must be, by itself. */
export interface ElementFilter {
  readonly edge: number;
  readonly inner: boolean;
  readonly expression: Expression;
}

/** A condition, and the parts of the pattern that it speaks of: nodes by number, then edges. */
export interface Condition {
  readonly expression: Expression;
  readonly needs: readonly number[];
}

/** What `graph-match` and `graph-shortest-paths` run. */
export interface PatternQuery {
  readonly source: GraphSource;
  readonly pattern: Pattern;
  readonly calls: readonly PathCall[];
  readonly filters: readonly ElementFilter[];
  readonly conditions: readonly Condition[];
  readonly outputs: readonly NamedExpression[];
}

/** Lowers an operator that looks for a pattern in a graph. */
export function lowerPattern(
  node: KustoNode,
  input: Rows,
  context: Context,
  settled: (query: PatternQuery, scope: Scope) => { readonly function: string; readonly options: unknown },
): Rows {
  const source = input.graph as GraphSource;
  const projected = optionalPart(node, 'ProjectClause');
  if (!projected) {
    const message = 'A pattern without project, which gives a graph, is not supported.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const pattern = patternOf(node, context);
  const scope = scopeOf(pattern, source, context);
  const where = optionalPart(node, 'WhereClause');
  const { filters, conditions } = scope.split(
    where ? lowerExpression(part(where, 'Condition'), scope.where) : undefined,
  );
  const expressions = elements(projected, 'Expressions');
  const columns = withEngineTypes(columnsOf(node.ResultType), expressions);
  checkNames(expressions, columns, context);
  const outputs = inOrder(expressions, columns, scope.project);
  const query: PatternQuery = { source, pattern, calls: scope.calls, filters, conditions, outputs };
  const plan: Plan = { op: 'Reshape', input: input.plan, ...settled(query, scope), ...staged(context) };
  return { plan, columns };
}

/** The parser names properties, and what it numbers; how it names other expressions, or leaves them out, is no guide. */
function checkNames(nodes: readonly KustoNode[], columns: readonly KqlColumn[], context: Context): void {
  const isNamed = (node: KustoNode, at: number): boolean =>
    ['SimpleNamedExpression', 'PathExpression'].includes(kindOf(node)) || /^Column\d+$/.test(columns[at]?.name ?? '');
  const nameless = nodes.find((node, at) =>
    nodes.length !== columns.length ? !isNamed(node, -1) : !isNamed(node, at),
  );
  if (!nameless && nodes.length === columns.length) return;
  const message = 'This column of project is supported with a name of its own alone: name = expression.';
  throw new LoweringProblem('unsupported-syntax', message, spanOf(context, nameless ?? (nodes[0] as KustoNode)));
}

/** The value of an operator's parameter; another than these is refused. */
export function optionOf<Value extends string>(
  node: KustoNode,
  name: string,
  values: readonly [Value, ...Value[]],
  context: Context,
): Value {
  const given = parameterOf(node, name)?.toLowerCase();
  if (given === undefined) return values[0];
  const found = values.find((value) => value === given);
  if (found) return found;
  const message = `"${given}" is no value of ${name}: it takes ${values.join(', ')}.`;
  throw new LoweringProblem('invalid-argument', message, spanOf(context, node));
}

function patternOf(node: KustoNode, context: Context): Pattern {
  const nodes: (string | undefined)[] = [];
  const edges: PatternEdge[] = [];
  const nodeNumbers = new Map<string, number>();
  const numberOf = (element: KustoNode): number => {
    const declared = optionalPart(element, 'Name');
    const name = declared && simpleName(declared) !== '' ? simpleName(declared) : undefined;
    const known = name === undefined ? undefined : nodeNumbers.get(name);
    if (known !== undefined) return known;
    if (name !== undefined) nodeNumbers.set(name, nodes.length);
    nodes.push(name);
    return nodes.length - 1;
  };
  for (const sequence of elements(node, 'Patterns')) {
    let left: number | undefined;
    let edge: KustoNode | undefined;
    for (const element of elements(sequence, 'PatternElements')) {
      if (kindOf(element) === 'GraphMatchPatternEdge') {
        edge = element;
        continue;
      }
      const right = numberOf(element);
      if (edge && left !== undefined) edges.push(edgeOf(edge, left, right, context));
      left = right;
    }
  }
  const names = edges.flatMap(({ name }) => name ?? []);
  const twice = names.find((name, at) => names.indexOf(name) !== at || nodeNumbers.has(name));
  if (twice !== undefined) {
    const message = `The edge "${twice}" is in the pattern twice, which is not supported.`;
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  if (!isConnected(nodes.length, edges)) {
    const message = 'All parts of a pattern must hang together: its sequences share nodes.';
    throw new LoweringProblem('invalid-argument', message, spanOf(context, node));
  }
  return { nodes, edges };
}

function edgeOf(node: KustoNode, left: number, right: number, context: Context): PatternEdge {
  const text = nodeText(node);
  const declared = optionalPart(node, 'Name');
  const range = optionalPart(node, 'Range');
  const name = declared && simpleName(declared) !== '' ? simpleName(declared) : undefined;
  const [pointsLeft, pointsRight] = [text.startsWith('<'), text.endsWith('>')];
  if (pointsLeft && pointsRight) {
    throw new LoweringProblem('unsupported-syntax', `The edge "${text}" is not supported.`, spanOf(context, node));
  }
  return {
    name,
    left,
    right,
    direction: pointsLeft ? 'left' : pointsRight ? 'right' : 'any',
    ...(range && { range: rangeOf(range, context) }),
  };
}

function rangeOf(node: KustoNode, context: Context): { readonly least: number; readonly most: number } {
  const [least, most] = ['RangeStart', 'RangeEnd'].map((name) => {
    const bound = part(node, name);
    // The binder leaves names out of it.
    const named = kindOf(bound) === 'NameReference' ? readName(simpleName(bound), bound, context) : undefined;
    const value = named?.kind === 'scalar' ? named.expression : lowerExpression(bound, context);
    return value.kind === 'literal' ? Number(value.value) : Number.NaN;
  }) as [number, number];
  if (Number.isInteger(least) && Number.isInteger(most) && least >= 0 && most >= Math.max(least, 1)) {
    return { least, most };
  }
  const message = 'The length of an edge takes two whole constants, the least and the most: *1..3.';
  throw new LoweringProblem('invalid-argument', message, spanOf(context, node));
}

function isConnected(nodes: number, edges: readonly PatternEdge[]): boolean {
  const reached = new Set([0]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { left, right } of edges) {
      if (reached.has(left) === reached.has(right)) continue;
      reached.add(left).add(right);
      grown = true;
    }
  }
  return reached.size === nodes;
}

/** Whether the edges of a pattern close a ring. */
export const closesRing = ({ nodes, edges }: Pattern): boolean => edges.length >= nodes.length;
