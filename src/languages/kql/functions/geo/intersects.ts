import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import type { KqlFunction } from '../define.ts';
import { geo } from './define.ts';
import { closePairs, crossing, type Edge, edgesOfLine, meeting } from './edges.ts';
import { geometryOf, linesOf, nothing, pair, pointAt } from './geojson.ts';
import { edgesOf, holds, type Polygon, polygonsFrom, ringsOf } from './polygons.ts';
import { angle, placeOf, type Vector } from './sphere.ts';

const lineEdges = (lines: readonly (readonly Vector[])[]): readonly Edge[] => lines.flatMap(edgesOfLine);
const polygonEdges = (polygons: readonly Polygon[]): readonly Edge[] => polygons.flatMap(edgesOf);

/** Whether edges meet, common ends too. */
function meet(left: readonly Edge[], right: readonly Edge[]): boolean {
  let doubtful = false;
  for (const pair of closePairs(left, right)) {
    const met = meeting(...pair);
    if (met === 'cross' || met === 'vertex') return true;
    doubtful ||= met === 'doubtful';
  }
  if (doubtful) {
    throw new QueryFailure('unsupported-option', 'These geometries touch too closely to tell whether they intersect.');
  }
  return false;
}

/** Whether one of the polygons holds a place of every line or ring of the other geometry. */
const someInside = (chains: readonly (readonly Vector[])[], polygons: readonly Polygon[]): boolean =>
  chains.some(([vertex]) => vertex !== undefined && holds(polygons, vertex));

/** The parts of a line inside a polygon. */
function partsWithin(line: readonly Vector[], polygon: Polygon): readonly (readonly Vector[])[] {
  const [start] = line as readonly [Vector];
  const edges = edgesOfLine(line);
  const meetings = new Map<Edge, (readonly [Edge, Edge])[]>(edges.map((edge) => [edge, []]));
  for (const both of closePairs(edges, edgesOf(polygon))) {
    if (meeting(...both) !== 'apart') meetings.get(both[0])?.push(both);
  }
  const parts: Vector[][] = [];
  let part: Vector[] | undefined = holds([polygon], start) ? [start] : undefined;
  for (const [edge, met] of meetings) {
    if (met.some((both) => meeting(...both) !== 'cross')) {
      throw new QueryFailure('unsupported-option', 'A line that touches a polygon at a vertex is not supported.');
    }
    const crossings = met.map((both) => crossing(...both));
    crossings.sort((a, b) => angle(edge.from, a) - angle(edge.from, b));
    for (const place of crossings) {
      if (part) parts.push([...part, place]);
      part = part ? undefined : [place];
    }
    part?.push(edge.to);
  }
  if (part) parts.push(part);
  return parts;
}

const lineAlong = (vertices: readonly Vector[]): Value => vertices.map((vertex) => pair(placeOf(vertex)));

const FIRST = 'dynamic({"type":"LineString","coordinates":[[0,0],[2,2]]})';
const SECOND = 'dynamic({"type":"LineString","coordinates":[[0,2],[2,0]]})';
const THIRD = 'dynamic({"type":"LineString","coordinates":[[3,3],[4,4]]})';
const SQUARE = 'dynamic({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})';

export const intersectsFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_intersects_2lines',
    summary: 'Whether two lines or multilines have a place in common; null when one is invalid.',
    syntax: 'geo_intersects_2lines(line1, line2)',
    examples: [
      { expression: `geo_intersects_2lines(${FIRST}, ${SECOND})`, result: true },
      { expression: `geo_intersects_2lines(${FIRST}, ${THIRD})`, result: false },
    ],
    evaluate: (left: Value, right: Value): Value => {
      const [first, second] = [linesOf(left), linesOf(right)];
      return first && second ? meet(lineEdges(first), lineEdges(second)) : null;
    },
  }),
  geo({
    name: 'geo_intersects_line_with_polygon',
    summary: 'Whether a line and a polygon have a place in common; null when one is invalid.',
    syntax: 'geo_intersects_line_with_polygon(line, polygon)',
    examples: [
      { expression: `geo_intersects_line_with_polygon(${FIRST}, ${SQUARE})`, result: true },
      { expression: `geo_intersects_line_with_polygon(${THIRD}, ${SQUARE})`, result: false },
    ],
    evaluate: (line: Value, polygon: Value): Value => {
      const [lines, polygons] = [linesOf(line), polygonsFrom(polygon)];
      if (!lines || !polygons) return null;
      return someInside(lines, polygons) || meet(lineEdges(lines), polygonEdges(polygons));
    },
  }),
  geo({
    name: 'geo_intersects_2polygons',
    summary: 'Whether two polygons or multipolygons have a place in common; null when one is invalid.',
    syntax: 'geo_intersects_2polygons(polygon1, polygon2)',
    examples: [{ expression: `geo_intersects_2polygons(${SQUARE}, ${SQUARE})`, result: true }],
    evaluate: (left: Value, right: Value): Value => {
      const [first, second] = [polygonsFrom(left), polygonsFrom(right)];
      if (!first || !second) return null;
      const within = someInside(ringsOf(first), second) || someInside(ringsOf(second), first);
      return within || meet(polygonEdges(first), polygonEdges(second));
    },
  }),
  geo({
    name: 'geo_intersection_2lines',
    summary: 'Where two lines cross, as a GeoJSON point; an empty collection when they do not.',
    syntax: 'geo_intersection_2lines(line1, line2)',
    examples: [
      {
        expression: `geo_intersection_2lines(${FIRST}, ${THIRD})`,
        result: { type: 'GeometryCollection', geometries: [] },
      },
      { expression: `round(todouble(geo_intersection_2lines(${FIRST}, ${SECOND}).coordinates[0]), 9)`, result: 1 },
    ],
    differences: 'Lines that meet at more than one place, or at a vertex, are not supported.',
    status: 'partial',
    evaluate: (left: Value, right: Value): Value => {
      const [first, second] = [linesOf(left), linesOf(right)];
      if (!first || !second) return null;
      const met = [...closePairs(lineEdges(first), lineEdges(second))].filter((pair) => meeting(...pair) !== 'apart');
      if (met.length === 0) return nothing();
      const [pair] = met;
      if (met.length === 1 && pair && meeting(...pair) === 'cross') return pointAt(crossing(...pair));
      throw new QueryFailure(
        'unsupported-option',
        'The intersection of lines that meet more than once is not supported.',
      );
    },
  }),
  geo({
    name: 'geo_intersection_line_with_polygon',
    summary: 'The parts of a line inside a polygon; an empty collection without any, null when one is invalid.',
    syntax: 'geo_intersection_line_with_polygon(line, polygon)',
    examples: [
      {
        expression: `geo_intersection_line_with_polygon(${THIRD}, ${SQUARE})`,
        result: { type: 'GeometryCollection', geometries: [] },
      },
      {
        expression: `array_length(geo_intersection_line_with_polygon(dynamic({"type":"LineString","coordinates":[[-1,0.5],[0.2,0.5],[3,0.5]]}), ${SQUARE}).coordinates)`,
        result: 3,
      },
    ],
    differences: 'Lines that touch a polygon at a vertex, and multipolygons, are not supported.',
    status: 'partial',
    evaluate: (line: Value, polygon: Value): Value => {
      const [lines, polygons] = [linesOf(line), polygonsFrom(polygon)];
      if (!lines || !polygons) return null;
      const [only] = polygons;
      if (polygons.length !== 1 || !only) {
        throw new QueryFailure('unsupported-option', 'The intersection with a multipolygon is not supported.');
      }
      const parts = lines.flatMap((vertices) => partsWithin(vertices, only));
      const [first] = parts;
      if (!first) return nothing();
      return parts.length === 1
        ? geometryOf('LineString', lineAlong(first))
        : geometryOf('MultiLineString', parts.map(lineAlong));
    },
  }),
];
