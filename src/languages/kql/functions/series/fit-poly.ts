import type { Value } from '../../../../table/value.ts';
import { toLong } from '../../convert.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { realSeries, SERIES, wholeSeries } from './define.ts';
import { varianceOf } from './fit.ts';

const NONE: readonly Value[] = [null, null, null, null, null];

/**
 * The coefficients, lowest power first, of the polynomial with the least squared deviations: Householder reflections of
 * the powers of x, which keep more digits than the normal equations.
 */
function leastSquares(x: readonly number[], y: readonly number[], degree: number): readonly number[] | undefined {
  const columns = degree + 1;
  if (x.length < columns) return undefined;
  const rows = x.map((value) => Array.from({ length: columns }, (_, power) => value ** power));
  const right = [...y];
  for (let at = 0; at < columns; at += 1) {
    const norm = Math.hypot(...rows.slice(at).map((row) => row[at] as number));
    if (norm === 0) return undefined;
    const pivot = (rows[at] as number[])[at] as number;
    const alpha = pivot > 0 ? -norm : norm;
    const reflector = rows.map((row, index) => (index < at ? 0 : (row[at] as number) - (index === at ? alpha : 0)));
    const square = reflector.reduce((sum, value) => sum + value * value, 0);
    if (square === 0) continue;
    const reflect = (get: (index: number) => number, set: (index: number, value: number) => void): void => {
      const product = (2 / square) * reflector.reduce((sum, value, index) => sum + value * get(index), 0);
      for (const [index, value] of reflector.entries()) set(index, get(index) - product * value);
    };
    for (let column = at; column < columns; column += 1) {
      reflect(
        (index) => (rows[index] as number[])[column] as number,
        (index, value) => {
          (rows[index] as number[])[column] = value;
        },
      );
    }
    reflect(
      (index) => right[index] as number,
      (index, value) => {
        right[index] = value;
      },
    );
  }
  const found = new Array<number>(columns).fill(0);
  for (let at = columns - 1; at >= 0; at -= 1) {
    const row = rows[at] as number[];
    let rest = right[at] as number;
    for (let column = at + 1; column < columns; column += 1)
      rest -= (row[column] as number) * (found[column] as number);
    if (row[at] === 0) return undefined;
    found[at] = rest / (row[at] as number);
  }
  return found;
}

export const polynomialSeries: readonly KqlFunction[] = [
  defineFunction({
    name: 'series_fit_poly',
    category: SERIES,
    syntax: 'series_fit_poly(y_series [, x_series, degree])',
    summary:
      'Polynomial regression: r-square, coefficients from the highest power, variance, variance of the residual and the curve, a column each.',
    examples: [
      {
        expression:
          'round(toreal(toscalar(print series_fit_poly(dynamic([1, 4, 9, 16]), dynamic([1, 2, 3, 4]), 2))), 9)',
        result: 1,
      },
    ],
    compile: (site, signature) => {
      const [series, across, degree] = valuesOf(site, signature);
      return (row) => {
        const y = wholeSeries(series?.(row) ?? null);
        const x = across ? wholeSeries(across(row)) : y?.map((_, at) => at + 1);
        const highest = degree ? Number(toLong(degree(row)) ?? Number.NaN) : 1;
        if (!y || !x || x.length !== y.length || !(highest >= 0 && highest <= 32)) return [...NONE];
        const found = leastSquares(x, y, highest);
        if (!found) return [...NONE];
        const fit = x.map((value) => found.reduceRight((sum, factor) => sum * value + factor, 0));
        const variance = varianceOf(y);
        const rvariance = varianceOf(y.map((value, at) => value - (fit[at] as number)));
        const rsquare = variance === 0 ? 1 : 1 - rvariance / variance;
        return [rsquare, realSeries(found.toReversed()), variance, rvariance, realSeries(fit)];
      };
    },
  }),
];
