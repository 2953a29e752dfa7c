import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { geometryOf, pair } from './geojson.ts';
import type { Polygon } from './polygons.ts';
import { placeOf, type Vector } from './sphere.ts';
import { bordering, cutAtCrossings, type EdgePiece } from './union-border.ts';

/**
 * The one ring around what polygons cover together, or have all in common; undefined where nothing is left. S2, which the
 * service uses, puts the edge with the greatest number last.
 *
 * @see https://github.com/google/s2geometry/blob/master/src/s2/s2builder_graph.cc
 */
export function ringAround(
  polygons: readonly Polygon[],
  operation: 'union' | 'intersection',
  asked: string,
): Value | undefined {
  const refuse = (what: string): never => {
    throw new QueryFailure('unsupported-option', `${asked} ${what} is not supported.`);
  };
  if (polygons.some((polygon) => polygon.loops.length > 1)) refuse('of polygons with holes');
  const border = bordering(cutAtCrossings(polygons, asked), polygons, operation);
  const [first] = border;
  if (!first) return undefined;
  const next = new Map<Vector, EdgePiece>(border.map((piece) => [piece.piece[0], piece]));
  const ring: EdgePiece[] = [];
  for (let at: EdgePiece | undefined = first; at; at = next.get(at.piece[1])) {
    ring.push(at);
    next.delete(at.piece[0]);
  }
  if (ring.length < border.length) refuse('that is more than one ring');
  const greatest = ring.reduce((best, { edge }, at) => (edge > (ring[best]?.edge ?? 0) ? at : best), 0);
  const vertices = [...ring.slice(greatest + 1), ...ring.slice(0, greatest + 1)].map(({ piece: [from] }) => from);
  return geometryOf('Polygon', [[...vertices, ...vertices.slice(0, 1)].map((vertex) => pair(placeOf(vertex)))]);
}
