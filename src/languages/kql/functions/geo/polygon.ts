import type { Value } from '../../../../table/value.ts';
import type { KqlFunction } from '../define.ts';
import { geo } from './define.ts';
import { densified } from './densify.ts';
import { pointAt, vectorFrom } from './geojson.ts';
import { closestOn } from './line.ts';
import { edgesOf, holds, type Polygon, polygonsFrom } from './polygons.ts';
import { angle, EARTH_RADIUS, plus, type Vector } from './sphere.ts';
import { areaWithin, borderOfUnion, centroidWithin } from './union-border.ts';

const edges = (polygons: readonly Polygon[]): readonly (readonly [Vector, Vector])[] =>
  polygons.flatMap((polygon) => edgesOf(polygon).map(({ from, to }) => [from, to] as const));

/** The distance of places from polygons in metres, 0 inside them. */
export function distanceFromPolygons(polygons: readonly Polygon[]): (point: Vector) => number {
  const borders = edges(polygons);
  return (point) => (holds(polygons, point) ? 0 : angle(point, closestOn(point, borders).place) * EARTH_RADIUS);
}

const TRIANGLE = 'dynamic({"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,0]]]})';
const CROSSING =
  'dynamic({"type":"MultiPolygon","coordinates":[[[[0,-1],[2,-1],[2,1],[0,1],[0,-1]]],[[[1,-2],[3,-2],[3,0],[1,0],[1,-2]]]]})';
const INVALID = 'dynamic({"type":"Polygon","coordinates":[[[0,0],[10,10],[10,10],[0,0]]]})';

export const polygonFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_point_in_polygon',
    summary: 'Whether a polygon or multipolygon holds a place; null when one is invalid.',
    syntax: 'geo_point_in_polygon(longitude, latitude, polygon)',
    examples: [
      { expression: `geo_point_in_polygon(5, 1, ${TRIANGLE})`, result: true },
      { expression: `geo_point_in_polygon(1, 5, ${TRIANGLE})`, result: false },
      { expression: `geo_point_in_polygon(200, 1, ${TRIANGLE})`, result: null },
    ],
    evaluate: (x: Value, y: Value, polygon: Value): Value => {
      const [point, polygons] = [vectorFrom(x, y), polygonsFrom(polygon)];
      return point && polygons ? holds(polygons, point) : null;
    },
  }),
  geo({
    name: 'geo_distance_point_to_polygon',
    summary: 'The shortest distance in metres between a place and a polygon, 0 inside it; null when one is invalid.',
    syntax: 'geo_distance_point_to_polygon(longitude, latitude, polygon)',
    examples: [
      { expression: `geo_distance_point_to_polygon(5, 1, ${TRIANGLE})`, result: 0 },
      { expression: `round(geo_distance_point_to_polygon(5, -1, ${TRIANGLE}), 3)`, result: 111_195.101 },
      { expression: `geo_distance_point_to_polygon(5, 1, ${INVALID})`, result: null },
    ],
    evaluate: (x: Value, y: Value, polygon: Value): Value => {
      const [point, polygons] = [vectorFrom(x, y), polygonsFrom(polygon)];
      return point && polygons ? distanceFromPolygons(polygons)(point) : null;
    },
  }),
  geo({
    name: 'geo_closest_point_on_polygon',
    summary: 'The place of a polygon that is closest to a place (itself when inside), as a GeoJSON point.',
    syntax: 'geo_closest_point_on_polygon(longitude, latitude, polygon)',
    examples: [
      { expression: `round(todouble(geo_closest_point_on_polygon(5, -1, ${TRIANGLE}).coordinates[0]), 9)`, result: 5 },
      { expression: `geo_closest_point_on_polygon(500, 1, ${TRIANGLE})`, result: null },
    ],
    evaluate: (x: Value, y: Value, polygon: Value): Value => {
      const [point, polygons] = [vectorFrom(x, y), polygonsFrom(polygon)];
      if (!point || !polygons) return null;
      return pointAt(holds(polygons, point) ? point : closestOn(point, edges(polygons)).place);
    },
  }),
  geo({
    name: 'geo_polygon_area',
    summary: 'The area of a polygon or multipolygon in square metres; null when it is invalid.',
    syntax: 'geo_polygon_area(polygon)',
    examples: [
      { expression: `round(geo_polygon_area(${TRIANGLE}) / 1000000)`, result: 621_358 },
      { expression: `round(geo_polygon_area(${CROSSING}) / 1000000)`, result: 86_547 },
      { expression: `geo_polygon_area(${INVALID})`, result: null },
    ],
    differences: 'A multipolygon whose polygons touch without crossing is not supported.',
    status: 'partial',
    evaluate: (polygon: Value): Value => {
      const polygons = polygonsFrom(polygon);
      if (!polygons) return null;
      const border = borderOfUnion(polygons, 'The area');
      const area = border ? areaWithin(border) : polygons.reduce((sum, each) => sum + each.area(), 0);
      return area * EARTH_RADIUS * EARTH_RADIUS;
    },
  }),
  geo({
    name: 'geo_polygon_perimeter',
    summary: 'The length of the boundary of a polygon or multipolygon in metres; null when it is invalid.',
    syntax: 'geo_polygon_perimeter(polygon)',
    examples: [
      { expression: `round(geo_polygon_perimeter(${TRIANGLE}) / 1000)`, result: 3_792 },
      { expression: `geo_polygon_perimeter(${INVALID})`, result: null },
    ],
    differences: 'A multipolygon whose polygons touch without crossing is not supported.',
    status: 'partial',
    evaluate: (polygon: Value): Value => {
      const polygons = polygonsFrom(polygon);
      if (!polygons) return null;
      const border = borderOfUnion(polygons, 'The perimeter') ?? edges(polygons);
      const total = border.reduce((sum, [a, b]) => sum + angle(a, b), 0);
      return total * EARTH_RADIUS;
    },
  }),
  geo({
    name: 'geo_polygon_centroid',
    summary: 'The centroid of a polygon or multipolygon as a GeoJSON point; null when it is invalid.',
    syntax: 'geo_polygon_centroid(polygon)',
    examples: [
      { expression: `round(todouble(geo_polygon_centroid(${CROSSING}).coordinates[0]), 6)`, result: 1.499915 },
      { expression: `geo_polygon_centroid(${INVALID})`, result: null },
    ],
    differences: 'A multipolygon whose polygons touch without crossing is not supported.',
    status: 'partial',
    evaluate: (polygon: Value): Value => {
      const polygons = polygonsFrom(polygon);
      if (!polygons) return null;
      const border = borderOfUnion(polygons, 'The centroid');
      const none = { x: 0, y: 0, z: 0 };
      const sum = border
        ? centroidWithin(border)
        : polygons.reduce<Vector>((total, each) => plus(total, each.centroid()), none);
      return pointAt(sum);
    },
  }),
  geo({
    name: 'geo_polygon_densify',
    summary:
      'A polygon with places added, so that its arcs keep within a tolerance in metres of straight lines on the map.',
    syntax: 'geo_polygon_densify(polygon [, tolerance = 10 [, preserve_crossing = false]])',
    examples: [{ expression: `geo_polygon_densify(${TRIANGLE}, 0)`, result: null }],
    differences: 'Holes, multipolygons and edges across the antimeridian are not supported.',
    status: 'partial',
    evaluate: (polygon: Value, tolerance?: Value, crossing?: Value): Value =>
      densified(polygon, 'polygon', tolerance, crossing),
  }),
];
