import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import type { KqlFunction } from '../define.ts';
import { inSetOrder } from './cell-order.ts';
import { geo, PROMISES_NO_ORDER, whole } from './define.ts';
import { coveredByH3 } from './h3-cover.ts';
import { geometryOf, pair, placeFrom, polygonOf } from './geojson.ts';
import { h3Library } from './libraries.ts';

const FINEST = 15;
const MOST_LEVELS_DOWN = 5;
const WIDEST_RING = 142;

const isCell = (cell: Value): cell is string => typeof cell === 'string' && h3Library().isValidCell(cell);

export const h3CellFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_point_to_h3cell',
    summary:
      'The token of the H3 cell of a resolution (0 to 15) that holds a place; empty when an argument is invalid.',
    syntax: 'geo_point_to_h3cell(longitude, latitude [, resolution = 6])',
    examples: [
      { expression: 'geo_point_to_h3cell(13.4, 52.5, 6)', result: '861f18b27ffffff' },
      { expression: 'geo_point_to_h3cell(13.4, 52.5, 16)', result: '' },
    ],
    evaluate: (longitude: Value, latitude: Value, resolution?: Value): Value => {
      const place = placeFrom(longitude, latitude);
      const depth = whole(resolution, 6, 0, FINEST);
      return place && depth !== undefined ? h3Library().latLngToCell(place[1], place[0], depth) : null;
    },
  }),
  geo({
    name: 'geo_h3cell_to_central_point',
    summary: 'The centre of an H3 cell as a GeoJSON point; null when the token is invalid.',
    syntax: 'geo_h3cell_to_central_point(h3cell)',
    examples: [{ expression: 'geo_h3cell_to_central_point("1")', result: null }],
    evaluate: (cell: Value): Value => {
      if (!isCell(cell)) return null;
      const [latitude, longitude] = h3Library().cellToLatLng(cell);
      return geometryOf('Point', pair([longitude, latitude]));
    },
  }),
  geo({
    name: 'geo_h3cell_to_polygon',
    summary: 'An H3 cell as a GeoJSON polygon; null when the token is invalid.',
    syntax: 'geo_h3cell_to_polygon(h3cell)',
    examples: [{ expression: 'geo_h3cell_to_polygon("@")', result: null }],
    evaluate: (cell: Value): Value =>
      isCell(cell)
        ? polygonOf(
            h3Library()
              .cellToBoundary(cell)
              .map(([latitude, longitude]) => [longitude, latitude] as const),
          )
        : null,
  }),
  geo({
    name: 'geo_h3cell_level',
    summary: 'The resolution of an H3 cell; null when the token is invalid.',
    syntax: 'geo_h3cell_level(h3cell)',
    examples: [
      { expression: 'geo_h3cell_level("861f18b27ffffff")', result: 6 },
      { expression: 'geo_h3cell_level("abc")', result: null },
    ],
    evaluate: (cell: Value): Value => (isCell(cell) ? h3Library().getResolution(cell) : null),
  }),
  geo({
    name: 'geo_h3cell_parent',
    summary: 'The H3 cell of a coarser resolution that holds a cell, the next one by default; empty when invalid.',
    syntax: 'geo_h3cell_parent(h3cell [, resolution])',
    examples: [
      { expression: 'geo_h3cell_parent("861f18b27ffffff", 1)', result: '811f3ffffffffff' },
      { expression: 'geo_h3cell_parent("861f18b27ffffff", 15)', result: '' },
    ],
    evaluate: (cell: Value, resolution?: Value): Value => {
      if (!isCell(cell)) return null;
      const level = h3Library().getResolution(cell);
      const wanted = whole(resolution, level - 1, 0, level);
      return wanted === undefined || wanted < 0 ? null : h3Library().cellToParent(cell, wanted);
    },
  }),
  geo({
    name: 'geo_h3cell_children',
    summary: 'The H3 cells of a finer resolution inside a cell, five levels down at most; null when invalid.',
    syntax: 'geo_h3cell_children(h3cell [, resolution])',
    examples: [
      { expression: 'array_length(geo_h3cell_children("861f18b27ffffff", 8))', result: 49 },
      { expression: 'geo_h3cell_children("861f18b27ffffff", 12)', result: null },
    ],
    evaluate: (cell: Value, resolution?: Value): Value => {
      if (!isCell(cell)) return null;
      const level = h3Library().getResolution(cell);
      const wanted = whole(resolution, level + 1, level, Math.min(FINEST, level + MOST_LEVELS_DOWN));
      return wanted === undefined || wanted > FINEST ? null : h3Library().cellToChildren(cell, wanted);
    },
  }),
  geo({
    name: 'geo_h3cell_neighbors',
    summary: 'The tokens of the H3 cells around a cell; null when the token is invalid.',
    syntax: 'geo_h3cell_neighbors(h3cell)',
    examples: [
      {
        expression: 'array_sort_asc(geo_h3cell_neighbors("861f18b27ffffff"))',
        result: [
          '861f18b07ffffff',
          '861f18b2fffffff',
          '861f18b37ffffff',
          '861f1d48fffffff',
          '861f1d49fffffff',
          '861f1d4d7ffffff',
        ],
      },
      { expression: 'geo_h3cell_neighbors("abc")', result: null },
    ],
    differences: `${PROMISES_NO_ORDER} The twelve pentagons of a resolution are not supported.`,
    status: 'partial',
    evaluate: (cell: Value): Value => {
      if (!isCell(cell)) return null;
      if (h3Library().isPentagon(cell)) {
        throw new QueryFailure('unsupported-option', 'Neighbors of an H3 cell that is a pentagon are not supported.');
      }
      return inSetOrder(
        h3Library()
          .gridDisk(cell, 1)
          .filter((near) => near !== cell),
      );
    },
  }),
  geo({
    name: 'geo_polygon_to_h3cells',
    summary:
      'Tokens of the H3 cells of a resolution whose centres are in a polygon, its edges straight lines on the map; null beyond 61,680 of them.',
    syntax: 'geo_polygon_to_h3cells(polygon [, resolution = 6 [, radius = 0]])',
    examples: [
      {
        expression:
          'array_sort_asc(geo_polygon_to_h3cells(dynamic({"type":"Polygon","coordinates":[[[13,52],[14,52],[14,53],[13,52]]]}), 4))',
        result: ['841f181ffffffff', '841f18bffffffff'],
      },
      {
        expression:
          'geo_polygon_to_h3cells(dynamic({"type":"Polygon","coordinates":[[[13,52],[14,52],[14,53],[13,52]]]}), 16)',
        result: null,
      },
    ],
    differences: `${PROMISES_NO_ORDER} A radius, multipolygons, edges across the antimeridian, and polygons that take gigabytes or minutes to cover are not supported.`,
    status: 'partial',
    evaluate: (polygon: Value, resolution?: Value, radius?: Value): Value => {
      const depth = whole(resolution, 6, 0, FINEST);
      const cells = depth === undefined ? undefined : coveredByH3(polygon, depth, radius);
      return cells ? inSetOrder(cells) : null;
    },
  }),
  geo({
    name: 'geo_h3cell_rings',
    summary: 'An array of rings of H3 cells around a cell, from the cell itself to a distance (0 to 142).',
    syntax: 'geo_h3cell_rings(h3cell, distance)',
    examples: [
      { expression: 'geo_h3cell_rings("861f18b27ffffff", 0)', result: [['861f18b27ffffff']] },
      { expression: 'geo_h3cell_rings("abc", 3)', result: null },
    ],
    evaluate: (cell: Value, distance: Value): Value => {
      const furthest = whole(distance, 0, 0, WIDEST_RING);
      return isCell(cell) && furthest !== undefined ? h3Library().gridDiskDistances(cell, furthest) : null;
    },
  }),
];
