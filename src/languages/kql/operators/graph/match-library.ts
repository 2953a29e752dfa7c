import type { TableFunction } from '../../../../plan/library.ts';
import { MatchState, type Path } from './match-state.ts';
import type { PatternEdge, PatternQuery } from './pattern.ts';
import { readGraph } from './property-graph.ts';
import { edgesAt, endOf, type Side } from './neighbours.ts';

export type Cycles = 'unique_edges' | 'all' | 'none';

export interface MatchOptions extends PatternQuery {
  readonly cycles: Cycles;
}

/** Steps that a search may take: each goes over one edge, and looks back on at most 256 edges of its way. */
const MOST_STEPS = 2_000_000;

/** Every match of a pattern of nodes and edges. */
export const graphMatchTable: TableFunction = {
  name: 'kql.graph-match',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, call) {
    const options = call.options as MatchOptions;
    const graph = readGraph(input, options.source, call.context);
    const state = new MatchState(graph, options, call, MOST_STEPS);
    yield* state.rows(new Matcher(state, options.cycles).matches());
  },
};

/** One edge of the pattern, gone over from an end that is known. */
interface Place {
  readonly edge: number;
  readonly from: number;
  readonly to: number;
  /** Whether the other end is known too. */
  readonly closes: boolean;
  readonly side: Side;
}

interface Leg extends Place {
  /** Whether it may go over an edge, and past a node. */
  readonly mayGo: (edge: number) => boolean;
  readonly mayPass: (node: number) => boolean;
  readonly checks: readonly (() => boolean)[];
}

/** A way along the edges of the graph, from its end back. */
interface Way {
  readonly node: number;
  readonly edge: number;
  readonly before: Way | undefined;
}

class Matcher {
  readonly #state: MatchState;
  readonly #cycles: Cycles;
  readonly #allowed: readonly (Uint8Array | undefined)[];
  readonly #starts: Iterable<number>;
  readonly #start: number;
  readonly #startChecks: readonly (() => boolean)[];
  readonly #legs: readonly Leg[];
  /** Whether the match so far goes over an edge, or comes to a node. */
  readonly #usedEdges: Uint8Array;
  readonly #usedNodes: Uint8Array;

  constructor(state: MatchState, cycles: Cycles) {
    const { graph, query } = state;
    const { pattern, conditions } = query;
    this.#state = state;
    this.#cycles = cycles;
    this.#usedEdges = new Uint8Array(graph.from.length);
    this.#usedNodes = new Uint8Array(graph.ids.length);
    const candidates = state.candidates();
    this.#allowed = candidates.map((found) => found && flagsOf(found, graph.ids.length));
    const sizes = candidates.map((found) => found?.length ?? graph.ids.length);
    this.#start = placeOfLeast(sizes);
    this.#starts = candidates[this.#start] ?? graph.ids.keys();

    const bound = new Set<number>([this.#start]);
    const waiting = new Set(
      conditions.filter(({ needs }) => needs.length !== 1 || (needs[0] as number) >= sizes.length),
    );
    const checksNow = (): (() => boolean)[] => {
      const ready = [...waiting].filter(({ needs }) => needs.every((part) => bound.has(part)));
      for (const condition of ready) waiting.delete(condition);
      return ready.map(({ expression }) => state.test(expression));
    };
    this.#startChecks = checksNow();
    this.#legs = legsOf(pattern.edges, this.#start).map((leg): Leg => {
      bound.add(leg.to).add(pattern.nodes.length + leg.edge);
      const [mayGo, mayPass] = [state.elementTest(leg.edge, false), state.elementTest(leg.edge, true)];
      return { ...leg, mayGo, mayPass, checks: checksNow() };
    });
  }

  *matches(): Iterable<void> {
    const { nodes } = this.#state;
    for (const node of this.#starts) {
      this.#state.step();
      nodes[this.#start] = node;
      this.#usedNodes[node] = 1;
      if (this.#startChecks.every((holds) => holds())) yield* this.#from(0);
      this.#usedNodes[node] = 0;
      nodes[this.#start] = -1;
    }
  }

  /** The matches that what is known so far leads to, by the leg at this place. */
  *#from(at: number): Iterable<void> {
    const leg = this.#legs[at];
    if (!leg) {
      yield;
      return;
    }
    const edge = this.#state.query.pattern.edges[leg.edge] as PatternEdge;
    for (const way of this.#ways(leg, edge)) yield* this.#along(way, leg, edge, at);
  }

  /** The ways over the edges of the graph that a leg may take. */
  *#ways(leg: Leg, { range }: PatternEdge): Iterable<Way> {
    const state = this.#state;
    const { least, most } = range ?? { least: 1, most: 1 };
    let level: Way[] = [{ node: state.nodes[leg.from] as number, edge: -1, before: undefined }];
    if (least === 0) yield* level;
    for (let length = 1; length <= most && level.length > 0; length += 1) {
      const next: Way[] = [];
      for (const before of level) {
        if (length > 1 && !leg.mayPass(before.node)) continue;
        for (const edge of edgesAt(state.graph, before.node, leg.side)) {
          const node = endOf(state.graph, edge, before.node);
          state.step(1 + (length >> 8));
          if (!leg.mayGo(edge) || this.#repeats(edge, node, before)) continue;
          const way = { node, edge, before };
          if (length < most) next.push(way);
          if (length >= least) yield way;
        }
      }
      level = next;
    }
  }

  /** Whether one more edge would make a cycle that may not be. */
  #repeats(edge: number, node: number, way: Way): boolean {
    if (this.#cycles === 'all') return false;
    if (this.#cycles === 'none') {
      if (this.#usedNodes[node]) return true;
      for (let at: Way | undefined = way; at; at = at.before) if (at.node === node) return true;
      return false;
    }
    if (this.#usedEdges[edge]) return true;
    for (let at: Way | undefined = way; at; at = at.before) if (at.edge === edge) return true;
    return false;
  }

  /** The matches in which a leg takes this way. */
  *#along(way: Way, leg: Leg, edge: PatternEdge, at: number): Iterable<void> {
    const { nodes, paths } = this.#state;
    if (leg.closes ? nodes[leg.to] !== way.node : this.#allowed[leg.to]?.[way.node] === 0) return;
    const path = pathOf(way, leg.from === edge.right && leg.from !== edge.left);
    const before = paths[leg.edge] as Path;
    const passed = path.edges.length === 0 ? [] : [...path.inner, way.node];
    if (!leg.closes) nodes[leg.to] = way.node;
    paths[leg.edge] = path;
    for (const used of path.edges) this.#usedEdges[used] = 1;
    for (const used of passed) this.#usedNodes[used] = 1;
    if (leg.checks.every((holds) => holds())) yield* this.#from(at + 1);
    for (const used of path.edges) this.#usedEdges[used] = 0;
    for (const used of passed) this.#usedNodes[used] = 0;
    paths[leg.edge] = before;
    if (!leg.closes) nodes[leg.to] = -1;
  }
}

const placeOfLeast = (numbers: readonly number[]): number =>
  numbers.reduce((least, number, at) => (number < (numbers[least] as number) ? at : least), 0);

const flagsOf = (numbers: Int32Array, length: number): Uint8Array => {
  const flags = new Uint8Array(length);
  for (const number of numbers) flags[number] = 1;
  return flags;
};

/** The edges of a pattern in an order in which each has an end that is known: single ones and rings first. */
function legsOf(edges: readonly PatternEdge[], start: number): readonly Place[] {
  const known = new Set([start]);
  const left = new Set(edges.keys());
  const legs: Place[] = [];
  const cost = (edge: PatternEdge): number =>
    (edge.range ? 2 : 0) + (known.has(edge.left) && known.has(edge.right) ? 0 : 1);
  while (left.size > 0) {
    const open = [...left].filter((at) => {
      const edge = edges[at] as PatternEdge;
      return known.has(edge.left) || known.has(edge.right);
    });
    const costs = open.map((at) => cost(edges[at] as PatternEdge));
    const edge = open[placeOfLeast(costs)] as number;
    const { left: one, right: other, direction } = edges[edge] as PatternEdge;
    const forward = known.has(one);
    const [from, to] = forward ? [one, other] : [other, one];
    const side = direction === 'any' ? 'both' : (direction === 'right') === forward ? 'out' : 'in';
    legs.push({ edge, from, to, closes: known.has(to), side });
    known.add(to);
    left.delete(edge);
  }
  return legs;
}

/** The edges of a way as the pattern reads, and the nodes between them. */
function pathOf(end: Way, backwards: boolean): Path {
  const edges: number[] = [];
  const inner: number[] = [];
  for (let at: Way = end; at.before; at = at.before) {
    edges.push(at.edge);
    if (at !== end) inner.push(at.node);
  }
  return backwards ? { edges, inner } : { edges: edges.reverse(), inner: inner.reverse() };
}
