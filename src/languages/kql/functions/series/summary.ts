import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { bagOf, dynamicReal, isArray } from '../../dynamic.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { defineSeries, numbersOf, SERIES, wholeSeries } from './define.ts';

interface Statistics {
  readonly min: number;
  readonly minIndex: number;
  readonly max: number;
  readonly maxIndex: number;
  readonly average: number;
  readonly variance: number;
}

/** Of the numbers among the elements; undefined when there is none. */
function statisticsOf(numbers: readonly (number | null)[], ignoreNonFinite: boolean): Statistics | undefined {
  const known = numbers.flatMap((value, at) =>
    value === null || (ignoreNonFinite && !Number.isFinite(value)) ? [] : [{ value, at }],
  );
  const [first] = known;
  if (!first) return undefined;
  let [low, high] = [first, first];
  for (const entry of known) {
    if (entry.value < low.value) low = entry;
    if (entry.value > high.value) high = entry;
  }
  const average = known.reduce((sum, { value }) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, { value }) => sum + (value - average) ** 2, 0);
  return {
    min: low.value,
    minIndex: low.at,
    max: high.value,
    maxIndex: high.at,
    average,
    variance: known.length < 2 ? 0 : squares / (known.length - 1),
  };
}

const listed = ({ min, minIndex, max, maxIndex, average, variance }: Statistics): readonly number[] => [
  min,
  minIndex,
  max,
  maxIndex,
  average,
  Math.sqrt(variance),
  variance,
];

const STATISTIC_NAMES = ['min', 'min_idx', 'max', 'max_idx', 'avg', 'stdev', 'variance'];

/** One number out of all pairs of elements of two series of one length; null when there is none. */
function ofTwo(
  name: string,
  summary: string,
  example: number,
  reckon: (x: readonly number[], y: readonly number[]) => number,
): KqlFunction {
  return defineSeries(
    name,
    `${name}(series, series)`,
    summary,
    [{ expression: `round(${name}(dynamic([1, 2, 4]), dynamic([4, 2, 1])), 6)`, result: example }],
    (left: Value, right: Value): Value => {
      const [x, y] = [wholeSeries(left), wholeSeries(right)];
      return x && y && x.length === y.length && x.length > 0 ? reckon(x, y) : null;
    },
  );
}

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, at) => sum + value * (y[at] as number), 0);

function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const deviation = (values: readonly number[], middle: number): number =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
  const covariance = x.reduce((sum, value, at) => sum + (value - mx) * ((y[at] as number) - my), 0) / x.length;
  return covariance / (deviation(x, mx) * deviation(y, my));
}

const numeric = (series: Value): readonly number[] | undefined =>
  numbersOf(series)?.filter((number): number is number => number !== null);

export const summarySeries: readonly KqlFunction[] = [
  defineSeries(
    'series_sum',
    'series_sum(series)',
    'The sum of the elements.',
    [{ expression: 'series_sum(dynamic([1, 2, 3, 4]))', result: 10 }],
    (series: Value): Value => numeric(series)?.reduce((sum, value) => sum + value, 0) ?? null,
  ),
  defineSeries(
    'series_product',
    'series_product(series)',
    'The product of the elements.',
    [{ expression: 'series_product(dynamic([1, 2, 3, 4]))', result: 24 }],
    (series: Value): Value => numeric(series)?.reduce((product, value) => product * value, 1) ?? null,
  ),
  defineSeries(
    'series_magnitude',
    'series_magnitude(series)',
    'The root of the sum of the squared elements.',
    [{ expression: 'series_magnitude(dynamic([3, 4]))', result: 5 }],
    (series: Value): Value => {
      const numbers = wholeSeries(series);
      return numbers ? Math.sqrt(dot(numbers, numbers)) : null;
    },
  ),
  defineSeries(
    'series_dot_product',
    'series_dot_product(series, series)',
    'The sum of the products of the elements of two series; a number counts as a series of itself.',
    [{ expression: 'series_dot_product(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', result: 12 }],
    (left: Value, right: Value): Value => {
      const wide = (value: Value, other: Value): Value =>
        realOf(value) !== undefined && isArray(other) ? other.map(() => value) : value;
      const [x, y] = [wholeSeries(wide(left, right)), wholeSeries(wide(right, left))];
      return x && y && x.length === y.length ? dot(x, y) : null;
    },
  ),
  ofTwo(
    'series_cosine_similarity',
    'The cosine of the angle between two series.',
    0.571429,
    (x, y) => dot(x, y) / (Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y))),
  ),
  ofTwo('series_pearson_correlation', 'The Pearson correlation of two series.', -0.928571, pearson),
  defineFunction({
    name: 'series_stats',
    category: SERIES,
    syntax: 'series_stats(series [, ignore_nonfinite])',
    summary: 'Least and greatest element with their indexes, mean, standard deviation and variance, a column each.',
    examples: [{ expression: 'toscalar(print series_stats(dynamic([1, 2, 6])))', result: 1 }],
    compile: (site, signature) => {
      const [series, ignore] = valuesOf(site, signature);
      return (row) => {
        const numbers = numbersOf(series?.(row) ?? null);
        const found = numbers && statisticsOf(numbers, ignore?.(row) === true);
        return found ? [...listed(found)] : STATISTIC_NAMES.map(() => null);
      };
    },
  }),
  defineSeries(
    'series_stats_dynamic',
    'series_stats_dynamic(series [, ignore_nonfinite])',
    'What series_stats gives and sum and length, as a bag.',
    [
      {
        expression: 'series_stats_dynamic(dynamic([1, 2, 6]))',
        result: {
          min: 1,
          min_idx: 0,
          max: 6,
          max_idx: 2,
          avg: 3,
          stdev: 2.6457513110645907,
          variance: 7,
          sum: 9,
          len: 3,
        },
      },
    ],
    (series: Value, ignore?: Value): Value => {
      const numbers = numbersOf(series);
      const found = numbers && statisticsOf(numbers, ignore === true);
      if (!found) return null;
      const statistics = listed(found).map((value, at) => {
        const name = STATISTIC_NAMES[at] as string;
        return [name, name.endsWith('idx') ? value : dynamicReal(value)] as const;
      });
      const taken = (numbers ?? []).filter((number) => number !== null && Number.isFinite(number));
      const sum = taken.reduce<number>((total, number) => total + (number ?? 0), 0);
      return bagOf([...statistics, ['sum', dynamicReal(sum)], ['len', (numbers ?? []).length]]);
    },
  ),
];
