import { cross, dot, length, minus, normal, plus, same, times, unit, type Vector } from './sphere.ts';

/** An edge and the box of its chord, widened by how far the arc bulges. */
export interface Edge {
  readonly from: Vector;
  readonly to: Vector;
  readonly low: number;
  readonly high: number;
}

export function edgeOf(from: Vector, to: Vector): Edge {
  const half = length(minus(to, from)) / 2;
  const bulge = 1 - Math.sqrt(Math.max(0, 1 - half * half)) + 1e-15;
  return { from, to, low: Math.min(from.x, to.x) - bulge, high: Math.max(from.x, to.x) + bulge };
}

export const edgesOfLine = (vertices: readonly Vector[]): readonly Edge[] =>
  vertices.slice(1).map((to, at) => edgeOf(vertices[at] as Vector, to));

export const edgesOfRing = (vertices: readonly Vector[]): readonly Edge[] =>
  vertices.map((from, at) => edgeOf(from, vertices[(at + 1) % vertices.length] as Vector));

/** Below this a determinant of unit vectors may owe its sign to rounding. */
const DOUBTFUL = 4e-16;

/** +1 when `c` lies to the left of the edge, -1 to the right, 0 when doubles cannot tell. */
function side(a: Vector, b: Vector, c: Vector): number {
  const determinant = dot(cross(a, b), c);
  return Math.abs(determinant) < DOUBTFUL ? 0 : Math.sign(determinant);
}

export type Meeting = 'apart' | 'vertex' | 'cross' | 'doubtful';

/** How two edges meet: at a common end, inside both, or not at all. */
export function meeting({ from: a, to: b }: Edge, { from: c, to: d }: Edge): Meeting {
  if (same(a, c) || same(a, d) || same(b, c) || same(b, d)) return 'vertex';
  const sides = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)] as const;
  const [first, second, third, fourth] = sides;
  if (first * second > 0 || third * fourth > 0) return 'apart';
  if (sides.includes(0)) return near(a, b, c, d) ? 'doubtful' : 'apart';
  return first === fourth && third === second && first === -third ? 'cross' : 'apart';
}

/** True when the edges are within each other's reach at all. */
function near(a: Vector, b: Vector, c: Vector, d: Vector): boolean {
  const reach = length(minus(b, a)) + length(minus(d, c));
  return length(minus(c, a)) <= reach && length(minus(d, b)) <= reach;
}

/** Where two edges cross. */
export function crossing(first: Edge, second: Edge): Vector {
  const place = unit(cross(normal(first.from, first.to), normal(second.from, second.to)));
  return dot(place, plus(first.from, first.to)) < 0 ? times(place, -1) : place;
}

/** Pairs of edges of two lists (or of one) whose boxes overlap. */
export function* closePairs(left: readonly Edge[], right?: readonly Edge[]): Iterable<readonly [Edge, Edge]> {
  const sorted = [...left.map((edge) => ({ edge, own: true })), ...(right ?? []).map((edge) => ({ edge, own: false }))];
  sorted.sort((a, b) => a.edge.low - b.edge.low);
  let active: typeof sorted = [];
  for (const item of sorted) {
    active = active.filter(({ edge }) => edge.high >= item.edge.low);
    for (const other of active) {
      if (!right) yield [other.edge, item.edge];
      else if (other.own !== item.own) yield item.own ? [item.edge, other.edge] : [other.edge, item.edge];
    }
    active.push(item);
  }
}
