import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import type { KqlFunction } from '../define.ts';
import { geo } from './define.ts';
import { all, linesOf, nothing, vectorFrom } from './geojson.ts';
import { type Polygon, polygonsFrom, ringsOf } from './polygons.ts';
import { ringAround } from './rings.ts';
import type { Vector } from './sphere.ts';
import { areWithin } from './spread.ts';

/** What these functions share: which vertices the service puts into a new shape is not documented. */
const DIFFERENCES = 'Known is when the result is null; a shape that the service would make anew is not supported.';

function refuse(name: string): never {
  throw new QueryFailure('unsupported-option', `The shape that ${name}() makes is not supported.`);
}

/** A length in metres, or the default where it is left out; undefined when it is invalid. */
function metres(value: Value | undefined, isValid: (length: number) => boolean): number | undefined {
  if (value === undefined) return DEFAULT_TOLERANCE;
  const length = realOf(value);
  return length !== undefined && isValid(length) ? length : undefined;
}

const DEFAULT_TOLERANCE = 10;
const isPositive = (length: number): boolean => length > 0;
const isNotNegative = (length: number): boolean => length >= 0;

/**
 * What simplifying shapes gives as far as it is known: null where one is invalid, or nothing is left because no two
 * vertices are as far from each other as the tolerance.
 */
function simplified(name: string, vertices: readonly Vector[] | undefined, tolerance: number | undefined): Value {
  return !vertices || tolerance === undefined || areWithin(vertices, tolerance) ? null : refuse(name);
}

const verticesOfPolygon = (polygon: Value): readonly Vector[] | undefined => {
  const polygons = polygonsFrom(polygon);
  return polygons && ringsOf(polygons).flat();
};

const buffered = (name: string, shape: unknown, radius: Value, tolerance: Value | undefined): Value =>
  shape === undefined || metres(radius, isPositive) === undefined || metres(tolerance, isPositive) === undefined
    ? null
    : refuse(name);

const LINE = 'dynamic({"type":"LineString","coordinates":[[0,0],[2,2]]})';
const SQUARE = 'dynamic({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})';
const OTHER = 'dynamic({"type":"Polygon","coordinates":[[[0.5,0.5],[2,0.5],[2,2],[0.5,2],[0.5,0.5]]]})';

const sizeOf = (polygon: Polygon): number => ringsOf([polygon]).flat().length;

/** The order in which S2 joins polygons: always the two of the fewest vertices. */
function mergedInTurn(polygons: readonly Polygon[]): readonly Polygon[] {
  let queue = polygons.map((polygon) => ({ parts: [polygon], size: sizeOf(polygon) }));
  while (queue.length > 1) {
    const [a, b, ...rest] = queue as [(typeof queue)[0], (typeof queue)[0], ...typeof queue];
    const joined = { parts: [...a.parts, ...b.parts], size: a.size + b.size };
    const at = rest.findIndex(({ size }) => size > joined.size);
    queue = at < 0 ? [...rest, joined] : [...rest.slice(0, at), joined, ...rest.slice(at)];
  }
  return queue[0]?.parts ?? [];
}

const partial = { status: 'partial', differences: DIFFERENCES } as const;

/** Functions that make shapes anew. */
export const reshapeFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_point_buffer',
    summary: 'The polygon around all places within a radius in metres of a place; null when an argument is invalid.',
    syntax: 'geo_point_buffer(longitude, latitude, radius [, tolerance])',
    examples: [{ expression: 'geo_point_buffer(0, 95, 100)', result: null }],
    ...partial,
    evaluate: (x: Value, y: Value, radius: Value, tolerance?: Value): Value =>
      buffered('geo_point_buffer', vectorFrom(x, y), radius, tolerance),
  }),
  geo({
    name: 'geo_line_buffer',
    summary: 'The polygon around all places within a radius in metres of a line; null when an argument is invalid.',
    syntax: 'geo_line_buffer(line, radius [, tolerance])',
    examples: [{ expression: `geo_line_buffer(${LINE}, -5)`, result: null }],
    ...partial,
    evaluate: (line: Value, radius: Value, tolerance?: Value): Value =>
      buffered('geo_line_buffer', linesOf(line), radius, tolerance),
  }),
  geo({
    name: 'geo_polygon_buffer',
    summary: 'The polygon around all places within a radius in metres of another; null when an argument is invalid.',
    syntax: 'geo_polygon_buffer(polygon, radius [, tolerance])',
    examples: [{ expression: `geo_polygon_buffer(${SQUARE}, -5)`, result: null }],
    ...partial,
    evaluate: (polygon: Value, radius: Value, tolerance?: Value): Value =>
      buffered('geo_polygon_buffer', polygonsFrom(polygon), radius, tolerance),
  }),
  geo({
    name: 'geo_line_simplify',
    summary:
      'A line with the vertices alone that a tolerance in metres needs; null when an argument is invalid, or nothing is left.',
    syntax: 'geo_line_simplify(line [, tolerance])',
    examples: [
      { expression: `geo_line_simplify(${LINE}, -5)`, result: null },
      { expression: `geo_line_simplify(${LINE}, 1000000)`, result: null },
    ],
    ...partial,
    evaluate: (line: Value, tolerance?: Value): Value =>
      simplified('geo_line_simplify', linesOf(line)?.flat(), metres(tolerance, isNotNegative)),
  }),
  geo({
    name: 'geo_polygon_simplify',
    summary:
      'A polygon with the vertices alone that a tolerance in metres needs; null when an argument is invalid, or nothing is left.',
    syntax: 'geo_polygon_simplify(polygon [, tolerance])',
    examples: [
      { expression: `geo_polygon_simplify(${SQUARE}, -5)`, result: null },
      { expression: `geo_polygon_simplify(${SQUARE}, 1000000)`, result: null },
    ],
    ...partial,
    evaluate: (polygon: Value, tolerance?: Value): Value =>
      simplified('geo_polygon_simplify', verticesOfPolygon(polygon), metres(tolerance, isNotNegative)),
  }),
  geo({
    name: 'geo_simplify_polygons_array',
    summary: 'Polygons with common borders simplified together; null when one is invalid, or nothing is left.',
    syntax: 'geo_simplify_polygons_array(polygons [, tolerance])',
    examples: [{ expression: `geo_simplify_polygons_array(pack_array(${SQUARE}), 1000000)`, result: null }],
    ...partial,
    evaluate: (polygons: Value, tolerance?: Value): Value => {
      const [vertices, length] = [all(polygons, verticesOfPolygon), metres(tolerance, isNotNegative)];
      const lost = vertices && length !== undefined && vertices.every((ring) => areWithin(ring, length));
      return !vertices || length === undefined || lost ? null : refuse('geo_simplify_polygons_array');
    },
  }),
  geo({
    name: 'geo_union_lines_array',
    summary: 'One multiline of all lines of an array; null when one is invalid.',
    syntax: 'geo_union_lines_array(lines)',
    examples: [{ expression: `geo_union_lines_array(pack_array(${LINE}, ${SQUARE}))`, result: null }],
    ...partial,
    evaluate: (lines: Value): Value => (all(lines, linesOf) ? refuse('geo_union_lines_array') : null),
  }),
  geo({
    name: 'geo_union_polygons_array',
    summary: 'One polygon of all polygons of an array; null when one is invalid.',
    syntax: 'geo_union_polygons_array(polygons)',
    examples: [
      { expression: `geo_union_polygons_array(pack_array(${SQUARE}, ${LINE}))`, result: null },
      {
        expression: `array_length(geo_union_polygons_array(pack_array(${SQUARE}, ${OTHER})).coordinates[0])`,
        result: 9,
      },
    ],
    status: 'partial',
    differences: 'Polygons that touch without crossing, holes, and unions that are no single ring are not supported.',
    evaluate: (polygons: Value): Value => {
      const found = all(polygons, polygonsFrom)?.flat();
      if (!found) return null;
      const ordered = [...found].sort((a, b) => sizeOf(a) - sizeOf(b));
      return ringAround(mergedInTurn(ordered), 'union', 'The union') ?? refuse('geo_union_polygons_array');
    },
  }),
  geo({
    name: 'geo_intersection_2polygons',
    summary: 'What two polygons have in common; an empty collection without anything, null when one is invalid.',
    syntax: 'geo_intersection_2polygons(polygon1, polygon2)',
    examples: [
      { expression: `geo_intersection_2polygons(${SQUARE}, ${LINE})`, result: null },
      {
        expression: `array_length(geo_intersection_2polygons(${SQUARE}, ${OTHER}).coordinates[0])`,
        result: 5,
      },
    ],
    status: 'partial',
    differences:
      'Multipolygons, holes, polygons that touch without crossing, and more than one ring are not supported.',
    evaluate: (left: Value, right: Value): Value => {
      const [first, second] = [polygonsFrom(left), polygonsFrom(right)];
      if (!first || !second) return null;
      if (first.length + second.length > 2) refuse('geo_intersection_2polygons');
      return ringAround([...first, ...second], 'intersection', 'The intersection') ?? nothing();
    },
  }),
];
