import type { KqlFunction } from '../define.ts';
import { geohashFunctions } from './geohash.ts';
import { h3CellFunctions } from './h3cell.ts';
import { intersectsFunctions } from './intersects.ts';
import { lineFunctions } from './line.ts';
import { pointFunctions } from './point.ts';
import { polygonFunctions } from './polygon.ts';
import { reshapeFunctions } from './reshape.ts';
import { s2CellFunctions } from './s2cell.ts';
import { wktFunctions } from './wkt.ts';

/** Functions over places on the Earth, taken as a sphere. */
export const geoFunctions: readonly KqlFunction[] = [
  ...pointFunctions,
  ...lineFunctions,
  ...polygonFunctions,
  ...intersectsFunctions,
  ...reshapeFunctions,
  ...geohashFunctions,
  ...s2CellFunctions,
  ...h3CellFunctions,
  ...wktFunctions,
];
