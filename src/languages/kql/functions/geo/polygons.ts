import type { Value } from '../../../../table/value.ts';
import { closePairs, type Edge, edgesOfRing, meeting } from './edges.ts';
import { all, coordinatesOf, type Place, placesOf, typeOf } from './geojson.ts';
import { s2Library } from './libraries.ts';
import { angle, same, type Vector, vectorOf } from './sphere.ts';

export type Polygon = InstanceType<ReturnType<typeof s2Library>['s2']['Polygon']>;

const known = new WeakMap<object, readonly Polygon[] | null>();

/**
 * The polygons of a Polygon or a MultiPolygon; undefined when it is none or invalid. A ring encloses the smaller of
 * the two parts that it divides the sphere into, whichever way it runs.
 */
export function polygonsFrom(geometry: Value): readonly Polygon[] | undefined {
  if (geometry === null || typeof geometry !== 'object') return undefined;
  let polygons = known.get(geometry);
  if (polygons === undefined) {
    polygons = readPolygons(geometry) ?? null;
    known.set(geometry, polygons);
  }
  return polygons ?? undefined;
}

function readPolygons(geometry: Value): readonly Polygon[] | undefined {
  const coordinates = coordinatesOf(geometry);
  if (typeOf(geometry) === 'Polygon') {
    const polygon = polygonOfRings(coordinates);
    return polygon && [polygon];
  }
  if (typeOf(geometry) !== 'MultiPolygon') return undefined;
  const polygons = all(coordinates, polygonOfRings);
  return polygons?.length ? polygons : undefined;
}

/** The places of a ring without the last, which repeats the first; undefined when the ring is invalid. */
export function ringOf(values: Value): readonly Place[] | undefined {
  const places = placesOf(values);
  const [first, last] = [places?.[0], places?.at(-1)];
  if (!places || !first || !last || places.length < 4 || first[0] !== last[0] || first[1] !== last[1]) return undefined;
  const ring = places.slice(0, -1);
  return new Set(ring.map(String)).size === ring.length ? ring : undefined;
}

function polygonOfRings(values: Value): Polygon | undefined {
  const rings = all(values, ringOf)?.map((ring) => ring.map((place) => vectorOf(...place)));
  if (!rings?.length || rings.some(hasLongEdge) || !areApart(rings)) return undefined;
  const { Loop, Point, Polygon: S2Polygon } = s2Library().s2;
  const loops = rings.map((ring) => {
    const loop = new Loop(ring.map(({ x, y, z }) => new Point(x, y, z)));
    loop.normalize();
    return loop;
  });
  return new S2Polygon(loops);
}

const hasLongEdge = (ring: readonly Vector[]): boolean =>
  ring.some((vertex, at) => angle(vertex, ring[(at + 1) % ring.length] as Vector) >= Math.PI);

/** Rings may touch at vertices; they may not cross, nor share an edge. */
function areApart(rings: readonly (readonly Vector[])[]): boolean {
  for (const [first, second] of closePairs(rings.flatMap(edgesOfRing))) {
    const met = meeting(first, second);
    if (met === 'cross' || (met === 'vertex' && isSameEdge(first, second))) return false;
  }
  return true;
}

const isSameEdge = (first: Edge, second: Edge): boolean =>
  (same(first.from, second.from) && same(first.to, second.to)) ||
  (same(first.from, second.to) && same(first.to, second.from));

/** Every edge of a polygon, its inside on the left. */
export const edgesOf = (polygon: Polygon): readonly Edge[] =>
  polygon.loops.flatMap((loop) => edgesOfRing(loop.vertices));

export function holds(polygons: readonly Polygon[], { x, y, z }: Vector): boolean {
  const point = new (s2Library().s2.Point)(x, y, z);
  return polygons.some((polygon) => polygon.containsPoint(point));
}

export const ringsOf = (polygons: readonly Polygon[]): readonly (readonly Vector[])[] =>
  polygons.flatMap((polygon) => polygon.loops.map((loop) => loop.vertices));
