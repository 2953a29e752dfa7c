import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { coordinatesOf, geometryOf, linesOf, pair, type Place, placesOf, typeOf } from './geojson.ts';
import { polygonsFrom, ringOf } from './polygons.ts';
import { between, dot, EARTH_RADIUS, minus, placeOf, type Vector, vectorOf } from './sphere.ts';

/**
 * Where an arc and the straight line on the map are furthest apart is estimated at two places of the edge; the factor
 * makes up for what the estimate misses.
 *
 * @see https://github.com/google/s2geometry/blob/master/src/s2/s2edge_tessellator.cc
 */
const SAMPLED = 0.31215691082248315;
const SCALE = 0.8382999256988851;
const DEEPEST = 24;

const squaredChord = (a: Vector, b: Vector): number => {
  const apart = minus(a, b);
  return dot(apart, apart);
};

const planar = (from: Place, to: Place, part: number): Place => [
  (1 - part) * from[0] + part * to[0],
  (1 - part) * from[1] + part * to[1],
];

interface Corner {
  readonly place: Place;
  readonly vector: Vector;
}

const cornerAt = (place: Place): Corner => ({ place, vector: vectorOf(...place) });

function furthest(from: Corner, to: Corner): number {
  if (dot(from.vector, to.vector) < -1e-14) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...[SAMPLED, 1 - SAMPLED].map((part) =>
      squaredChord(between(from.vector, to.vector, part), vectorOf(...planar(from.place, to.place, part))),
    ),
  );
}

function appendEdge(from: Corner, to: Corner, limit: number, out: Corner[], depth = 0): void {
  if (depth >= DEEPEST || furthest(from, to) <= limit) {
    out.push(to);
    return;
  }
  const middle = cornerAt(planar(from.place, to.place, 0.5));
  appendEdge(from, middle, limit, out, depth + 1);
  appendEdge(middle, to, limit, out, depth + 1);
}

/** The places of a chain of edges; each is what its vector says, as the service prints it. */
function densePlaces(places: readonly Place[], tolerance: number): Value {
  if (places.some((place, at) => at > 0 && Math.abs(place[0] - (places[at - 1] as Place)[0]) > 180)) {
    throw new QueryFailure('unsupported-option', 'Densifying an edge across the antimeridian is not supported.');
  }
  const chord = 2 * Math.sin(tolerance / EARTH_RADIUS / 2);
  const [first, ...rest] = places.map(cornerAt) as [Corner, ...Corner[]];
  const out: Corner[] = [first];
  let from = first;
  for (const to of rest) {
    appendEdge(from, to, chord * chord * SCALE, out);
    from = to;
  }
  return out.map(({ vector }) => pair(placeOf(vector)));
}

export function densified(geometry: Value, kind: 'line' | 'polygon', tolerance?: Value, crossing?: Value): Value {
  const metres = tolerance === undefined ? 10 : realOf(tolerance);
  if (goesAround(coordinatesOf(geometry))) {
    throw new QueryFailure('unsupported-option', 'Densifying longitudes beyond 180 degrees is not supported.');
  }
  const valid = kind === 'line' ? linesOf(geometry) : polygonsFrom(geometry);
  if (!valid || metres === undefined || !(metres >= 0.1 && metres <= 10_000)) return null;
  if (crossing === true) {
    throw new QueryFailure('unsupported-option', 'Densifying with preserve_crossing is not supported.');
  }
  const coordinates = coordinatesOf(geometry);
  const type = typeOf(geometry);
  if (type === 'LineString') return geometryOf(type, densePlaces(placesOf(coordinates) ?? [], metres));
  if (type === 'MultiLineString') {
    const lines = (coordinates as Value[]).map((line) => densePlaces(placesOf(line) ?? [], metres));
    return geometryOf(type, lines);
  }
  const ring = Array.isArray(coordinates) && coordinates.length === 1 ? ringOf(coordinates[0] ?? null) : undefined;
  if (!ring) {
    throw new QueryFailure('unsupported-option', 'Densifying a polygon with holes or a multipolygon is not supported.');
  }
  return geometryOf('Polygon', [densePlaces(closed(counterclockwise(ring)), metres)]);
}

/** Here alone the service takes longitudes beyond 180 degrees, as those of the next turn around the Earth. */
const goesAround = (coordinates: Value): boolean =>
  Array.isArray(coordinates) &&
  (coordinates.length === 2 && typeof coordinates[0] === 'number' && typeof coordinates[1] === 'number'
    ? Math.abs(coordinates[0]) > 180
    : coordinates.some(goesAround));

const closed = (ring: readonly Place[]): readonly Place[] => [...ring, ...ring.slice(0, 1)];

/** The ring with its inside on the left. */
function counterclockwise(ring: readonly Place[]): readonly Place[] {
  let area = 0;
  for (const [at, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(at + 1) % ring.length] as Place;
    area += x * nextY - nextX * y;
  }
  return area < 0 ? ring.toReversed() : ring;
}
