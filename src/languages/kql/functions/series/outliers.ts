import { QueryFailure } from '../../../../plan/failure.ts';
import { realOf } from '../../convert.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { numbersOf, realSeries, SERIES } from './define.ts';

/** What is asked of Tukey's fences: the percentiles that bound the normal range, and what a score is multiplied by. */
interface Fences {
  readonly low: number;
  readonly high: number;
  readonly factor: number;
}

const TUKEY: Fences = { low: 25, high: 75, factor: 1 };

/**
 * Scores are scaled so that 1.5 means of a normal distribution what it means between the quartiles. The factor for
 * these percentiles is that of the scores that the service gives.
 *
 * @see https://stackoverflow.com/questions/75264555
 */
const CUSTOM_TUKEY: Fences = { low: 10, high: 90, factor: 2.772605605507915 };

export const OUTLIER_DIFFERENCES =
  'Percentiles other than 10 and 90 are not supported, nor a series with outliers whose percentiles are equal: the service does not document the scores.';

/** The fences that a kind and percentiles of the author's own ask for. */
export function fencesOf(name: string, kind: string, low = CUSTOM_TUKEY.low, high = CUSTOM_TUKEY.high): Fences {
  const written = kind.toLowerCase();
  if (written === 'tukey') return TUKEY;
  if (written !== 'ctukey') throw new QueryFailure('invalid-argument', `${name} has no kind "${kind}".`);
  if (low === CUSTOM_TUKEY.low && high === CUSTOM_TUKEY.high) return CUSTOM_TUKEY;
  throw new QueryFailure('unsupported-option', `${name} with percentiles other than 10 and 90 is not supported.`);
}

/** Between the two neighbours of its place, in proportion. */
function percentileOf(sorted: readonly number[], percentile: number): number {
  const place = ((sorted.length - 1) * percentile) / 100;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}

/** How far each element is out of the normal range, in widths of that range; 0 within it and for what is no number. */
export function outlierScores(name: string, series: readonly (number | null)[], fences: Fences): readonly number[] {
  const sorted = series.filter((value) => value !== null).sort((left, right) => left - right);
  if (sorted.length === 0) return series.map(() => 0);
  const low = percentileOf(sorted, fences.low);
  const high = percentileOf(sorted, fences.high);
  return series.map((value) => {
    if (value === null || (value >= low && value <= high)) return 0;
    if (low === high) {
      const message = `${name} cannot score this series: all but its outliers are equal.`;
      throw new QueryFailure('unsupported-option', message);
    }
    return ((value - (value < low ? low : high)) / (high - low)) * fences.factor;
  });
}

export const outlierSeries: readonly KqlFunction[] = [
  defineFunction({
    name: 'series_outliers',
    category: SERIES,
    syntax: 'series_outliers(series [, kind [, ignore_val [, min_percentile [, max_percentile]]]])',
    summary:
      "How far each element of a series is out of the normal range, by Tukey's test; 1.5 and more is an outlier.",
    examples: [
      {
        expression: "series_outliers(dynamic([1, 2, 3, 4, 5, null, 14]), 'tukey')",
        result: [-0.5, -0.1, 0, 0, 0.1, 0, 3.7],
      },
      {
        expression: "series_outliers(dynamic([1, 2, 3, 4, 5, 99, 14]), 'tukey', 99)",
        result: [-0.5, -0.1, 0, 0, 0.1, 0, 3.7],
      },
    ],
    differences: OUTLIER_DIFFERENCES,
    status: 'partial',
    compile: (site, signature) => {
      const [series, kind, ignored, low, high] = valuesOf(site, signature);
      return (row) => {
        const numbers = numbersOf(series?.(row) ?? null);
        if (!numbers) return null;
        const missing = realOf(ignored?.(row) ?? null);
        const fences = fencesOf(
          'series_outliers',
          String(kind?.(row) ?? 'ctukey'),
          realOf(low?.(row) ?? null) ?? undefined,
          realOf(high?.(row) ?? null) ?? undefined,
        );
        const own = numbers.map((value) => (value === missing ? null : value));
        return realSeries(outlierScores('series_outliers', own, fences));
      };
    },
  }),
];
