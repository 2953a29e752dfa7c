/**
 * Geometry on the unit sphere. A vector points from the centre of the Earth to a place; distances are angles in
 * radians. Edges are the shorter arcs of great circles.
 *
 * @see https://s2geometry.io/devguide/basic_types
 */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The service measures on a sphere of this radius, in metres. */
export const EARTH_RADIUS = 6_371_010;

const RADIANS = Math.PI / 180;

export const radians = (degrees: number): number => degrees * RADIANS;
export const degrees = (angle: number): number => angle * (180 / Math.PI);

export function vectorOf(longitude: number, latitude: number): Vector {
  const [phi, theta] = [radians(latitude), radians(longitude)];
  const cosine = Math.cos(phi);
  return { x: Math.cos(theta) * cosine, y: Math.sin(theta) * cosine, z: Math.sin(phi) };
}

/** Longitude and latitude in degrees. */
export const placeOf = ({ x, y, z }: Vector): readonly [number, number] => [
  degrees(Math.atan2(y, x)),
  degrees(Math.atan2(z, Math.hypot(x, y))),
];

export const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + a.z * b.z;
export const plus = (a: Vector, b: Vector): Vector => ({ x: a.x + b.x, y: a.y + b.y, z: a.z + b.z });
export const minus = (a: Vector, b: Vector): Vector => ({ x: a.x - b.x, y: a.y - b.y, z: a.z - b.z });
export const times = (a: Vector, factor: number): Vector => ({ x: a.x * factor, y: a.y * factor, z: a.z * factor });
export const cross = (a: Vector, b: Vector): Vector => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
});
export const length = (a: Vector): number => Math.sqrt(dot(a, a));
export const same = (a: Vector, b: Vector): boolean => a.x === b.x && a.y === b.y && a.z === b.z;

export function unit(a: Vector): Vector {
  const norm = length(a);
  return norm === 0 ? a : times(a, 1 / norm);
}

/** The angle between two places. */
export const angle = (a: Vector, b: Vector): number => Math.atan2(length(cross(a, b)), dot(a, b));

/** A normal of the great circle through two places, exact for close ones too. */
export const normal = (a: Vector, b: Vector): Vector => cross(plus(a, b), minus(b, a));

/** The place at a distance from `a` on the arc to `b`. */
export function towards(a: Vector, b: Vector, distance: number): Vector {
  const tangent = unit(cross(cross(a, b), a));
  return unit(plus(times(a, Math.cos(distance)), times(tangent, Math.sin(distance))));
}

/** The place at a fraction of the arc. */
export function between(a: Vector, b: Vector, fraction: number): Vector {
  if (fraction === 0) return a;
  if (fraction === 1) return b;
  return towards(a, b, fraction * angle(a, b));
}

/** The place of the edge that is closest to `point`. */
export function closestOnEdge(point: Vector, a: Vector, b: Vector): Vector {
  if (same(point, a) || same(a, b)) return a;
  if (same(point, b)) return b;
  const pole = normal(a, b);
  const foot = minus(point, times(pole, dot(point, pole) / dot(pole, pole)));
  if (dot(cross(pole, a), foot) > 0 && dot(cross(b, pole), foot) > 0) return unit(foot);
  const [toA, toB] = [minus(point, a), minus(point, b)];
  return dot(toA, toA) <= dot(toB, toB) ? a : b;
}

/** The distance in metres between two places in degrees. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const [phiA, phiB] = [radians(a[1]), radians(b[1])];
  const northward = Math.sin((phiB - phiA) / 2);
  const eastward = Math.sin((radians(b[0]) - radians(a[0])) / 2);
  const chord = northward * northward + eastward * eastward * Math.cos(phiA) * Math.cos(phiB);
  return EARTH_RADIUS * 2 * Math.asin(Math.sqrt(Math.min(1, chord)));
}
