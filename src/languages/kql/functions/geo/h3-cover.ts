import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { all, coordinatesOf, type Place, typeOf } from './geojson.ts';
import { h3Library } from './libraries.ts';
import { polygonsFrom, ringOf } from './polygons.ts';
import { EARTH_RADIUS, metresBetween, radians } from './sphere.ts';

const MOST_CELLS = 61_680;

/** The library makes room for as many cells as the box around a polygon may have, however thin the polygon is. */
const MOST_ROOM = 4_000_000;

/** What a covering may cost, in nanoseconds as measured; see `costOf`. */
const MOST_COST = 3_000_000_000;

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
  if (roomFor(shell, resolution) > MOST_ROOM) throw refused('a polygon so long and thin');
  if (costOf(rings, area, resolution) > MOST_COST) throw refused('a polygon with so long an outline');
  const places = rings.map((ring) => [...ring, ...ring.slice(0, 1)].map(([x, y]) => [x, y]));
  const cells = h3Library().polygonToCells(places, resolution, true);
  return cells.length > MOST_CELLS ? undefined : cells;
}

const edgesOf = (ring: readonly Place[]): readonly (readonly [Place, Place])[] =>
  ring.map((from, at) => [from, ring[(at + 1) % ring.length] as Place]);

const isAcross = (ring: readonly Place[]): boolean => edgesOf(ring).some(([a, b]) => Math.abs(a[0] - b[0]) > 180);

/**
 * The cells that the library makes room for: those of a rectangle with the diagonal of the box around the ring, no
 * thinner than three to one, if all were as small as those around a pentagon, and a fifth smaller still.
 *
 * @see https://github.com/uber/h3/blob/v4.1.0/src/h3lib/lib/bbox.c
 */
function roomFor(ring: readonly Place[], resolution: number): number {
  const [west, east] = rangeOf(ring, 0);
  const [south, north] = rangeOf(ring, 1);
  const [wide, high] = [east - west, north - south];
  if (wide === 0 || high === 0) return 0;
  const [pentagon] = h3Library().getPentagons(resolution) as [string];
  const [corner] = h3Library().cellToBoundary(pentagon) as [[number, number]];
  const [latitude, longitude] = h3Library().cellToLatLng(pentagon);
  const reach = metresBetween([longitude, latitude], [corner[1], corner[0]]);
  const smallest = 0.8 * 1.5 * Math.sqrt(3) * reach * reach;
  const diagonal = metresBetween([west, south], [east, north]);
  return (diagonal * diagonal) / Math.min(3, Math.max(wide, high) / Math.min(wide, high)) / smallest;
}

function rangeOf(ring: readonly Place[], part: 0 | 1): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const place of ring) {
    low = Math.min(low, place[part]);
    high = Math.max(high, place[part]);
  }
  return [low, high];
}

/** Cells are traced along the outline, then each and its neighbours are held against every edge. */
function costOf(rings: readonly (readonly Place[])[], area: number, resolution: number): number {
  const edges = rings.flatMap(edgesOf);
  const outline = edges.reduce((sum, [a, b]) => sum + metresBetween(a, b), 0);
  const traced = outline / h3Library().getHexagonEdgeLengthAvg(resolution, 'm') + edges.length;
  const [shell = []] = rings;
  const held = area / h3Library().getHexagonAreaAvg(resolution, 'm2') + Math.min(traced, roomFor(shell, resolution));
  return 3000 * traced + 10 * held * edges.length;
}

/** The area on the Earth, in square metres, inside a ring whose edges are straight lines on the map. */
function areaOnMap(ring: readonly Place[]): number {
  const sum = edgesOf(ring).reduce((total, [a, b]) => {
    const [from, to] = [radians(a[1]), radians(b[1])];
    const height = from === to ? Math.sin(from) : (Math.cos(from) - Math.cos(to)) / (to - from);
    return total + radians(b[0] - a[0]) * height;
  }, 0);
  return Math.abs(sum) * EARTH_RADIUS * EARTH_RADIUS;
}
