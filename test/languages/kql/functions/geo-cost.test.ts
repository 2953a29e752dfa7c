import { describe, expect, it } from 'vitest';
import { geoFunctions } from '../../../../src/languages/kql/functions/geo/index.ts';
import { vectorOf } from '../../../../src/languages/kql/functions/geo/sphere.ts';
import { areWithin } from '../../../../src/languages/kql/functions/geo/spread.ts';
import { QueryFailure } from '../../../../src/plan/failure.ts';
import type { Value } from '../../../../src/table/value.ts';

type Places = readonly (readonly [number, number])[];

/** What a function gives: its value, or the sentence with which it declines. */
const run = (name: string, ...values: readonly unknown[]): Value => {
  const definition = geoFunctions.find((known) => known.name === name);
  if (!definition) throw new Error(`no ${name}`);
  const site = {
    arguments: values.map((value) => ({ evaluate: () => value })),
    options: { types: values.map(() => 'dynamic'), result: 'dynamic' },
  };
  try {
    return definition.scalar.compile(site as never)(0);
  } catch (error) {
    if (error instanceof QueryFailure) return error.message;
    throw error;
  }
};

const polygon = (places: Places) => ({ type: 'Polygon', coordinates: [[...places, places[0]]] });
const line = (places: Places) => ({ type: 'LineString', coordinates: places });
const strip = (long: number, high: number) =>
  polygon([
    [0, 0],
    [long, 0],
    [long, high],
    [0, high],
  ]);
const saw = (teeth: number, wide: number, high: number): Places => [
  [0, -0.001],
  ...Array.from({ length: teeth + 1 }, (_, at) => [(wide * at) / teeth, at % 2 ? high : 0] as const),
  [wide, -0.001],
];
const circle = (vertices: number, radius: number): Places =>
  Array.from({ length: vertices }, (_, at) => {
    const turn = (2 * Math.PI * at) / vertices;
    return [10 + radius * Math.cos(turn), radius * Math.sin(turn)] as const;
  });

/** A shape as wide in every direction: each vertex has a partner that is almost as far away as any. */
const constantWidth = (vertices: number): Places =>
  [0, 120, 240].flatMap((from, corner) => {
    const [x, y] = [
      [0, 0],
      [0.2, 0],
      [0.1, 0.1 * Math.sqrt(3)],
    ][corner] as [number, number];
    return Array.from({ length: vertices / 3 }, (_, at) => {
      const turn = ((from + (180 * at) / vertices) * Math.PI) / 180;
      return [x + 0.2 * Math.cos(turn), y + 0.2 * Math.sin(turn)] as const;
    });
  });

describe('shapes made to be costly end soon', { timeout: 60_000 }, () => {
  it('H3 cells of a polygon: a wide one and a long one are covered', () => {
    expect(run('geo_polygon_to_h3cells', strip(1, 1), 7)).toHaveLength(3197);
    expect(run('geo_polygon_to_h3cells', strip(10, 0.1), 7)).toHaveLength(2848);
  });

  it('H3 cells of a polygon: what would take much memory or time is declined', () => {
    expect(run('geo_polygon_to_h3cells', strip(100, 0.02), 8)).toMatch('so long and thin');
    expect(run('geo_polygon_to_h3cells', strip(40, 0.01), 9)).toMatch('so long and thin');
    expect(run('geo_polygon_to_h3cells', polygon(saw(10_000, 0.5, 0.5)), 8)).toMatch('so long an outline');
    expect(run('geo_polygon_to_h3cells', polygon(circle(100_000, 0.5)), 8)).toMatch('so long an outline');
  });

  it('a polygon of many edges that all lie side by side is read', () => {
    expect(run('geo_polygon_area', polygon(saw(16_000, 0.5, 0.5)))).toBeGreaterThan(1e9);
  });

  it('edges that all lie above one another in every direction are declined', () => {
    const slanted = Array.from(
      { length: 40_000 },
      (_, at) => [at / 1e6 + (at % 2 ? 30 : 0), (at % 2 ? 30 : 0) + at / 1e6] as const,
    );
    expect(
      run('geo_intersects_2lines', line(slanted), line(slanted.map(([x, y]) => [x + 0.5, y - 0.5] as const))),
    ).toMatch('above one another');
  });

  it('simplifying: the distances between vertices are measured near the rim alone, and of so many only', () => {
    expect(run('geo_line_simplify', line(constantWidth(9000)), 22_300)).toBeNull();
    expect(run('geo_line_simplify', line(constantWidth(9000)), 22_200)).toMatch('not supported');
    expect(run('geo_line_simplify', line(constantWidth(30_000)), 22_300)).toMatch('so many vertices');
    expect(run('geo_line_simplify', line(circle(100_000, 0.5)), 112_000)).toBeNull();
  });

  it('places are within a distance just when each pair is', () => {
    const places = constantWidth(60).map((place) => vectorOf(...place));
    const wide = 0.2 * 111_195;
    expect([0.5, 0.9, 0.99, 1.01, 2].map((factor) => areWithin(places, factor * wide))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(areWithin(places.slice(0, 1), 0)).toBe(false);
    expect(areWithin([], 0)).toBe(true);
  });
});
