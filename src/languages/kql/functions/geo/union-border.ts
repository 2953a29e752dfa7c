import { QueryFailure } from '../../../../plan/failure.ts';
import { closePairs, crossing, type Edge, meeting } from './edges.ts';
import { edgesOf, holds, type Polygon } from './polygons.ts';
import { angle, between, dot, normal, plus, times, unit, type Vector } from './sphere.ts';

/** A piece of a border, the inside on its left. */
export type Piece = readonly [from: Vector, to: Vector];

/**
 * The border of what polygons cover together, in no order; undefined where none of them meets or holds another.
 * `asked` begins the message for those that touch without crossing.
 */
export function borderOfUnion(polygons: readonly Polygon[], asked: string): readonly Piece[] | undefined {
  const edges = polygons.map(edgesOf);
  const cuts = new Map<Edge, Vector[]>();
  for (const [at, own] of edges.entries()) {
    for (const both of closePairs(own, edges.slice(0, at).flat())) {
      const met = meeting(...both);
      if (met === 'apart') continue;
      if (met !== 'cross') {
        throw new QueryFailure('unsupported-option', `${asked} of polygons that touch at a vertex is not supported.`);
      }
      for (const edge of both) cuts.set(edge, [...(cuts.get(edge) ?? []), crossing(...both)]);
    }
  }
  let hidden = 0;
  const border = edges.flatMap((own, at) => {
    const others = polygons.filter((_, other) => other !== at);
    const pieces = own.flatMap((edge) => piecesOf(edge, cuts.get(edge) ?? []));
    const shown = pieces.filter(([from, to]) => !holds(others, between(from, to, 0.5)));
    hidden += pieces.length - shown.length;
    return shown;
  });
  return hidden === 0 ? undefined : border;
}

function piecesOf({ from, to }: Edge, cuts: readonly Vector[]): readonly Piece[] {
  const ends = [...cuts].sort((a, b) => angle(from, a) - angle(from, b));
  return [...ends, to].map((end, at) => [ends[at - 1] ?? from, end] as const);
}

/** What a border encloses, on a sphere of radius 1: the sum of the triangles between its pieces and one place. */
export function areaWithin(border: readonly Piece[]): number {
  const middle = unit(border.reduce<Vector>((sum, [from]) => plus(sum, from), { x: 0, y: 0, z: 0 }));
  return border.reduce((sum, [a, b]) => {
    const denominator = 1 + dot(middle, a) + dot(a, b) + dot(b, middle);
    return sum + 2 * Math.atan2(dot(middle, normal(a, b)) / 2, denominator);
  }, 0);
}

/** The integral of all places within a border: it points to their centroid. */
export const centroidWithin = (border: readonly Piece[]): Vector =>
  border.reduce<Vector>((sum, [a, b]) => plus(sum, times(unit(normal(a, b)), angle(a, b) / 2)), { x: 0, y: 0, z: 0 });
