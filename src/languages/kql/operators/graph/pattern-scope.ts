import { column, type Expression, literal } from '../../../../plan/expression.ts';
import type { KustoNode } from '../../binding/kusto.ts';
import { elements, kindOf, part, simpleName, typeOf } from '../../binding/nodes.ts';
import type { KqlColumn } from '../../environment.ts';
import { type Context, spanOf, withRow } from '../../lowering/context.ts';
import { lowerExpression, stateColumn } from '../../lowering/expressions.ts';
import { LoweringProblem } from '../../lowering/problem.ts';
import type { Condition, ElementFilter, Pattern } from './pattern.ts';
import { type GraphSource, nodeProperties } from './source.ts';

/** `all`, `any` or `map` over the edges, or the nodes between them, that stand for an edge of variable length. */
export interface PathCall {
  readonly function: 'all' | 'any' | 'map';
  readonly edge: number;
  readonly inner: boolean;
  readonly expression: Expression;
  readonly type: string;
}

/** What `where` and `project` of a pattern may say, and what they have said. */
export interface Scope {
  readonly where: Context;
  readonly project: Context;
  readonly calls: readonly PathCall[];
  /** Parts what must hold into what each element of a path must be by itself, and everything else. */
  split(predicate: Expression | undefined): {
    readonly filters: readonly ElementFilter[];
    readonly conditions: readonly Condition[];
  };
}

/** What the graph knows of a node beside its properties. */
export const NODE_FACTS = ['node_degree_in', 'node_degree_out', 'node_id'] as const;

/** The column of a fact of a node: of one of the pattern's, or of the one that `inner_nodes` has come to. */
export const factColumn = (fact: string, node = ''): string => `$${fact} ${node}`;

/** The column of a call's value. */
export const callColumn = (call: number): string => `$call ${call}`;

const PATH_FUNCTIONS = ['all', 'any', 'map'] as const;

type Place = 'where' | 'project' | 'edges' | 'inner nodes';

export function scopeOf(pattern: Pattern, source: GraphSource, context: Context): Scope {
  const calls: PathCall[] = [];

  const refuse = (node: KustoNode, message: string, hint?: string): never => {
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node), hint);
  };
  const edgeNamed = (name: string): number => pattern.edges.findIndex((edge) => edge.name === name);
  const isNode = (name: string): boolean => pattern.nodes.includes(name);

  /** `a.name`: a property of a part of the pattern. */
  const property = (node: KustoNode, place: Place): Expression | undefined => {
    const holder = part(node, 'Expression');
    if (kindOf(holder) !== 'NameReference') return undefined;
    const name = simpleName(holder);
    const edge = edgeNamed(name);
    if (edge < 0 && !isNode(name)) return undefined;
    if (edge >= 0 && pattern.edges[edge]?.range && place !== 'project') {
      const message = `A property of "${name}", which stands for several edges, is not supported in a condition.`;
      refuse(node, message, 'Say all(), any() or map() of it.');
    }
    const selector = part(node, 'Selector');
    const known = edge >= 0 ? source.edges.columns : nodeProperties(source);
    const wanted = simpleName(selector);
    if (!known.some((candidate) => candidate.name === wanted)) refuse(node, `"${name}" has no property "${wanted}".`);
    return column(stateColumn(name, wanted), spanOf(context, node));
  };

  const pathCall = (
    node: KustoNode,
    name: PathCall['function'],
    args: readonly KustoNode[],
    at: Context,
  ): Expression => {
    const [path, body] = args as readonly [KustoNode, KustoNode];
    const inner = kindOf(path) === 'FunctionCallExpression' && simpleName(part(path, 'Name')) === 'inner_nodes';
    const named = inner ? elements(part(path, 'ArgumentList'), 'Expressions')[0] : path;
    const edge = named && kindOf(named) === 'NameReference' ? edgeNamed(simpleName(named)) : -1;
    if (!pattern.edges[edge]?.range) refuse(path, `${name}() takes an edge of variable length, or its inner nodes.`);
    const row = inner ? nodeProperties(source) : source.edges.columns;
    const expression = lowerExpression(body, within(at, row, inner ? 'inner nodes' : 'edges'));
    calls.push({ function: name, edge, inner, expression, type: typeOf(body) });
    return column(callColumn(calls.length - 1), spanOf(context, node));
  };

  const fact = (node: KustoNode, name: string, [argument]: readonly KustoNode[], place: Place): Expression => {
    const of = argument && kindOf(argument) === 'NameReference' ? simpleName(argument) : undefined;
    if (argument ? of === undefined || !isNode(of) : place !== 'inner nodes') {
      refuse(node, `${name}() takes a node of the pattern; without one it stands over inner_nodes().`);
    }
    if (name === 'node_id' && source.idType !== 'string') {
      refuse(node, `node_id() of identifiers that are no strings is not supported.`);
    }
    return column(factColumn(name, of), spanOf(context, node));
  };

  const labels = (node: KustoNode, [argument]: readonly KustoNode[], place: Place): Expression => {
    const name = argument && kindOf(argument) === 'NameReference' ? simpleName(argument) : undefined;
    const known = name === undefined ? undefined : pattern.edges[edgeNamed(name)];
    if (argument ? !(isNode(name ?? '') || (known && !known.range)) : place !== 'inner nodes') {
      refuse(node, 'labels() takes a node or a single edge of the pattern; without one it stands over inner_nodes().');
    }
    // Labels are of graph models: a graph that a query makes has none.
    return literal([], spanOf(context, node));
  };

  const hook =
    (place: Place) =>
    (node: KustoNode, at: Context): Expression | undefined => {
      if (kindOf(node) === 'PathExpression') return property(node, place);
      if (kindOf(node) !== 'FunctionCallExpression') return undefined;
      const name = simpleName(part(node, 'Name'));
      const args = elements(part(node, 'ArgumentList'), 'Expressions');
      const over = PATH_FUNCTIONS.find((known) => known === name);
      if (over) {
        if (place === 'edges' || place === 'inner nodes') refuse(node, `${name}() inside another is not supported.`);
        return pathCall(node, over, args, at);
      }
      if ((NODE_FACTS as readonly string[]).includes(name)) return fact(node, name, args, place);
      return name === 'labels' ? labels(node, args, place) : undefined;
    };

  const within = (at: Context, row: readonly KqlColumn[], place: Place): Context => ({
    ...withRow(at, row),
    pattern: hook(place),
  });

  return {
    where: within(context, [], 'where'),
    project: within(context, [], 'project'),
    calls,
    split(predicate) {
      const filters: ElementFilter[] = [];
      const conditions: Condition[] = [];
      for (const expression of conjuncts(predicate)) {
        const over = calls.find((_, at) => expression.kind === 'column' && expression.name === callColumn(at));
        if (over?.function === 'all' && needsOf(over.expression, pattern, calls).size === 0) filters.push(over);
        else conditions.push({ expression, needs: [...needsOf(expression, pattern, calls)] });
      }
      return { filters, conditions };
    },
  };
}

/** What must all hold for an expression to hold. */
function conjuncts(expression: Expression | undefined): readonly Expression[] {
  if (!expression) return [];
  return expression.kind === 'call' && expression.function === 'kql.and'
    ? expression.arguments.flatMap(conjuncts)
    : [expression];
}

/** The parts of the pattern that an expression speaks of: nodes by number, then edges. */
function needsOf(expression: Expression, pattern: Pattern, calls: readonly PathCall[]): ReadonlySet<number> {
  if (expression.kind === 'call') {
    return new Set(expression.arguments.flatMap((argument) => [...needsOf(argument, pattern, calls)]));
  }
  if (expression.kind !== 'column') return new Set();
  const { name } = expression;
  const call = calls.find((_, at) => name === callColumn(at));
  if (call) return new Set([pattern.nodes.length + call.edge, ...needsOf(call.expression, pattern, calls)]);
  const parts = [...pattern.nodes, ...pattern.edges.map((edge) => edge.name)];
  const at = parts.findIndex(
    (known) =>
      known !== undefined &&
      (name.startsWith(stateColumn(known, '')) || NODE_FACTS.some((fact) => name === factColumn(fact, known))),
  );
  return new Set(at < 0 ? [] : [at]);
}
