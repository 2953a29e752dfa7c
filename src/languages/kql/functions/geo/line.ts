import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import type { KqlFunction } from '../define.ts';
import { geo } from './define.ts';
import { densified } from './densify.ts';
import { edgesOfLine } from './edges.ts';
import { linesOf, pointAt, vectorFrom } from './geojson.ts';
import { angle, between, closestOnEdge, dot, EARTH_RADIUS, minus, plus, times, type Vector } from './sphere.ts';

type Line = readonly Vector[];

/** The edges of all lines; one that several lines have counts once. */
function edgesOf(lines: readonly Line[]): readonly (readonly [Vector, Vector])[] {
  const edges = lines.flatMap((line) => edgesOfLine(line).map(({ from, to }) => [from, to] as const));
  if (lines.length === 1) return edges;
  const seen = new Set<string>();
  return edges.filter(([from, to]) => {
    const ends = [from, to].map(({ x, y, z }) => `${x},${y},${z}`);
    const key = ends.sort().join(';');
    return !seen.has(key) && seen.add(key);
  });
}

const lengthOf = (edges: readonly (readonly [Vector, Vector])[]): number =>
  edges.reduce((sum, [from, to]) => sum + angle(from, to), 0);

/** The place of the lines that is closest, and its edge. */
export function closestOn(
  point: Vector,
  edges: readonly (readonly [Vector, Vector])[],
): { readonly place: Vector; readonly edge: number } {
  let [place, edge, least] = [edges[0]?.[0] ?? point, 0, Number.POSITIVE_INFINITY];
  for (const [at, [from, to]] of edges.entries()) {
    const candidate = closestOnEdge(point, from, to);
    const distance = angle(point, candidate);
    if (distance < least) [place, edge, least] = [candidate, at, distance];
  }
  return { place, edge };
}

const singleLine = (geometry: Value): Line | undefined => {
  const lines = linesOf(geometry);
  return lines?.length === 1 ? lines[0] : undefined;
};

/** The centroid of an edge times its length. */
function centroid(from: Vector, to: Vector): Vector {
  const [across, along] = [minus(from, to), plus(from, to)];
  const squared = dot(along, along);
  return squared === 0 ? times(along, 0) : times(along, Math.sqrt(dot(across, across) / squared));
}

function atFraction(line: Line, fraction: number): Vector {
  const edges = edgesOf([line]);
  let left = fraction * lengthOf(edges);
  for (const [from, to] of edges) {
    const length = angle(from, to);
    if (left <= length && length > 0) return between(from, to, left / length);
    left -= length;
  }
  return line.at(-1) as Vector;
}

/** The distance of places from lines in metres. */
export function distanceFromLines(lines: readonly Line[]): (point: Vector) => number {
  const edges = edgesOf(lines);
  return (point) => angle(point, closestOn(point, edges).place) * EARTH_RADIUS;
}

const ROAD = 'dynamic({"type":"LineString","coordinates":[[0,0],[2,0]]})';
const POINT_ALONE = 'dynamic({"type":"LineString","coordinates":[[1,1]]})';

export const lineFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_line_length',
    summary: 'The length of a line or a multiline in metres; null when it is invalid.',
    syntax: 'geo_line_length(line)',
    examples: [
      { expression: `round(geo_line_length(${ROAD}), 3)`, result: 222_390.202 },
      { expression: `geo_line_length(${POINT_ALONE})`, result: null },
    ],
    differences: 'Of lines that overlap in part only edges that are equal count once.',
    evaluate: (geometry: Value): Value => {
      const lines = linesOf(geometry);
      return lines ? lengthOf(edgesOf(lines)) * EARTH_RADIUS : null;
    },
  }),
  geo({
    name: 'geo_line_centroid',
    summary: 'The centroid of a line or a multiline as a GeoJSON point; null when it is invalid.',
    syntax: 'geo_line_centroid(line)',
    examples: [
      { expression: `round(todouble(geo_line_centroid(${ROAD}).coordinates[0]), 9)`, result: 1 },
      { expression: `geo_line_centroid(${POINT_ALONE})`, result: null },
    ],
    differences: 'Of lines that overlap in part only edges that are equal count once.',
    evaluate: (geometry: Value): Value => {
      const lines = linesOf(geometry);
      if (!lines) return null;
      return pointAt(edgesOf(lines).reduce((sum, [a, b]) => plus(sum, centroid(a, b)), { x: 0, y: 0, z: 0 }));
    },
  }),
  geo({
    name: 'geo_line_interpolate_point',
    summary: 'The place at a fraction (0 to 1) of a single line as a GeoJSON point; null when an argument is invalid.',
    syntax: 'geo_line_interpolate_point(line, fraction)',
    examples: [
      { expression: `round(todouble(geo_line_interpolate_point(${ROAD}, 0.25).coordinates[0]), 9)`, result: 0.5 },
      { expression: `geo_line_interpolate_point(${POINT_ALONE}, 0.5)`, result: null },
    ],
    evaluate: (geometry: Value, part: Value): Value => {
      const [line, fraction] = [singleLine(geometry), realOf(part)];
      return line && fraction !== undefined && fraction >= 0 && fraction <= 1
        ? pointAt(atFraction(line, fraction))
        : null;
    },
  }),
  geo({
    name: 'geo_line_locate_point',
    summary: 'The fraction of a single line at which it is closest to a place; null when an argument is invalid.',
    syntax: 'geo_line_locate_point(line, longitude, latitude)',
    examples: [
      { expression: `round(geo_line_locate_point(${ROAD}, 0.5, 1), 3)`, result: 0.25 },
      { expression: `geo_line_locate_point(${POINT_ALONE}, 1, 1)`, result: null },
    ],
    evaluate: (geometry: Value, x: Value, y: Value): Value => {
      const [line, point] = [singleLine(geometry), vectorFrom(x, y)];
      if (!line || !point) return null;
      const edges = edgesOf([line]);
      const total = lengthOf(edges);
      const { place, edge } = closestOn(point, edges);
      const before = lengthOf(edges.slice(0, edge)) + angle(edges[edge]?.[0] ?? place, place);
      return total === 0 ? 0 : Math.min(1, before / total);
    },
  }),
  geo({
    name: 'geo_distance_point_to_line',
    summary: 'The shortest distance in metres between a place and a line or multiline; null when one is invalid.',
    syntax: 'geo_distance_point_to_line(longitude, latitude, line)',
    examples: [
      { expression: `round(geo_distance_point_to_line(1, 1, ${ROAD}), 3)`, result: 111_195.101 },
      { expression: `geo_distance_point_to_line(300, 1, ${ROAD})`, result: null },
    ],
    evaluate: (x: Value, y: Value, geometry: Value): Value => {
      const [point, lines] = [vectorFrom(x, y), linesOf(geometry)];
      return point && lines ? distanceFromLines(lines)(point) : null;
    },
  }),
  geo({
    name: 'geo_closest_point_on_line',
    summary:
      'The place of a line or multiline that is closest to a place, as a GeoJSON point; null when one is invalid.',
    syntax: 'geo_closest_point_on_line(longitude, latitude, line)',
    examples: [
      { expression: `round(todouble(geo_closest_point_on_line(0.5, 1, ${ROAD}).coordinates[0]), 9)`, result: 0.5 },
    ],
    evaluate: (x: Value, y: Value, geometry: Value): Value => {
      const [point, lines] = [vectorFrom(x, y), linesOf(geometry)];
      return point && lines ? pointAt(closestOn(point, edgesOf(lines)).place) : null;
    },
  }),
  geo({
    name: 'geo_line_densify',
    summary:
      'A line with places added, so that its arcs keep within a tolerance in metres of straight lines on the map.',
    syntax: 'geo_line_densify(line [, tolerance = 10 [, preserve_crossing = false]])',
    examples: [{ expression: `geo_line_densify(${ROAD}, 0)`, result: null }],
    differences: 'A line that crosses the antimeridian is not supported.',
    status: 'partial',
    evaluate: (geometry: Value, tolerance?: Value, crossing?: Value): Value =>
      densified(geometry, 'line', tolerance, crossing),
  }),
];
