import { QueryFailure } from '../../../../plan/failure.ts';
import type { Evaluator } from '../../../../plan/library.ts';
import type { Value } from '../../../../table/value.ts';
import { realOf, toLong } from '../../convert.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { defineSeries, realSeries, SERIES, wholeSeries } from './define.ts';
import { lineThrough } from './fit.ts';
import { fencesOf, OUTLIER_DIFFERENCES, outlierScores } from './outliers.ts';
import { periodicityOf } from './period.ts';

const DIFFERENCES =
  'The service does not document which frequencies of a series it takes for periods: where its recorded answers do not tell, a series without a given seasonality is not supported.';

const AUTODETECT = -1;

/** Scores that a period needs to be taken for one. */
const THRESHOLD = 0.6;
const SEASONAL_THRESHOLD = 0.7;

/** Scores beyond which an element is an anomaly. */
const ANOMALY_THRESHOLD = 1.5;

/** The length of the period: as the author gave it (0 for none), or found where it reaches the threshold. */
function periodOf(name: string, value: Value, series: readonly number[], threshold: number): number {
  const period = Number(toLong(value) ?? AUTODETECT);
  if (period >= 0) return period;
  const found = periodicityOf(series).best(threshold);
  if (found !== 'unclear') return found ?? 0;
  const message = `${name} cannot tell the period of this series: give it as a number of bins, or 0 for none.`;
  throw new QueryFailure('unsupported-option', message);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** The median of the learnt values at the same place of each period. */
function seasonalOf(series: readonly number[], period: number, learnt: number): readonly number[] {
  if (period <= 0) return series.map(() => 0);
  const medians = Array.from({ length: Math.min(period, series.length) }, (_, phase) =>
    medianOf(series.slice(0, learnt).filter((_value, at) => at % period === phase)),
  );
  return series.map((_, at) => medians[at % period] ?? 0);
}

function trendOf(series: readonly number[], kind: string, learnt: number): readonly number[] {
  const own = series.slice(0, learnt);
  if (kind === 'none' || own.length === 0) return series.map(() => 0);
  if (kind === 'linefit') {
    const line = lineThrough(own);
    if (line) return series.map((_, at) => line.interception + line.slope * (at + 1));
  } else if (kind !== 'avg') throw new QueryFailure('invalid-argument', `There is no trend "${kind}".`);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return series.map(() => mean);
}

interface Decomposition {
  readonly baseline: readonly number[];
  readonly seasonal: readonly number[];
  readonly trend: readonly number[];
  readonly residual: readonly number[];
}

function decompose(series: readonly number[], period: number, kind: string, testPoints: number): Decomposition {
  const learnt = Math.max(0, series.length - testPoints);
  const seasonal = seasonalOf(series, period, learnt);
  const trend = trendOf(
    series.map((value, at) => value - (seasonal[at] as number)),
    kind,
    learnt,
  );
  const baseline = seasonal.map((value, at) => value + (trend[at] as number));
  return { baseline, seasonal, trend, residual: series.map((value, at) => value - (baseline[at] as number)) };
}

interface Settings {
  readonly series: readonly number[];
  readonly period: number;
  readonly trend: string;
  readonly points: number;
}

/** The arguments that decompositions share, read for one row. */
function settings(name: string, arguments_: readonly (Evaluator | undefined)[], row: number): Settings | undefined {
  const [values, period, trend, testPoints, threshold] = arguments_.map((argument) => argument?.(row) ?? null);
  const series = wholeSeries(values ?? null);
  if (!series) return undefined;
  const points = Math.max(0, Number(toLong(testPoints ?? null) ?? 0));
  const learnt = series.slice(0, Math.max(0, series.length - points));
  return {
    series,
    period: periodOf(name, period ?? null, learnt, realOf(threshold ?? null) ?? THRESHOLD),
    trend: String(trend ?? 'avg').toLowerCase(),
    points,
  };
}

export const decompositionSeries: readonly KqlFunction[] = [
  defineSeries(
    'series_seasonal',
    'series_seasonal(series [, period])',
    'The seasonal part of a series: the median of the elements at the same place of each period.',
    [
      {
        expression: 'series_seasonal(dynamic([1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6]), 3)',
        result: [1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5],
      },
      {
        expression: 'series_seasonal(dynamic([8, 12, 14, 12, 10, 10, 12, 14, 12, 10, 10, 12, 14, 12, 10]))',
        result: [10, 12, 14, 12, 10, 10, 12, 14, 12, 10, 10, 12, 14, 12, 10],
      },
    ],
    (series: Value, period?: Value): Value => {
      const numbers = wholeSeries(series);
      if (!numbers) return null;
      const length = periodOf('series_seasonal', period ?? null, numbers, SEASONAL_THRESHOLD);
      return realSeries(seasonalOf(numbers, length, numbers.length));
    },
    DIFFERENCES,
  ),
  defineFunction({
    name: 'series_decompose',
    category: SERIES,
    syntax: 'series_decompose(series [, seasonality [, trend [, test_points [, threshold]]]])',
    summary: 'Takes a series apart: baseline, seasonal part, trend and what is left, a column each.',
    examples: [
      {
        expression: 'toscalar(print series_decompose(dynamic([1, 5, 1, 5, 1, 7]), 2))',
        result: [1, 5, 1, 5, 1, 5].map((value) => value + 2 / 6),
      },
    ],
    differences: DIFFERENCES,
    status: 'partial',
    compile: (site, signature) => {
      const values = valuesOf(site, signature);
      return (row) => {
        const found = settings('series_decompose', values, row);
        if (!found) return [null, null, null, null];
        const parts = decompose(found.series, found.period, found.trend, found.points);
        return [parts.baseline, parts.seasonal, parts.trend, parts.residual].map((part) => realSeries(part));
      };
    },
  }),
  defineFunction({
    name: 'series_decompose_anomalies',
    category: SERIES,
    syntax:
      'series_decompose_anomalies(series [, threshold [, seasonality [, trend [, test_points [, ad_method [, seasonality_threshold]]]]]])',
    summary:
      'The anomalies of a series (1 up, -1 down, 0 none), their scores and the baseline, a column each: what is left of the series without its baseline, scored by Tukey’s test.',
    examples: [
      {
        expression:
          "toscalar(print series_decompose_anomalies(dynamic([1, 2, 3, 4, 5, 14]), 1.5, 0, 'none', 0, 'tukey'))",
        result: [0, 0, 0, 0, 0, 1],
      },
    ],
    differences: `${DIFFERENCES} ${OUTLIER_DIFFERENCES}`,
    status: 'partial',
    compile: (site, signature) => {
      const [series, threshold, seasonality, trend, points, method, least] = valuesOf(site, signature);
      const ordered = [series, seasonality, trend, points, least];
      return (row) => {
        const name = 'series_decompose_anomalies';
        const found = settings(name, ordered, row);
        if (!found) return [null, null, null];
        const { baseline, residual } = decompose(found.series, found.period, found.trend, found.points);
        const scores = outlierScores(name, residual, fencesOf(name, String(method?.(row) ?? 'ctukey')));
        const limit = realOf(threshold?.(row) ?? null) ?? ANOMALY_THRESHOLD;
        const flags = scores.map((score) => Number(score > limit) - Number(score < -limit));
        return [flags, realSeries(scores), realSeries(baseline)];
      };
    },
  }),
  defineFunction({
    name: 'series_decompose_forecast',
    category: SERIES,
    syntax: 'series_decompose_forecast(series, points [, seasonality [, trend [, threshold]]])',
    summary:
      'The baseline of a series, learnt from all but its last points; then seasonal part, trend and rest, a column each.',
    examples: [
      {
        expression: "toscalar(print series_decompose_forecast(dynamic([1, 2, 3, 4, 0, 0]), 2, 0, 'linefit'))",
        result: [1, 2, 3, 4, 5, 6],
      },
    ],
    differences: DIFFERENCES,
    status: 'partial',
    compile: (site, signature) => {
      const [series, points, ...others] = valuesOf(site, signature);
      const ordered = [series, others[0], others[1], points, others[2]];
      return (row) => {
        const found = settings('series_decompose_forecast', ordered, row);
        if (!found) return [null, null, null, null];
        const parts = decompose(found.series, found.period, found.trend, found.points);
        return [parts.baseline, parts.seasonal, parts.trend, parts.residual].map((part) => realSeries(part));
      };
    },
  }),
];
