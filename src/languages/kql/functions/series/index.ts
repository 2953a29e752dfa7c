import type { KqlFunction } from '../define.ts';
import { decompositionSeries } from './decompose.ts';
import { elementwiseSeries } from './elementwise.ts';
import { fillSeries } from './fill.ts';
import { filterSeries } from './filter.ts';
import { fitSeries } from './fit.ts';
import { polynomialSeries } from './fit-poly.ts';
import { fourierSeries } from './fourier.ts';
import { outlierSeries } from './outliers.ts';
import { periodSeries } from './periods.ts';
import { summarySeries } from './summary.ts';

/** Functions over arrays of numbers that `make-series` makes. */
export const seriesFunctions: readonly KqlFunction[] = [
  ...elementwiseSeries,
  ...fillSeries,
  ...summarySeries,
  ...filterSeries,
  ...fitSeries,
  ...polynomialSeries,
  ...decompositionSeries,
  ...outlierSeries,
  ...periodSeries,
  ...fourierSeries,
];
