import { QueryFailure } from '../../../../plan/failure.ts';
import { angle, dot, EARTH_RADIUS, length, minus, plus, times, type Vector } from './sphere.ts';

/** Of so many vertices on the rim each pair is measured; of more, that they are too many is said. */
const MOST_ON_RIM = 20_000;

/**
 * Whether any two places are closer to each other than a distance in metres. Two that are not lie both near the rim
 * of the ball around all of them, so the pairs of those alone are measured.
 */
export function areWithin(vertices: readonly Vector[], metres: number): boolean {
  const first = vertices[0];
  if (!first) return true;
  const isFar = (a: Vector, b: Vector): boolean => angle(a, b) * EARTH_RADIUS >= metres;
  if (isFar(first, first) || vertices.some((vertex) => isFar(first, vertex))) return false;
  const middle = times(
    vertices.reduce((sum, vertex) => plus(sum, vertex)),
    1 / vertices.length,
  );
  const distances = vertices.map((vertex) => length(minus(vertex, middle)));
  const furthest = distances.reduce((most, distance) => Math.max(most, distance), 0);
  // Chords, a little shorter than asked for: rounding must not lose a pair.
  const chord = 2 * Math.sin(Math.min(Math.PI, metres / EARTH_RADIUS) / 2) * (1 - 1e-9) - 1e-15;
  const rim = vertices.filter((_, at) => (distances[at] ?? 0) + furthest >= chord);
  if (rim.length > MOST_ON_RIM) {
    const message = 'Simplifying a shape of so many vertices around the tolerance is not supported.';
    throw new QueryFailure('unsupported-option', message);
  }
  const least = chord * Math.abs(chord);
  return rim.every((a, at) => {
    for (let other = at + 1; other < rim.length; other += 1) {
      const b = rim[other] as Vector;
      const across = minus(a, b);
      if (dot(across, across) >= least && isFar(a, b)) return false;
    }
    return true;
  });
}
