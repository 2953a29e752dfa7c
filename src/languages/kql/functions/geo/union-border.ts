import { QueryFailure } from '../../../../plan/failure.ts';
import { closePairs, crossing, type Edge, meeting } from './edges.ts';
import { edgesOf, holds, type Polygon } from './polygons.ts';
import { angle, between, dot, normal, plus, times, unit, type Vector } from './sphere.ts';

/** A piece of a border, the inside on its left. */
export type Piece = readonly [from: Vector, to: Vector];

/** A piece of an edge of one of several polygons; edges are numbered through all polygons. */
export interface EdgePiece {
  readonly piece: Piece;
  readonly polygon: number;
  readonly edge: number;
}

/** The edges of polygons cut where they cross. `asked` begins the message for those that touch without crossing. */
export function cutAtCrossings(polygons: readonly Polygon[], asked: string): readonly EdgePiece[] {
  const edges = polygons.map(edgesOf);
  const cuts = new Map<Edge, Vector[]>();
  for (const [at, own] of edges.entries()) {
    for (const both of closePairs(own, edges.slice(0, at).flat())) {
      const met = meeting(...both);
      if (met === 'apart') continue;
      if (met !== 'cross') {
        throw new QueryFailure('unsupported-option', `${asked} of polygons that touch at a vertex is not supported.`);
      }
      const place = crossing(...both);
      for (const edge of both) cuts.set(edge, [...(cuts.get(edge) ?? []), place]);
    }
  }
  let number = 0;
  return edges.flatMap((own, polygon) =>
    own.flatMap((edge) => {
      number += 1;
      return piecesOf(edge, cuts.get(edge) ?? []).map((piece) => ({ piece, polygon, edge: number }));
    }),
  );
}

function piecesOf({ from, to }: Edge, cuts: readonly Vector[]): readonly Piece[] {
  const ends = [...cuts].sort((a, b) => angle(from, a) - angle(from, b));
  return [...ends, to].map((end, at) => [ends[at - 1] ?? from, end] as const);
}

/** Those pieces whose inside counts: in no other polygon for a union, in all others for an intersection. */
export function bordering(
  pieces: readonly EdgePiece[],
  polygons: readonly Polygon[],
  operation: 'union' | 'intersection',
): readonly EdgePiece[] {
  return pieces.filter(({ piece: [from, to], polygon }) => {
    const middle = between(from, to, 0.5);
    const others = polygons.filter((_, other) => other !== polygon);
    return operation === 'union' ? !holds(others, middle) : others.every((other) => holds([other], middle));
  });
}

/** The border of what polygons cover together, in no order; undefined where none of them meets or holds another. */
export function borderOfUnion(polygons: readonly Polygon[], asked: string): readonly Piece[] | undefined {
  const pieces = cutAtCrossings(polygons, asked);
  const border = bordering(pieces, polygons, 'union');
  return border.length === pieces.length ? undefined : border.map(({ piece }) => piece);
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
