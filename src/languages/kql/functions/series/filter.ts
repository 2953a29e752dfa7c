import type { Value } from '../../../../table/value.ts';
import type { KqlFunction } from '../define.ts';
import { defineSeries, realSeries, refuseLong, wholeSeries } from './define.ts';

/** The weighted sum of a place and those before it; outside of the series stand zeros. */
function weighted(series: readonly number[], weights: readonly number[], at: number): number {
  let sum = 0;
  for (let back = 0; back < weights.length; back += 1) {
    const place = at - back;
    sum += (weights[back] as number) * (place >= 0 && place < series.length ? (series[place] as number) : 0);
  }
  return sum;
}

/** Each element with those before it (or around it), weighted; outside of the series stand zeros. */
function finite(series: readonly number[], weights: readonly number[], centred: boolean): readonly number[] {
  const shift = centred ? Math.floor((weights.length - 1) / 2) : 0;
  return series.map((_, at) => weighted(series, weights, at + shift));
}

/** y[i] = (Σ b[k]·x[i-k] − Σ a[k]·y[i-k]) / a[0]. */
function infinite(series: readonly number[], b: readonly number[], a: readonly number[]): readonly number[] {
  const output: number[] = [];
  const [first = Number.NaN, ...fed] = a;
  series.forEach((_, at) => {
    output.push((weighted(series, b, at) - weighted(output, fed, at - 1)) / first);
  });
  return output;
}

export const filterSeries: readonly KqlFunction[] = [
  defineSeries(
    'series_fir',
    'series_fir(series, filter [, normalize [, center]])',
    'A finite impulse response filter: a moving average, a difference.',
    [
      { expression: 'series_fir(dynamic([0, 0, 4, 0, 0]), dynamic([1, 1]))', result: [0, 0, 2, 2, 0] },
      { expression: 'series_fir(dynamic([1, 3, 6]), dynamic([1, -1]), false, false)', result: [1, 2, 3] },
    ],
    (given: Value, filter: Value, normalize?: Value, center?: Value): Value => {
      const [series, weights] = [wholeSeries(given), wholeSeries(filter)];
      if (!series || !weights || weights.length === 0) return null;
      refuseLong(series.length * weights.length);
      const negative = weights.some((weight) => weight < 0);
      if (normalize === true && negative) return null;
      const scale = (normalize ?? !negative) ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
      return realSeries(
        finite(
          series,
          weights.map((weight) => weight / scale),
          center === true,
        ),
      );
    },
  ),
  defineSeries(
    'series_iir',
    'series_iir(series, numerators, denominators)',
    'An infinite impulse response filter: a running sum, exponential smoothing.',
    [{ expression: 'series_iir(dynamic([1, 2, 3]), dynamic([1]), dynamic([1, -1]))', result: [1, 3, 6] }],
    (given: Value, numerators: Value, denominators: Value): Value => {
      const [series, b, a] = [wholeSeries(given), wholeSeries(numerators), wholeSeries(denominators)];
      if (!series || !b || !a || a.length === 0 || a[0] === 0) return null;
      refuseLong(series.length * (a.length + b.length));
      return realSeries(infinite(series, b, a));
    },
  ),
];
