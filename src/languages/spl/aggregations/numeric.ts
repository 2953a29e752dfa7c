import type { Value } from '../../../table/value.ts';
import { compareText, printNumber, toNumber, toText } from '../values.ts';
import { defineAggregation, type Running, type SplAggregation } from './define.ts';

/** The numbers among the values. */
function overNumbers(compute: (numbers: readonly number[]) => number | null): () => Running {
  return () => {
    const numbers: number[] = [];
    return {
      add: (value) => {
        const number = toNumber(value);
        if (number !== null && !Number.isNaN(number)) numbers.push(number);
      },
      result: () => (numbers.length === 0 ? null : inFull(compute(numbers))),
    };
  };
}

/** Statistics show all digits of a number, where eval shows 16: 342 / 7 is 48.857142857142854. */
const inFull = (number: number | null): Value =>
  number === null || !Number.isFinite(number) || printNumber(number) === String(number) ? number : String(number);

/** A sum without the errors that small parts leave in a large one (Neumaier). */
function preciseSum(numbers: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const number of numbers) {
    const next = sum + number;
    lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
    sum = next;
  }
  return Number.isFinite(lost) ? sum + lost : sum;
}

/** One after the other, as printed results show it: the average of a hundred times 3.99 is 3.9900000000000055. */
const plainSum = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const mean = (numbers: readonly number[]): number => plainSum(numbers) / numbers.length;

function variance(numbers: readonly number[], sample: boolean): number | null {
  const divisor = sample ? numbers.length - 1 : numbers.length;
  if (divisor <= 0) return 0;
  const middle = mean(numbers);
  const careful = preciseSum(numbers.map((number) => (number - middle) ** 2)) / divisor;
  // Printed results show the digits of this formula; it is of no use where large numbers differ by little.
  const squares = plainSum(numbers.map((number) => number * number));
  const printed = (squares - numbers.length * middle * middle) / divisor;
  return Math.abs(printed - careful) <= 1e-9 * careful ? printed : careful;
}

const root = (number: number | null): number | null => (number === null ? null : Math.sqrt(number));

const numeric = (
  name: string,
  summary: string,
  compute: (numbers: readonly number[]) => number | null,
  aliases?: readonly string[],
): SplAggregation =>
  defineAggregation({
    name,
    ...(aliases && { aliases }),
    page: 'aggregate-functions',
    syntax: `${name}(<field>)`,
    summary,
    needsField: true,
    start: overNumbers(compute),
  });

const sorted = (numbers: readonly number[]): readonly number[] => [...numbers].sort((left, right) => left - right);

/** limits.conf `perc_method = nearest-rank`, the default: the value at that share of the sorted values, from zero. */
function nearestRank(numbers: readonly number[], percentile: number): number {
  const ordered = sorted(numbers);
  return ordered[Math.min(ordered.length - 1, Math.floor((percentile / 100) * ordered.length))] as number;
}

/** The largest or smallest value; numbers stand before text. */
function extreme(direction: 1 | -1): () => Running {
  return () => {
    let best: Value = null;
    let bestNumber: number | null = null;
    return {
      add: (value) => {
        const number = toNumber(value);
        if (best === null || direction * orderOf(number, value, bestNumber, best) > 0) {
          best = value;
          bestNumber = number;
        }
      },
      result: () => best,
    };
  };
}

function orderOf(number: number | null, value: Value, otherNumber: number | null, other: Value): number {
  if (number !== null && otherNumber !== null) return number - otherNumber;
  if (number !== null) return -1;
  return otherNumber !== null ? 1 : compareText(toText(value), toText(other));
}

const percentileOf = (options: unknown): number => (options as { percentile: number }).percentile;

export const numericAggregations: readonly SplAggregation[] = [
  numeric('sum', 'The sum of the numbers.', plainSum),
  numeric('avg', 'The mean of the numbers.', mean, ['mean']),
  numeric('sumsq', 'The sum of the squares.', (numbers) => preciseSum(numbers.map((number) => number * number))),
  numeric('stdev', 'The standard deviation of a sample.', (numbers) => root(variance(numbers, true))),
  numeric('stdevp', 'The standard deviation of all there are.', (numbers) => root(variance(numbers, false))),
  numeric('var', 'The variance of a sample.', (numbers) => variance(numbers, true)),
  numeric('varp', 'The variance of all there are.', (numbers) => variance(numbers, false)),
  numeric('range', 'The difference between the largest and the smallest number.', (numbers) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const number of numbers) {
      if (number < low) low = number;
      if (number > high) high = number;
    }
    return high - low;
  }),
  numeric('median', 'The number in the middle.', (numbers) => nearestRank(numbers, 50)),
  defineAggregation({
    name: 'perc',
    page: 'aggregate-functions',
    syntax: 'perc<N>(<field>), p<N>, exactperc<N>, upperperc<N>',
    summary: 'The number below which that share of the numbers lies.',
    needsField: true,
    start: (options) => overNumbers((numbers) => nearestRank(numbers, percentileOf(options)))(),
  }),
  defineAggregation({
    name: 'max',
    page: 'aggregate-functions',
    syntax: 'max(<field>)',
    summary: 'The largest value; text is larger than any number.',
    needsField: true,
    start: extreme(1),
  }),
  defineAggregation({
    name: 'min',
    page: 'aggregate-functions',
    syntax: 'min(<field>)',
    summary: 'The smallest value; numbers are smaller than text.',
    needsField: true,
    start: extreme(-1),
  }),
];
