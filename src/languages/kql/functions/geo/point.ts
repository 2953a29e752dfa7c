import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import type { KqlFunction } from '../define.ts';
import { geo } from './define.ts';
import { placeFrom, vectorFrom } from './geojson.ts';
import { angle, EARTH_RADIUS, metresBetween, radians } from './sphere.ts';

/** The direction from one place to another, clockwise from north; undefined when there is none. */
function azimuth(from: Value[], to: Value[]): number | undefined {
  const [start, end] = [placeFrom(from[0] ?? null, from[1] ?? null), placeFrom(to[0] ?? null, to[1] ?? null)];
  const [a, b] = [start && vectorFrom(...start), end && vectorFrom(...end)];
  if (!start || !end || !a || !b) return undefined;
  const apart = angle(a, b);
  if (apart === 0 || apart >= Math.PI) return undefined;
  const [phi, theta, eastward] = [radians(start[1]), radians(end[1]), radians(end[0] - start[0])];
  return fullTurn(
    Math.atan2(
      Math.sin(eastward) * Math.cos(theta),
      Math.cos(phi) * Math.sin(theta) - Math.sin(phi) * Math.cos(theta) * Math.cos(eastward),
    ),
  );
}

const fullTurn = (turn: number): number => (turn < 0 ? turn + 2 * Math.PI : turn);

export const pointFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_distance_2points',
    summary: 'The shortest distance in metres between two places; null when one is invalid.',
    syntax: 'geo_distance_2points(longitude1, latitude1, longitude2, latitude2)',
    examples: [
      { expression: 'round(geo_distance_2points(13.4, 52.5, 2.35, 48.85), 3)', result: 876_800.454 },
      { expression: 'geo_distance_2points(300, 1, 1, 1)', result: null },
    ],
    evaluate: (x1: Value, y1: Value, x2: Value, y2: Value): Value => {
      const [a, b] = [placeFrom(x1, y1), placeFrom(x2, y2)];
      return a && b ? metresBetween(a, b) : null;
    },
  }),
  geo({
    name: 'geo_point_in_circle',
    summary: 'Whether a place is within a radius in metres of another; null when an argument is invalid.',
    syntax: 'geo_point_in_circle(longitude, latitude, centre_longitude, centre_latitude, radius)',
    examples: [
      { expression: 'geo_point_in_circle(13.4, 52.5, 13.5, 52.5, 7000)', result: true },
      { expression: 'geo_point_in_circle(13.4, 52.5, 13.5, 52.5, 6000)', result: false },
      { expression: 'geo_point_in_circle(1, 1, 1, 1, -1)', result: null },
    ],
    evaluate: (x: Value, y: Value, centreX: Value, centreY: Value, metres: Value): Value => {
      const [point, centre, radius] = [vectorFrom(x, y), vectorFrom(centreX, centreY), realOf(metres)];
      if (!point || !centre || radius === undefined || !(radius > 0)) return null;
      return angle(point, centre) * EARTH_RADIUS <= radius;
    },
  }),
  geo({
    name: 'geo_azimuth',
    summary: 'The direction from one place to another in radians, clockwise from north; null when there is none.',
    syntax: 'geo_azimuth(longitude1, latitude1, longitude2, latitude2)',
    examples: [
      { expression: 'geo_azimuth(0, 0, 0, 10)', result: 0 },
      { expression: 'geo_azimuth(5, 10, 5, 10)', result: null },
    ],
    evaluate: (x1: Value, y1: Value, x2: Value, y2: Value): Value => azimuth([x1, y1], [x2, y2]) ?? null,
  }),
  geo({
    name: 'geo_angle',
    summary: 'The clockwise angle at the second place between the first and the third, in radians.',
    syntax: 'geo_angle(longitude1, latitude1, longitude2, latitude2, longitude3, latitude3)',
    examples: [
      { expression: 'round(geo_angle(0, 10, 0, 5, 3, -10), 9)', result: 2.944938434 },
      { expression: 'geo_angle(0, 10, 0, 10, 3, -10)', result: null },
    ],
    evaluate: (x1: Value, y1: Value, x2: Value, y2: Value, x3: Value, y3: Value): Value => {
      const [back, on] = [azimuth([x2, y2], [x1, y1]), azimuth([x2, y2], [x3, y3])];
      return back === undefined || on === undefined ? null : fullTurn(on - back);
    },
  }),
];
