import type { JsonValue } from '../../../front-end.ts';
import type { Value } from '../../../../table/value.ts';
import { longOf, realOf } from '../../convert.ts';
import { dynamicReal, isArray } from '../../dynamic.ts';
import { Datetime } from '../../values.ts';
import type { KqlFunction } from '../define.ts';
import { defineSeries, numbersOf, realSeries } from './define.ts';

function unary(name: string, what: string, input: string, result: JsonValue, of: (x: number) => number): KqlFunction {
  return defineSeries(
    name,
    `${name}(series)`,
    `${what} of each element; null for what is no number.`,
    [{ expression: `${name}(dynamic(${input}))`, result }],
    (series: Value): Value => {
      const numbers = numbersOf(series);
      return numbers ? realSeries(numbers.map((x) => (x === null ? null : of(x)))) : null;
    },
  );
}

/** The elements of two series side by side; the shorter one is filled up with nulls. A number counts as a series of itself. */
function pairs(left: Value, right: Value): readonly (readonly [Value, Value])[] | undefined {
  const [a, b] = [left, right];
  if (!isArray(a) && !isArray(b)) return undefined;
  if (!isArray(a)) return realOf(a) === undefined ? undefined : (b as Value[]).map((value) => [a, value]);
  if (!isArray(b)) return realOf(b) === undefined ? undefined : a.map((value) => [value, b]);
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => [a[at] ?? null, b[at] ?? null]);
}

const isLong = (value: Value): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));

/**
 * Times are their ticks where one is subtracted from the other.
 *
 * @see https://learn.microsoft.com/kusto/functions-library/series-rate-fl (the seconds between samples)
 */
const tickOf = (value: Value): Value => (value instanceof Datetime ? longOf(value.ticks) : value);

/** Longs stay longs where `exact` says how; everything else is reckoned in reals. */
function arithmetic(
  name: string,
  what: string,
  result: JsonValue,
  real: (x: number, y: number) => number,
  exact?: (x: bigint, y: bigint) => bigint,
  readOf: (value: Value) => Value = (value) => value,
): KqlFunction {
  return defineSeries(
    name,
    `${name}(series, series)`,
    `${what}, element by element; null where one is no number.`,
    [{ expression: `${name}(dynamic([1, 2, 4]), dynamic([4, 2, 1]))`, result }],
    (left: Value, right: Value): Value =>
      pairs(left, right)?.map((pair): Value => {
        const [x, y] = [readOf(pair[0]), readOf(pair[1])];
        if (exact && isLong(x) && isLong(y)) return longOf(exact(BigInt(x), BigInt(y)));
        const [a, b] = [realOf(x), realOf(y)];
        return a === undefined || b === undefined ? null : dynamicReal(real(a, b));
      }) ?? null,
  );
}

function comparison(
  name: string,
  what: string,
  result: JsonValue,
  holds: (x: number, y: number) => boolean,
): KqlFunction {
  return defineSeries(
    name,
    `${name}(series, series)`,
    `Whether ${what}, element by element.`,
    [{ expression: `${name}(dynamic([1, 2, 4]), dynamic([4, 2, 1]))`, result }],
    (left: Value, right: Value): Value =>
      pairs(left, right)?.map(([x, y]): Value => {
        const [a, b] = [realOf(x), realOf(y)];
        return a === undefined || b === undefined ? null : holds(a, b);
      }) ?? null,
  );
}

export const elementwiseSeries: readonly KqlFunction[] = [
  unary('series_abs', 'The absolute value', '[-6.5, 8.2]', [6.5, 8.2], Math.abs),
  unary('series_acos', 'The arc cosine', '[1]', [0], Math.acos),
  unary('series_asin', 'The arc sine', '[0]', [0], Math.asin),
  unary('series_atan', 'The arc tangent', '[0]', [0], Math.atan),
  unary('series_ceiling', 'The least integer that is not below', '[-1.5, 2.5]', [-1, 3], Math.ceil),
  unary('series_cos', 'The cosine', '[0]', [1], Math.cos),
  unary('series_exp', 'The exponential', '[0]', [1], Math.exp),
  unary('series_floor', 'The greatest integer that is not above', '[-1.5, 2.5]', [-2, 2], Math.floor),
  unary('series_log', 'The natural logarithm', '[1]', [0], Math.log),
  unary('series_sign', 'The sign', '[-6, 0, 8]', [-1, 0, 1], Math.sign),
  unary('series_sin', 'The sine', '[0]', [0], Math.sin),
  unary('series_tan', 'The tangent', '[0]', [0], Math.tan),
  arithmetic(
    'series_add',
    'The sum of two series',
    [5, 4, 5],
    (x, y) => x + y,
    (x, y) => x + y,
  ),
  arithmetic(
    'series_subtract',
    'The difference of two series',
    [-3, 0, 3],
    (x, y) => x - y,
    (x, y) => x - y,
    tickOf,
  ),
  arithmetic(
    'series_multiply',
    'The product of two series',
    [4, 4, 4],
    (x, y) => x * y,
    (x, y) => x * y,
  ),
  arithmetic('series_divide', 'The quotient of two series', [0.25, 1, 4], (x, y) => x / y),
  arithmetic('series_pow', 'The first series to the power of the second', [1, 4, 4], (x, y) => x ** y),
  comparison('series_equals', 'they are equal', [false, true, false], (x, y) => x === y),
  comparison('series_not_equals', 'they differ', [true, false, true], (x, y) => x !== y),
  comparison('series_less', 'the first is less', [true, false, false], (x, y) => x < y),
  comparison('series_less_equals', 'the first is not greater', [true, true, false], (x, y) => x <= y),
  comparison('series_greater', 'the first is greater', [false, false, true], (x, y) => x > y),
  comparison('series_greater_equals', 'the first is not less', [false, true, true], (x, y) => x >= y),
];
