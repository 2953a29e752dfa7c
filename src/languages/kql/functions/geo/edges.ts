import { smallest } from '../../../../util/append.ts';
import { QueryFailure } from '../../../../plan/failure.ts';
import { cross, dot, length, minus, normal, plus, same, times, unit, type Vector } from './sphere.ts';

/** An edge and the box of its chord, widened by how far the arc bulges. */
export interface Edge {
  readonly from: Vector;
  readonly to: Vector;
  readonly low: Vector;
  readonly high: Vector;
}

const AXES = ['x', 'y', 'z'] as const;
type Axis = (typeof AXES)[number];

/** So many pairs of boxes are compared; geometries with more that lie above one another are refused. */
const MOST_PAIRS = 30_000_000;

export function edgeOf(from: Vector, to: Vector): Edge {
  const half = length(minus(to, from)) / 2;
  const bulge = 1 - Math.sqrt(Math.max(0, 1 - half * half)) + 1e-15;
  return {
    from,
    to,
    low: {
      x: Math.min(from.x, to.x) - bulge,
      y: Math.min(from.y, to.y) - bulge,
      z: Math.min(from.z, to.z) - bulge,
    },
    high: {
      x: Math.max(from.x, to.x) + bulge,
      y: Math.max(from.y, to.y) + bulge,
      z: Math.max(from.z, to.z) + bulge,
    },
  };
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
  const axis = axisOfFewest(sorted.map(({ edge }) => edge));
  const [second, third] = AXES.filter((other) => other !== axis) as [Axis, Axis];
  sorted.sort((a, b) => a.edge.low[axis] - b.edge.low[axis]);
  let active: typeof sorted = [];
  let compared = 0;
  for (const item of sorted) {
    const start = item.edge.low[axis];
    active = active.filter(({ edge }) => edge.high[axis] >= start);
    compared += active.length;
    if (compared > MOST_PAIRS) {
      throw new QueryFailure('unsupported-option', 'A geometry with so many edges above one another is not supported.');
    }
    for (const other of active) {
      if (right && other.own === item.own) continue;
      if (!overlap(other.edge, item.edge, second) || !overlap(other.edge, item.edge, third)) continue;
      yield right && item.own ? [item.edge, other.edge] : [other.edge, item.edge];
    }
    active.push(item);
  }
}

const overlap = (a: Edge, b: Edge, axis: Axis): boolean => a.low[axis] <= b.high[axis] && b.low[axis] <= a.high[axis];

/** The axis along which the edges are the shortest, measured by what all of them span. */
function axisOfFewest(edges: readonly Edge[]): Axis {
  const share = (axis: Axis): number => {
    let [low, high, lengths] = [Infinity, -Infinity, 0];
    for (const edge of edges) {
      low = Math.min(low, edge.low[axis]);
      high = Math.max(high, edge.high[axis]);
      lengths += edge.high[axis] - edge.low[axis];
    }
    return lengths / (high - low);
  };
  const shares = AXES.map(share);
  return AXES[shares.indexOf(smallest(shares))] ?? 'x';
}
