import { QueryFailure } from '../../../../plan/failure.ts';
import type { TableFunction } from '../../../../plan/library.ts';
import { MatchState, type Path } from './match-state.ts';
import { edgesAt, endOf, type Side } from './neighbours.ts';
import type { PatternEdge, PatternQuery } from './pattern.ts';
import { readGraph } from './property-graph.ts';

export interface ShortestPathsOptions extends PatternQuery {
  readonly output: 'any' | 'all';
}

/** Steps that a search may take: each goes over one edge. */
const MOST_STEPS = 50_000_000;

/** Shortest paths between the nodes at the two ends of one edge of variable length. */
export const shortestPathsTable: TableFunction = {
  name: 'kql.graph-shortest-paths',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, call) {
    const options = call.options as ShortestPathsOptions;
    const graph = readGraph(input, options.source, call.context);
    const state = new MatchState(graph, options, call, MOST_STEPS);
    yield* state.rows(shortestPaths(state, options));
  },
};

/** The edge that a search first came to a node by, and all others that are as short. */
type Arrivals = Map<number, { readonly edge: number; readonly node: number }[]>;

/**
 * Breadth first from each node at the left end. A path to the node itself has no edges: it comes out where the pattern
 * allows that, and a longer one round to it never does.
 */
function* shortestPaths(state: MatchState, { pattern, conditions, output }: ShortestPathsOptions): Iterable<void> {
  const { graph, nodes, paths } = state;
  const { left, right, range, direction } = pattern.edges[0] as PatternEdge;
  const { least, most } = range as NonNullable<PatternEdge['range']>;
  const side: Side = direction === 'any' ? 'both' : direction === 'right' ? 'out' : 'in';
  const [mayGo, mayPass] = [state.elementTest(0, false), state.elementTest(0, true)];
  const candidates = state.candidates();
  const targets = candidates[right] && new Set(candidates[right]);
  const ofBoth = conditions.filter(({ needs }) => needs.length !== 1).map(({ expression }) => state.test(expression));

  /** The paths to a node that the search has come to. */
  function* to(node: number, length: number, arrivals: Arrivals): Iterable<void> {
    if (targets && !targets.has(node)) return;
    nodes[right] = node;
    if (!ofBoth.every((holds) => holds())) return;
    if (length < least) {
      if (length === 0) return;
      const message = `The shortest path between two nodes has length ${length}, less than the pattern's ${least}: that is not supported.`;
      throw new QueryFailure('unsupported-option', message);
    }
    for (const path of pathsTo(node, arrivals)) {
      state.step();
      paths[0] = path;
      yield;
      if (output === 'any') return;
    }
  }

  for (const start of candidates[left] ?? graph.ids.keys()) {
    nodes[left] = start;
    const arrivals: Arrivals = new Map([[start, []]]);
    let missing = targets?.size ?? graph.ids.length;
    if (!targets || targets.has(start)) missing -= 1;
    yield* to(start, 0, arrivals);
    let level = [start];
    for (let length = 1; length <= most && level.length > 0 && missing > 0; length += 1) {
      const next = new Set<number>();
      for (const from of level) {
        if (length > 1 && !mayPass(from)) continue;
        for (const edge of edgesAt(graph, from, side)) {
          const node = endOf(graph, edge, from);
          state.step();
          const known = arrivals.get(node);
          if ((known && !next.has(node)) || !mayGo(edge)) continue;
          if (!known) {
            arrivals.set(node, [{ edge, node: from }]);
            next.add(node);
          } else if (output === 'all') known.push({ edge, node: from });
        }
      }
      for (const node of next) {
        if (!targets || targets.has(node)) missing -= 1;
        yield* to(node, length, arrivals);
      }
      level = [...next];
    }
  }
}

/** What is left of a path from a node on. */
interface Rest {
  readonly node: number;
  readonly edge: number;
  readonly after: Rest | undefined;
}

/** The paths by which a search came to a node, from its start on. */
function* pathsTo(node: number, arrivals: Arrivals): Iterable<Path> {
  const open: Rest[] = [{ node, edge: -1, after: undefined }];
  for (let rest = open.pop(); rest; rest = open.pop()) {
    const found = arrivals.get(rest.node) ?? [];
    if (found.length === 0) yield pathAlong(rest);
    for (const { edge, node: before } of found.toReversed()) open.push({ node: before, edge, after: rest });
  }
}

function pathAlong(start: Rest): Path {
  const edges: number[] = [];
  const inner: number[] = [];
  for (let at = start; at.after; at = at.after) {
    edges.push(at.edge);
    if (at !== start) inner.push(at.node);
  }
  return { edges, inner };
}
