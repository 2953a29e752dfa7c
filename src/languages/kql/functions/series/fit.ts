import type { Value } from '../../../../table/value.ts';
import { bagOf, dynamicReal } from '../../dynamic.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { defineSeries, realSeries, SERIES, wholeSeries } from './define.ts';

interface Line {
  readonly rsquare: number;
  readonly slope: number;
  readonly variance: number;
  readonly rvariance: number;
  readonly interception: number;
  readonly fit: readonly number[];
}

/** The variance of a sample. */
export const varianceOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

/** The straight line through a series with the least squared deviations. */
export function lineThrough(series: readonly number[]): Line | undefined {
  const count = series.length;
  if (count < 2) return undefined;
  const middle = (count - 1) / 2;
  const mean = series.reduce((sum, value) => sum + value, 0) / count;
  const across = series.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  const along = (count * (count * count - 1)) / 12;
  const slope = across / along;
  // The service counts the elements from 1.
  const interception = mean - slope * (middle + 1);
  const fit = series.map((_, at) => interception + slope * (at + 1));
  const variance = varianceOf(series);
  const rvariance = varianceOf(series.map((value, at) => value - (fit[at] as number)));
  return { rsquare: variance === 0 ? 1 : 1 - rvariance / variance, slope, variance, rvariance, interception, fit };
}

export const fitSeries: readonly KqlFunction[] = [
  defineFunction({
    name: 'series_fit_line',
    category: SERIES,
    syntax: 'series_fit_line(series)',
    summary:
      'Linear regression: r-square, slope, variance, variance of the residual, intercept and the line, a column each.',
    examples: [{ expression: 'toscalar(print series_fit_line(dynamic([1, 2, 3])))', result: 1 }],
    compile: (site, signature) => {
      const [series] = valuesOf(site, signature);
      return (row) => {
        const numbers = wholeSeries(series?.(row) ?? null);
        const line = numbers && lineThrough(numbers);
        if (!line) return [null, null, null, null, null, null];
        const { rsquare, slope, variance, rvariance, interception, fit } = line;
        return [rsquare, slope, variance, rvariance, interception, realSeries(fit)];
      };
    },
  }),
  defineSeries(
    'series_fit_line_dynamic',
    'series_fit_line_dynamic(series)',
    'What series_fit_line gives, as a bag.',
    [{ expression: 'series_fit_line_dynamic(dynamic([1, 2, 3])).slope', result: 1 }],
    (series: Value): Value => {
      const numbers = wholeSeries(series);
      const line = numbers && lineThrough(numbers);
      if (!line) return null;
      return bagOf([
        ['rsquare', dynamicReal(line.rsquare)],
        ['slope', dynamicReal(line.slope)],
        ['variance', dynamicReal(line.variance)],
        ['rvariance', dynamicReal(line.rvariance)],
        ['interception', dynamicReal(line.interception)],
        ['line_fit', realSeries(line.fit)],
      ]);
    },
  ),
];
