import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { bagOf, dynamicReal, isArray, propertyOf } from '../../dynamic.ts';
import { angle, placeOf, type Vector, vectorOf } from './sphere.ts';

export type Place = readonly [longitude: number, latitude: number];

/** @see https://www.rfc-editor.org/rfc/rfc7946 */
export type GeometryType = 'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon';

/** A place whose longitude is in [-180, +180] and latitude in [-90, +90]. */
export function placeFrom(longitude: Value, latitude: Value): Place | undefined {
  const [x, y] = [realOf(longitude), realOf(latitude)];
  if (x === undefined || y === undefined || !(Math.abs(x) <= 180) || !(Math.abs(y) <= 90)) return undefined;
  return [x, y];
}

export function vectorFrom(longitude: Value, latitude: Value): Vector | undefined {
  const place = placeFrom(longitude, latitude);
  return place && vectorOf(...place);
}

/** Every item read, or undefined when one cannot be. */
export function all<Item>(values: Value, read: (value: Value) => Item | undefined): readonly Item[] | undefined {
  if (!isArray(values)) return undefined;
  const items: Item[] = [];
  for (const value of values) {
    const item = read(value);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

export const typeOf = (geometry: Value): Value => propertyOf(geometry, 'type');
export const coordinatesOf = (geometry: Value): Value => propertyOf(geometry, 'coordinates');

const placeOfPair = (pair: Value): Place | undefined =>
  isArray(pair) && pair.length >= 2 ? placeFrom(pair[0] ?? null, pair[1] ?? null) : undefined;

export const placesOf = (values: Value): readonly Place[] | undefined => all(values, placeOfPair);

/** The vertices of a line: two at least, none opposite to the next. */
function lineOf(values: Value): readonly Vector[] | undefined {
  const vertices = placesOf(values)?.map((place) => vectorOf(...place));
  if (!vertices || vertices.length < 2) return undefined;
  return vertices.some((vertex, at) => at > 0 && angle(vertices[at - 1] as Vector, vertex) >= Math.PI)
    ? undefined
    : vertices;
}

const known = new WeakMap<object, readonly (readonly Vector[])[] | null>();

/** The lines of a LineString or a MultiLineString; undefined when it is none or invalid. */
export function linesOf(geometry: Value): readonly (readonly Vector[])[] | undefined {
  if (geometry === null || typeof geometry !== 'object') return undefined;
  let lines = known.get(geometry);
  if (lines === undefined) {
    lines = readLines(geometry) ?? null;
    known.set(geometry, lines);
  }
  return lines ?? undefined;
}

function readLines(geometry: Value): readonly (readonly Vector[])[] | undefined {
  const coordinates = coordinatesOf(geometry);
  if (typeOf(geometry) === 'LineString') {
    const line = lineOf(coordinates);
    return line && [line];
  }
  if (typeOf(geometry) !== 'MultiLineString') return undefined;
  const lines = all(coordinates, lineOf);
  return lines?.length ? lines : undefined;
}

export const pair = ([longitude, latitude]: Place): Value => [dynamicReal(longitude), dynamicReal(latitude)];

export const geometryOf = (type: GeometryType, coordinates: Value): Value =>
  bagOf([
    ['type', type],
    ['coordinates', coordinates],
  ]);

export const pointAt = (vector: Vector): Value => geometryOf('Point', pair(placeOf(vector)));

/** A polygon of one ring, closed here. */
export const polygonOf = (places: readonly Place[]): Value =>
  geometryOf('Polygon', [[...places, ...places.slice(0, 1)].map(pair)]);

/** What geometries without a common place have in common. */
export const nothing = (): Value =>
  bagOf([
    ['type', 'GeometryCollection'],
    ['geometries', []],
  ]);
