import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { all, coordinatesOf, type Place, typeOf } from './geojson.ts';
import { h3Library } from './libraries.ts';
import { polygonsFrom, ringOf } from './polygons.ts';
import { EARTH_RADIUS, radians } from './sphere.ts';

const MOST_CELLS = 61_680;

const refused = (what: string): QueryFailure =>
  new QueryFailure('unsupported-option', `geo_polygon_to_h3cells of ${what} is not supported.`);

/** The H3 cells whose centres a polygon holds; undefined when it is invalid or they are too many. */
export function coveredByH3(polygon: Value, resolution: number, radius?: Value): readonly string[] | undefined {
  if (!polygonsFrom(polygon)) return undefined;
  if (radius !== undefined && realOf(radius) !== 0) throw refused('a polygon enlarged by a radius');
  if (typeOf(polygon) !== 'Polygon') throw refused('a multipolygon');
  const [shell = [], ...holes] = all(coordinatesOf(polygon), ringOf) ?? [];
  const rings = [shell, ...holes];
  if (rings.some(isAcross)) throw refused('a polygon with an edge across the antimeridian');
  const area = holes.reduce((left, hole) => left - areaOnMap(hole), areaOnMap(shell));
  // No cell is twice as large as the average one; a continent of small cells is not begun.
  if (area / h3Library().getHexagonAreaAvg(resolution, 'm2') > 2 * MOST_CELLS) return undefined;
  const places = rings.map((ring) => [...ring, ...ring.slice(0, 1)].map(([x, y]) => [x, y]));
  const cells = h3Library().polygonToCells(places, resolution, true);
  return cells.length > MOST_CELLS ? undefined : cells;
}

const edgesOf = (ring: readonly Place[]): readonly (readonly [Place, Place])[] =>
  ring.map((from, at) => [from, ring[(at + 1) % ring.length] as Place]);

const isAcross = (ring: readonly Place[]): boolean => edgesOf(ring).some(([a, b]) => Math.abs(a[0] - b[0]) > 180);

/** The area on the Earth, in square metres, inside a ring whose edges are straight lines on the map. */
function areaOnMap(ring: readonly Place[]): number {
  const sum = edgesOf(ring).reduce((total, [a, b]) => {
    const [from, to] = [radians(a[1]), radians(b[1])];
    const height = from === to ? Math.sin(from) : (Math.cos(from) - Math.cos(to)) / (to - from);
    return total + radians(b[0] - a[0]) * height;
  }, 0);
  return Math.abs(sum) * EARTH_RADIUS * EARTH_RADIUS;
}
