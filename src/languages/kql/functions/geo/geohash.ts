import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import type { KqlFunction } from '../define.ts';
import { inSetOrder } from './cell-order.ts';
import { geo, PROMISES_NO_ORDER, whole } from './define.ts';
import { geometryOf, pair, placeFrom, polygonOf } from './geojson.ts';

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';
const LONGEST = 18;

interface Range {
  low: number;
  high: number;
}

const world = (): readonly [Range, Range] => [
  { low: -180, high: 180 },
  { low: -90, high: 90 },
];

const middle = ({ low, high }: Range): number => (low + high) / 2;

/** Each character halves longitude and latitude in turn, five times in all. */
export function geohashOf(longitude: number, latitude: number, characters: number): string {
  const ranges = world();
  const wanted = [longitude, latitude] as const;
  let hash = '';
  let bits = 0;
  for (let bit = 0; bit < characters * 5; bit += 1) {
    const axis = (bit % 2) as 0 | 1;
    const range = ranges[axis];
    const half = middle(range);
    const upper = wanted[axis] >= half;
    range[upper ? 'low' : 'high'] = half;
    bits = bits * 2 + (upper ? 1 : 0);
    if (bit % 5 === 4) {
      hash += ALPHABET[bits] ?? '';
      bits = 0;
    }
  }
  return hash;
}

/** The ranges of longitude and latitude; undefined when the text is no geohash. */
export function areaOf(hash: Value): readonly [Range, Range] | undefined {
  if (typeof hash !== 'string' || hash === '' || hash.length > LONGEST) return undefined;
  const ranges = world();
  let axis: 0 | 1 = 0;
  for (const character of hash) {
    const bits = ALPHABET.indexOf(character);
    if (bits < 0) return undefined;
    for (let bit = 4; bit >= 0; bit -= 1) {
      const range: Range = ranges[axis];
      range[(bits >> bit) & 1 ? 'low' : 'high'] = middle(range);
      axis = axis === 0 ? 1 : 0;
    }
  }
  return ranges;
}

/** Steps in longitude and latitude, around from the north-west. */
const AROUND = [
  [-1, 1],
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
] as const;

function neighboursOf(hash: string, [x, y]: readonly [Range, Range]): readonly string[] {
  return AROUND.map(([eastward, northward]) => {
    const longitude = middle(x) + eastward * (x.high - x.low);
    const latitude = middle(y) + northward * (y.high - y.low);
    if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) {
      const message = 'Neighbors of a geohash at a pole or at the antimeridian are not supported.';
      throw new QueryFailure('unsupported-option', message);
    }
    return geohashOf(longitude, latitude, hash.length);
  });
}

export const geohashFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_point_to_geohash',
    summary: 'The geohash of a place, 1 to 18 characters long; empty when an argument is invalid.',
    syntax: 'geo_point_to_geohash(longitude, latitude [, accuracy = 5])',
    examples: [
      { expression: 'geo_point_to_geohash(13.4, 52.5, 8)', result: 'u33d8vmd' },
      { expression: 'geo_point_to_geohash(200, 1)', result: '' },
    ],
    evaluate: (longitude: Value, latitude: Value, accuracy?: Value): Value => {
      const place = placeFrom(longitude, latitude);
      const characters = whole(accuracy, 5, 1, LONGEST);
      return place && characters ? geohashOf(...place, characters) : null;
    },
  }),
  geo({
    name: 'geo_geohash_to_central_point',
    summary: 'The centre of the area of a geohash as a GeoJSON point; null when it is none.',
    syntax: 'geo_geohash_to_central_point(geohash)',
    examples: [
      { expression: 'geo_geohash_to_central_point("u")', result: { type: 'Point', coordinates: [22.5, 67.5] } },
      { expression: 'geo_geohash_to_central_point("a")', result: null },
    ],
    evaluate: (hash: Value): Value => {
      const area = areaOf(hash);
      return area ? geometryOf('Point', pair([middle(area[0]), middle(area[1])])) : null;
    },
  }),
  geo({
    name: 'geo_geohash_to_polygon',
    summary: 'The area of a geohash as a GeoJSON polygon; null when it is none.',
    syntax: 'geo_geohash_to_polygon(geohash)',
    examples: [
      {
        expression: 'geo_geohash_to_polygon("u")',
        result: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 45],
              [45, 45],
              [45, 90],
              [0, 90],
              [0, 45],
            ],
          ],
        },
      },
    ],
    evaluate: (hash: Value): Value => {
      const area = areaOf(hash);
      if (!area) return null;
      const [x, y] = area;
      return polygonOf([
        [x.low, y.low],
        [x.high, y.low],
        [x.high, y.high],
        [x.low, y.high],
      ]);
    },
  }),
  geo({
    name: 'geo_geohash_neighbors',
    summary: 'The eight geohashes around one, as long as it is; null when it is none.',
    syntax: 'geo_geohash_neighbors(geohash)',
    examples: [
      {
        expression: 'array_sort_asc(geo_geohash_neighbors("u33d"))',
        result: ['u333', 'u336', 'u337', 'u339', 'u33c', 'u33e', 'u33f', 'u33g'],
      },
      { expression: 'geo_geohash_neighbors("a")', result: null },
    ],
    differences: `${PROMISES_NO_ORDER} Geohashes at a pole or at the antimeridian are not supported.`,
    status: 'partial',
    evaluate: (hash: Value): Value => {
      const area = areaOf(hash);
      return area ? inSetOrder(neighboursOf(hash as string, area)) : null;
    },
  }),
];
