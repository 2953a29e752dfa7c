import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { bagOf } from '../../dynamic.ts';
import type { KqlFunction } from '../define.ts';
import { geo } from './define.ts';
import { closePairs, type Edge, edgesOfLine, meeting } from './edges.ts';
import { linesOf, pointAt } from './geojson.ts';
import { edgesOf, holds, type Polygon, polygonsFrom } from './polygons.ts';
import { cross, dot, normal, plus, times, unit, type Vector } from './sphere.ts';

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

/** Where two edges cross. */
function crossing(first: Edge, second: Edge): Vector {
  const place = unit(cross(normal(first.from, first.to), normal(second.from, second.to)));
  return dot(place, plus(first.from, first.to)) < 0 ? times(place, -1) : place;
}

/** Whether one of the polygons holds a place of every line or ring of the other geometry. */
const someInside = (chains: readonly (readonly Vector[])[], polygons: readonly Polygon[]): boolean =>
  chains.some(([vertex]) => vertex !== undefined && holds(polygons, vertex));

const ringsOf = (polygons: readonly Polygon[]): readonly (readonly Vector[])[] =>
  polygons.flatMap((polygon) => polygon.loops.map((loop) => loop.vertices));

const NOTHING = (): Value =>
  bagOf([
    ['type', 'GeometryCollection'],
    ['geometries', []],
  ]);

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
      if (met.length === 0) return NOTHING();
      const [pair] = met;
      if (met.length === 1 && pair && meeting(...pair) === 'cross') return pointAt(crossing(...pair));
      throw new QueryFailure(
        'unsupported-option',
        'The intersection of lines that meet more than once is not supported.',
      );
    },
  }),
];
