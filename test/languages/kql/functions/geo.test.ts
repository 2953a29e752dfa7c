import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaOf, geohashOf } from '../../../../src/languages/kql/functions/geo/geohash.ts';
import { geoFunctions } from '../../../../src/languages/kql/functions/geo/index.ts';
import { h3Library, s2Library } from '../../../../src/languages/kql/functions/geo/libraries.ts';
import { holds, polygonsFrom } from '../../../../src/languages/kql/functions/geo/polygons.ts';
import { angle, closestOnEdge, vectorOf } from '../../../../src/languages/kql/functions/geo/sphere.ts';
import { QueryFailure } from '../../../../src/plan/failure.ts';
import type { Value } from '../../../../src/table/value.ts';

const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const latitude = fc.double({ min: -89, max: 89, noNaN: true });

/** Runs a function on values, as a plan would. */
const run = (name: string, ...values: readonly Value[]): Value => {
  const definition = geoFunctions.find((known) => known.name === name);
  if (!definition) throw new Error(`no ${name}`);
  const site = {
    arguments: values.map((value) => ({ evaluate: () => value })),
    options: { types: values.map(() => 'dynamic'), result: 'dynamic' },
  };
  return definition.scalar.compile(site as never)(0);
};

describe('cells', () => {
  it('a geohash holds its place, and a longer one lies inside a shorter one', () => {
    fc.assert(
      fc.property(longitude, latitude, fc.integer({ min: 2, max: 18 }), (x, y, characters) => {
        const hash = geohashOf(x, y, characters);
        const [eastward, northward] = areaOf(hash) ?? [];
        expect(eastward && eastward.low <= x && x <= eastward.high).toBe(true);
        expect(northward && northward.low <= y && y <= northward.high).toBe(true);
        expect(hash.startsWith(geohashOf(x, y, characters - 1))).toBe(true);
      }),
    );
  });

  it('the polygon of an S2 cell holds the centre of the cell', () => {
    fc.assert(
      fc.property(longitude, latitude, fc.integer({ min: 1, max: 24 }), (x, y, level) => {
        const token = run('geo_point_to_s2cell', x, y, level);
        const centre = run('geo_s2cell_to_central_point', token) as { coordinates: readonly [Value, Value] };
        expect(run('geo_point_in_polygon', ...centre.coordinates, run('geo_s2cell_to_polygon', token))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('the covering of an H3 cell by S2 cells holds the S2 cell of its centre', () => {
    fc.assert(
      fc.property(longitude, latitude, (x, y) => {
        const cell = h3Library().latLngToCell(y, x, 5);
        const [north, east] = h3Library().cellToLatLng(cell);
        const covering = run('geo_polygon_to_s2cells', run('geo_h3cell_to_polygon', cell), 10);
        expect(covering).toContain(run('geo_point_to_s2cell', east, north, 10));
      }),
      { numRuns: 30 },
    );
  });

  it('a cell is a neighbour of each of its neighbours', () => {
    const near = (name: string, cell: Value): readonly string[] => run(name, cell) as string[];
    fc.assert(
      fc.property(
        fc.double({ min: -170, max: 170, noNaN: true }),
        fc.double({ min: -75, max: 75, noNaN: true }),
        (x, y) => {
          const cells = {
            geo_geohash_neighbors: run('geo_point_to_geohash', x, y, 6),
            geo_s2cell_neighbors: run('geo_point_to_s2cell', x, y, 14),
            geo_h3cell_neighbors: run('geo_point_to_h3cell', x, y, 9),
          };
          for (const [name, cell] of Object.entries(cells)) {
            for (const other of near(name, cell)) expect(near(name, other)).toContain(cell);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('places on the sphere', () => {
  it('no place of an edge is closer than the closest', () => {
    fc.assert(
      fc.property(longitude, latitude, longitude, latitude, longitude, latitude, (x, y, x1, y1, x2, y2) => {
        const [point, from, to] = [vectorOf(x, y), vectorOf(x1, y1), vectorOf(x2, y2)];
        fc.pre(angle(from, to) < 3);
        const closest = angle(point, closestOnEdge(point, from, to));
        for (const end of [from, to]) expect(closest).toBeLessThanOrEqual(angle(point, end) + 1e-6);
      }),
    );
  });

  it('whichever way a ring runs, it encloses the smaller part', () => {
    const ring = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 0],
    ];
    for (const coordinates of [[ring], [ring.toReversed()]]) {
      const polygons = polygonsFrom({ type: 'Polygon', coordinates } as unknown as Value) ?? [];
      expect(holds(polygons, vectorOf(7, 3))).toBe(true);
      expect(holds(polygons, vectorOf(-7, 3))).toBe(false);
    }
  });

  it('holes are outside, a ring that crosses itself is invalid', () => {
    const square = (from: number, to: number) => [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
      [from, from],
    ];
    const holed = polygonsFrom({ type: 'Polygon', coordinates: [square(0, 10), square(4, 6)] } as unknown as Value);
    expect(holed && [holds(holed, vectorOf(2, 2)), holds(holed, vectorOf(5, 5))]).toEqual([true, false]);
    const bow = [
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 10],
      [0, 0],
    ];
    expect(polygonsFrom({ type: 'Polygon', coordinates: [bow] } as unknown as Value)).toBeUndefined();
  });
});

it('any geometry gives a value, null, or a failure that names itself', () => {
  const number = fc.oneof(fc.integer({ min: -200, max: 200 }), longitude);
  const nested = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, number, fc.constant(null), fc.array(tie('value'), { maxLength: 6 })),
  })).value;
  const geometry = fc.record({
    type: fc.constantFrom('Point', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'),
    coordinates: nested,
  });
  fc.assert(
    fc.property(geometry, geometry, number, number, (first, second, x, y) => {
      for (const { name } of geoFunctions) {
        for (const values of [
          [first],
          [first, x],
          [first, second],
          [x, y, first],
          [first, x, y],
          [x, y],
          [x, y, x, y],
        ]) {
          try {
            run(name, ...(values as readonly Value[]));
          } catch (error) {
            if (!(error instanceof QueryFailure)) throw error;
            expect(error.name).toMatch(/^unsupported-/);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

it('the libraries of cells load when they are first asked for', () => {
  expect(typeof s2Library().s2.cellid.fromToken).toBe('function');
});
