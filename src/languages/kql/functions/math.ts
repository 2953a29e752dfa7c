import type { Value } from '../../../table/value.ts';
import { floorTo } from '../calendar.ts';
import { longOf, realOf, toDecimal, toLong, toReal } from '../convert.ts';
import { dynamicReal } from '../dynamic.ts';
import { datetimeOfTicks, timespanOfTicks } from '../parse-scalar.ts';
import { betaCdf, betaInverse, betaPdf, erf, erfc, gamma, logGamma, welchTest } from '../special-functions.ts';
import { Datetime, Decimal, Timespan } from '../values.ts';
import { defineFunction, type FunctionExample, type KqlFunction, valuesOf } from './define.ts';

const CATEGORY = 'Mathematical functions';

/** A function of reals; a value that is no number gives null. */
function ofReals(
  name: string,
  syntax: string,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (...numbers: number[]) => Value,
): KqlFunction {
  return defineFunction({
    name,
    category: CATEGORY,
    summary,
    syntax,
    examples,
    evaluate: (...values: readonly Value[]): Value => {
      const numbers = values.map((value) => toReal(value));
      return numbers.includes(null) ? null : evaluate(...(numbers as number[]));
    },
  });
}

const real = (
  name: string,
  summary: string,
  expression: string,
  result: number,
  evaluate: (x: number) => Value,
): KqlFunction =>
  ofReals(name, `${name}(x)`, summary, [{ expression: `round(${name}(${expression}), 6)`, result }], evaluate);

/** Half away from zero. */
function roundTo(value: number, digits: number): number {
  const scale = 10 ** digits;
  const scaled = Math.abs(value) * scale;
  if (!Number.isFinite(scaled)) return value;
  return (Math.sign(value) * Math.floor(scaled + 0.5)) / scale;
}

const ticksOf = (value: Value): bigint | undefined =>
  value instanceof Datetime || value instanceof Timespan ? value.ticks : undefined;

const sameKind = (like: Value, ticks: bigint): Value =>
  like instanceof Datetime ? datetimeOfTicks(ticks) : timespanOfTicks(ticks);

/** The greatest `at + n * size` that is not above `value`. */
export function binAt(value: Value, size: Value, at: Value, result: string): Value {
  const ticks = ticksOf(value);
  if (ticks !== undefined) {
    const step = ticksOf(size);
    const origin = ticksOf(at) ?? 0n;
    return step === undefined || step <= 0n ? null : sameKind(value, origin + floorTo(ticks - origin, step));
  }
  if (Decimal.isDecimal(value) || result === 'decimal') {
    const [a, b, c] = [toDecimal(value), toDecimal(size), toDecimal(at)];
    return a && b && c && !b.isZero() ? a.minus(c).dividedBy(b).floor().times(b).plus(c) : null;
  }
  if (result === 'real' || (result === 'dynamic' && !(Number.isInteger(value) && Number.isInteger(size)))) {
    const [a, b, c] = [realOf(value), realOf(size), realOf(at)];
    return a === undefined || b === undefined || c === undefined || b <= 0 ? null : Math.floor((a - c) / b) * b + c;
  }
  const [a, b, c] = [toLong(value), toLong(size), toLong(at)];
  if (a === null || b === null || c === null || b <= 0) return null;
  return longOf(BigInt(c) + floorTo(BigInt(a) - BigInt(c), BigInt(b)));
}

/** More elements than this the service does not make either. */
const MAXIMUM_ELEMENTS = 1_048_576;

function rangeOf(types: readonly string[], from: Value, to: Value, step: Value): Value {
  const start = ticksOf(from);
  const items: Value[] = [];
  if (start !== undefined) {
    const [end, by] = [ticksOf(to), ticksOf(step)];
    if (end === undefined || by === undefined || by === 0n) return null;
    for (let ticks = start; by > 0n ? ticks <= end : ticks >= end; ticks += by) {
      if (items.length >= MAXIMUM_ELEMENTS) return null;
      items.push(sameKind(from, ticks));
    }
    return items;
  }
  const [first, last, by] = [realOf(from), realOf(to), realOf(step)];
  if (first === undefined || last === undefined || by === undefined || by === 0) return null;
  const isReal = types.includes('real') || ![first, by].every(Number.isInteger);
  for (let index = 0; ; index += 1) {
    const value = first + index * by;
    if (by > 0 ? value > last : value < last) return items;
    if (items.length >= MAXIMUM_ELEMENTS) return null;
    items.push(isReal ? dynamicReal(value) : value);
  }
}

export const mathFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'abs',
    category: CATEGORY,
    summary: 'The absolute value of a number or a timespan.',
    syntax: 'abs(x)',
    examples: [
      { expression: 'abs(-5)', result: 5 },
      { expression: 'abs(-1.5)', result: 1.5 },
      { expression: 'abs(-1h)', result: '01:00:00' },
    ],
    evaluate: (value: Value): Value => {
      if (value instanceof Timespan) return value.ticks < 0n ? new Timespan(-value.ticks) : value;
      if (Decimal.isDecimal(value)) return (value as Decimal).abs();
      if (typeof value === 'bigint') return longOf(value < 0n ? -value : value);
      const number = realOf(value);
      return number === undefined ? null : Math.abs(number);
    },
  }),
  real('acos', 'The angle whose cosine is x.', '0.5', 1.047198, (x) => Math.acos(x)),
  real('asin', 'The angle whose sine is x.', '0.5', 0.523599, (x) => Math.asin(x)),
  real('atan', 'The angle whose tangent is x.', '0.5', 0.463648, (x) => Math.atan(x)),
  real('cos', 'The cosine.', '1', 0.540302, (x) => Math.cos(x)),
  real('sin', 'The sine.', '1', 0.841471, (x) => Math.sin(x)),
  real('tan', 'The tangent.', '1', 1.557408, (x) => Math.tan(x)),
  real('cot', 'The cotangent.', '1', 0.642093, (x) => 1 / Math.tan(x)),
  real('degrees', 'Radians as degrees.', 'pi()', 180, (x) => (x * 180) / Math.PI),
  real('radians', 'Degrees as radians.', '90', 1.570796, (x) => (x / 180) * Math.PI),
  real('exp', 'e to the power of x.', '1', 2.718282, (x) => Math.exp(x)),
  real('exp2', '2 to the power of x.', '3', 8, (x) => 2 ** x),
  real('exp10', '10 to the power of x.', '3', 1000, (x) => 10 ** x),
  real('log', 'The natural logarithm; null unless x is positive.', '10', 2.302585, (x) => (x > 0 ? Math.log(x) : null)),
  real('log2', 'The logarithm to the base 2; null unless x is positive.', '8', 3, (x) => (x > 0 ? Math.log2(x) : null)),
  real('log10', 'The logarithm to the base 10; null unless x is positive.', '1000', 3, (x) =>
    x > 0 ? Math.log10(x) : null,
  ),
  real('sqrt', 'The square root; null of a negative number.', '16', 4, (x) => (x < 0 ? null : Math.sqrt(x))),
  real('gamma', 'The gamma function.', '5', 24, gamma),
  real('loggamma', 'The logarithm of the gamma function.', '5', 3.178054, logGamma),
  real('erf', 'The error function.', '0.5', 0.5205, erf),
  real('erfc', 'The complementary error function.', '0.5', 0.4795, erfc),
  ofReals('sign', 'sign(x)', '-1, 0 or 1: the sign of a number.', [{ expression: 'sign(-42)', result: -1 }], (x) =>
    Math.sign(x),
  ),
  ofReals(
    'atan2',
    'atan2(y, x)',
    'The angle of the point (x, y) as seen from the origin.',
    [{ expression: 'round(atan2(1, 1), 6)', result: 0.785398 }],
    (y, x) => Math.atan2(y as number, x as number),
  ),
  ofReals(
    'pow',
    'pow(base, exponent)',
    'A number raised to a power.',
    [
      { expression: 'pow(2, 10)', result: 1024 },
      { expression: 'pow(10.0, -1)', result: 0.1 },
    ],
    (base, exponent) => (base as number) ** (exponent as number),
  ),
  ofReals(
    'beta_cdf',
    'beta_cdf(x, alpha, beta)',
    'The cumulative beta distribution.',
    [{ expression: 'round(beta_cdf(0.9, 10.0, 20.0), 6)', result: 1 }],
    (x, a, b) => betaCdf(x as number, a as number, b as number),
  ),
  ofReals(
    'beta_inv',
    'beta_inv(probability, alpha, beta)',
    'The inverse of the cumulative beta distribution.',
    [{ expression: 'round(beta_inv(0.1, 10.0, 20.0), 6)', result: 0.226415 }],
    (p, a, b) => betaInverse(p as number, a as number, b as number),
  ),
  ofReals(
    'beta_pdf',
    'beta_pdf(x, alpha, beta)',
    'The density of the beta distribution.',
    [{ expression: 'round(beta_pdf(0.5, 10.0, 20.0), 6)', result: 0.746176 }],
    (x, a, b) => betaPdf(x as number, a as number, b as number),
  ),
  ofReals(
    'welch_test',
    'welch_test(mean1, variance1, count1, mean2, variance2, count2)',
    "The two-sided p-value of Welch's t-test.",
    [{ expression: 'round(welch_test(20.82, 7.885, 15, 22.99, 3.717, 15), 3)', result: 0.021 }],
    (...numbers) => welchTest(...(numbers as [number, number, number, number, number, number])),
  ),
  defineFunction({
    name: 'pi',
    category: CATEGORY,
    summary: 'π.',
    syntax: 'pi()',
    examples: [{ expression: 'round(pi(), 6)', result: 3.141593 }],
    evaluate: (): Value => Math.PI,
  }),
  ofReals(
    'isnan',
    'isnan(x)',
    'Whether a real is no number.',
    [{ expression: 'isnan(0.0 / 0.0)', result: true }],
    (x) => Number.isNaN(x),
  ),
  ofReals(
    'isinf',
    'isinf(x)',
    'Whether a real is infinite.',
    [
      { expression: 'isinf(1.0 / 0.0)', result: true },
      { expression: 'isinf(1)', result: false },
    ],
    (x) => !Number.isFinite(x) && !Number.isNaN(x),
  ),
  ofReals(
    'isfinite',
    'isfinite(x)',
    'Whether a real is neither infinite nor NaN.',
    [{ expression: 'isfinite(1.0 / 0.0)', result: false }],
    (x) => Number.isFinite(x),
  ),
  defineFunction({
    name: 'round',
    category: 'Rounding functions',
    page: 'round-function',
    summary: 'A number rounded to a number of digits, halves away from zero.',
    syntax: 'round(number [, digits])',
    examples: [
      { expression: 'round(2.98765, 3)', result: 2.988 },
      { expression: 'round(2.15, 1)', result: 2.2 },
      { expression: 'round(-2.5)', result: -3 },
      { expression: 'round(1234, -2)', result: 1200 },
    ],
    evaluate: (value: Value, digits: Value = 0): Value => {
      const places = Number(toLong(digits) ?? 0);
      if (Decimal.isDecimal(value)) return (value as Decimal).toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
      const number = toReal(value);
      return number === null ? null : roundTo(number, places);
    },
  }),
  defineFunction({
    name: 'ceiling',
    category: 'Rounding functions',
    summary: 'The least whole number that is not below a number.',
    syntax: 'ceiling(number)',
    examples: [
      { expression: 'ceiling(-1.1)', result: -1 },
      { expression: 'ceiling(0.9)', result: 1 },
    ],
    evaluate: (value: Value): Value => {
      if (Decimal.isDecimal(value)) return (value as Decimal).ceil();
      if (typeof value === 'bigint') return value;
      const number = realOf(value);
      return number === undefined ? null : Math.ceil(number) + 0;
    },
  }),
  defineFunction({
    name: 'bin',
    aliases: ['floor'],
    category: 'Rounding functions',
    summary: 'A value rounded down to a multiple of a size; datetimes count from the year 1.',
    syntax: 'bin(value, size)',
    examples: [
      { expression: 'bin(4.5, 1)', result: 4 },
      { expression: 'bin(-7, 3)', result: -9 },
      { expression: 'bin(time(16d), 7d)', result: '14.00:00:00' },
      { expression: 'bin(datetime(1970-05-11 13:45:07), 1d)', result: '1970-05-11T00:00:00.0000000Z' },
    ],
    compile: (site, signature) => {
      const [value, size] = valuesOf(site, signature);
      return (row) => {
        const at = value?.(row) ?? null;
        const step = size ? size(row) : 1;
        return at === null || step === null ? null : binAt(at, step, 0, signature.result);
      };
    },
  }),
  defineFunction({
    name: 'bin_at',
    category: 'Rounding functions',
    summary: 'A value rounded down to a multiple of a size, counted from a fixed point.',
    syntax: 'bin_at(value, size, fixedPoint)',
    examples: [
      { expression: 'bin_at(6.5, 2.5, 7)', result: 4.5 },
      { expression: 'bin_at(time(1h), 1d, 12h)', result: '-12:00:00' },
    ],
    compile: (site, signature) => {
      const [value, size, fixed] = valuesOf(site, signature);
      return (row) => {
        const [at, step, origin] = [value?.(row) ?? null, size?.(row) ?? null, fixed?.(row) ?? null];
        return at === null || step === null || origin === null ? null : binAt(at, step, origin, signature.result);
      };
    },
  }),
  defineFunction({
    name: 'range',
    category: 'Dynamic functions',
    summary: 'An array of equally spaced values; the step is 1, or one hour for times, unless told otherwise.',
    syntax: 'range(from, to [, step])',
    examples: [
      { expression: 'range(1, 8, 3)', result: [1, 4, 7] },
      { expression: 'range(1h, 3h)', result: ['01:00:00', '02:00:00', '03:00:00'] },
    ],
    compile: (site, signature) => {
      const [from, to, step] = valuesOf(site, signature);
      return (row) => {
        const [start, end] = [from?.(row) ?? null, to?.(row) ?? null];
        if (start === null || end === null) return null;
        const by = step ? step(row) : ticksOf(start) === undefined ? 1 : new Timespan(36_000_000_000n);
        return by === null ? null : rangeOf(signature.types, start, end, by);
      };
    },
  }),
  defineFunction({
    name: 'new_guid',
    category: CATEGORY,
    summary: 'A pseudo-random identifier: the same in every run.',
    syntax: 'new_guid()',
    examples: [{ expression: 'isnotnull(new_guid())', result: true }],
    deterministic: false,
    compile: (site) => () => {
      const digits = Array.from({ length: 32 }, () => Math.floor(site.context.random() * 16).toString(16));
      digits[12] = '4';
      digits[16] = (8 + Math.floor(site.context.random() * 4)).toString(16);
      return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
  }),
  defineFunction({
    name: 'rand',
    category: CATEGORY,
    summary:
      'A pseudo-random number: the same in every run. A real below 1, or a whole number below an argument above 1.',
    syntax: 'rand([n])',
    examples: [{ expression: 'rand() < 1', result: true }],
    deterministic: false,
    compile: (site) => {
      const [limit] = site.arguments;
      return (row) => {
        const count = limit ? Number(toLong(limit.evaluate(row)) ?? 0) : 0;
        return count > 1 ? Math.floor(site.context.random() * count) : site.context.random();
      };
    },
  }),
];
