import type { Value } from '../../../../table/value.ts';
import type { KqlFunction } from '../define.ts';
import { inSetOrder } from './cell-order.ts';
import { geo, PROMISES_NO_ORDER, whole } from './define.ts';
import { linesOf, placeFrom, pointAt, polygonOf } from './geojson.ts';
import { s2Library } from './libraries.ts';
import { polygonsFrom } from './polygons.ts';
import { placeOf, vectorOf } from './sphere.ts';

type Region = Parameters<InstanceType<ReturnType<typeof s2Library>['s2']['RegionCoverer']>['covering']>[0];

const DEEPEST = 30;
const MOST_CELLS = 65_536;

/** The cell that a token names; undefined when it names none. */
function cellOf(token: Value): bigint | undefined {
  if (typeof token !== 'string' || !/^[0-9a-f]{1,16}$/i.test(token)) return undefined;
  const { cellid } = s2Library().s2;
  const id = BigInt(`0x${token.padEnd(16, '0')}`);
  return cellid.valid(id) ? id : undefined;
}

/** Tokens of the cells of one level that cover the regions; null when they are too many. */
function covering(regions: readonly Region[], level: number): Value {
  const { cellid, RegionCoverer } = s2Library().s2;
  const cells = new Set<bigint>();
  for (const region of regions) {
    // A coverer that may not stop early would count every small cell of a continent.
    const fewest = new RegionCoverer({ minLevel: 0, maxLevel: level, maxCells: 8 }).covering(region);
    if (leastAt(fewest, level) > 16 * MOST_CELLS) return null;
    const coverer = new RegionCoverer({ minLevel: level, maxLevel: level, maxCells: MOST_CELLS + 1 });
    for (const id of coverer.covering(region)) cells.add(id);
    if (cells.size > MOST_CELLS) return null;
  }
  return [...cells].sort((a, b) => (a < b ? -1 : 1)).map((id) => cellid.toToken(id));

  function leastAt(union: Iterable<bigint>, wanted: number): number {
    let count = 0;
    for (const id of union) count += 4 ** Math.max(0, wanted - cellid.level(id));
    return count;
  }
}

export const s2CellFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_point_to_s2cell',
    summary: 'The token of the S2 cell of a level (0 to 30) that holds a place; empty when an argument is invalid.',
    syntax: 'geo_point_to_s2cell(longitude, latitude [, level = 11])',
    examples: [
      { expression: 'geo_point_to_s2cell(13.4, 52.5, 8)', result: '47a85' },
      { expression: 'geo_point_to_s2cell(13.4, 95)', result: '' },
    ],
    evaluate: (longitude: Value, latitude: Value, level?: Value): Value => {
      const place = placeFrom(longitude, latitude);
      const depth = whole(level, 11, 0, DEEPEST);
      if (!place || depth === undefined) return null;
      const { cellid, Point } = s2Library().s2;
      const { x, y, z } = vectorOf(...place);
      return cellid.toToken(cellid.parent(cellid.fromPoint(new Point(x, y, z)), depth));
    },
  }),
  geo({
    name: 'geo_s2cell_to_central_point',
    summary: 'The centre of an S2 cell as a GeoJSON point; null when the token is invalid.',
    syntax: 'geo_s2cell_to_central_point(s2cell)',
    examples: [
      { expression: 'geo_s2cell_to_central_point("1")', result: { type: 'Point', coordinates: [0, 0] } },
      { expression: 'geo_s2cell_to_central_point("x")', result: null },
    ],
    evaluate: (token: Value): Value => {
      const id = cellOf(token);
      return id === undefined ? null : pointAt(s2Library().s2.cellid.point(id));
    },
  }),
  geo({
    name: 'geo_s2cell_to_polygon',
    summary: 'An S2 cell as a GeoJSON polygon; null when the token is invalid.',
    syntax: 'geo_s2cell_to_polygon(s2cell)',
    examples: [{ expression: 'geo_s2cell_to_polygon("x")', result: null }],
    evaluate: (token: Value): Value => {
      const id = cellOf(token);
      if (id === undefined) return null;
      const cell = s2Library().s2.Cell.fromCellID(id);
      return polygonOf([0, 1, 2, 3].map((corner) => placeOf(cell.vertex(corner))));
    },
  }),
  geo({
    name: 'geo_s2cell_neighbors',
    summary: 'The tokens of the S2 cells of the same level around a cell; null when the token is invalid.',
    syntax: 'geo_s2cell_neighbors(s2cell)',
    examples: [
      {
        expression: 'array_sort_asc(geo_s2cell_neighbors("47a85"))',
        result: ['47a81', '47a83', '47a87', '47a89', '47a8f', '47a91', '47a9b', '47a9d'],
      },
      { expression: 'geo_s2cell_neighbors("x")', result: null },
    ],
    differences: PROMISES_NO_ORDER,
    evaluate: (token: Value): Value => {
      const id = cellOf(token);
      if (id === undefined) return null;
      const { cellid } = s2Library().s2;
      return inSetOrder(cellid.allNeighbors(id, cellid.level(id)).map((near) => cellid.toToken(near)));
    },
  }),
  geo({
    name: 'geo_polygon_to_s2cells',
    summary: 'Tokens of the S2 cells of a level that cover a polygon; null beyond 65,536 of them.',
    syntax: 'geo_polygon_to_s2cells(polygon [, level = 11])',
    examples: [
      {
        expression:
          'array_length(geo_polygon_to_s2cells(dynamic({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}), 8))',
        result: 19,
      },
    ],
    differences: 'The tokens are in ascending order; the service names no order.',
    evaluate: (polygon: Value, level?: Value): Value => {
      const polygons = polygonsFrom(polygon);
      const depth = whole(level, 11, 0, DEEPEST);
      return polygons && depth !== undefined ? covering(polygons, depth) : null;
    },
  }),
  geo({
    name: 'geo_line_to_s2cells',
    summary: 'Tokens of the S2 cells of a level that cover a line; null beyond 65,536 of them.',
    syntax: 'geo_line_to_s2cells(line [, level = 11])',
    examples: [
      {
        expression: 'geo_line_to_s2cells(dynamic({"type":"LineString","coordinates":[[1,1]]}), 8)',
        result: null,
      },
    ],
    differences: 'The tokens are in ascending order; the service names no order.',
    evaluate: (line: Value, level?: Value): Value => {
      const lines = linesOf(line);
      const depth = whole(level, 11, 0, DEEPEST);
      if (!lines || depth === undefined) return null;
      const { Point, Polyline } = s2Library().s2;
      const regions = lines.map((vertices) => new Polyline(vertices.map(({ x, y, z }) => new Point(x, y, z))));
      return covering(regions, depth);
    },
  }),
];
