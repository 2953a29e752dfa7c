import type { Value } from '../../../../table/value.ts';
import { cast, longOf, realOf, toDecimal, toLong } from '../../convert.ts';
import { dynamicReal } from '../../dynamic.ts';
import { datetimeOfTicks, timespanOfTicks } from '../../parse-scalar.ts';
import { Datetime, type Decimal, Timespan } from '../../values.ts';
import { defineFunction, type KqlFunction, nullOf, type Signature, valuesOf } from '../define.ts';

type Binary = (left: Value, right: Value, result: string) => Value;

interface Operation {
  readonly long: (left: bigint, right: bigint) => bigint | null;
  readonly real: (left: number, right: number) => number;
  readonly decimal: (left: Decimal, right: Decimal) => Decimal | null;
}

/** Whole numbers wrap around at the width of the result, as the engine's do. */
function wholeResult(value: bigint | null, result: string): Value {
  if (value === null) return null;
  return result === 'int' ? Number(BigInt.asIntN(32, value)) : longOf(value);
}

const isWhole = (value: Value): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));

/** The numbers of two dynamic values where one of them has a fraction, or is written with one: `1.0`. */
const isRealResult = (left: Value, right: Value, result: string): boolean =>
  result === 'real' || (result === 'dynamic' && !(isWhole(left) && isWhole(right)));

/** An operation on doubles; among dynamic values `2.0` stays apart from `2`. */
function onReals(left: Value, right: Value, result: string, operation: (a: number, b: number) => number): Value {
  const a = realOf(left);
  const b = realOf(right);
  if (a === undefined || b === undefined) return null;
  return result === 'dynamic' ? dynamicReal(operation(a, b)) : operation(a, b);
}

/** Numbers in the type of the result. */
function numeric(operation: Operation): Binary {
  return (left, right, result) => {
    if (result === 'decimal') {
      const a = toDecimal(left);
      const b = toDecimal(right);
      return a && b && operation.decimal(a, b);
    }
    if (isRealResult(left, right, result)) return onReals(left, right, result, operation.real);
    const a = toLong(left);
    const b = toLong(right);
    if (a === null || b === null) return null;
    if (typeof a === 'number' && typeof b === 'number' && result !== 'int') {
      const quick = operation.real(a, b);
      if (Number.isSafeInteger(quick)) return quick === 0 ? 0 : quick;
    }
    return wholeResult(operation.long(BigInt(a), BigInt(b)), result);
  };
}

const addNumbers = numeric({ long: (a, b) => a + b, real: (a, b) => a + b, decimal: (a, b) => a.plus(b) });
const subtractNumbers = numeric({ long: (a, b) => a - b, real: (a, b) => a - b, decimal: (a, b) => a.minus(b) });
const multiplyNumbers = numeric({ long: (a, b) => a * b, real: (a, b) => a * b, decimal: (a, b) => a.times(b) });

const divideWhole = (a: bigint, b: bigint): bigint | null => (b === 0n ? null : a / b);

const divideNumbers: Binary = (left, right, result) => {
  if (result === 'decimal') {
    const a = toDecimal(left);
    const b = toDecimal(right);
    return a && b && !b.isZero() ? a.dividedBy(b) : null;
  }
  if (isRealResult(left, right, result)) return onReals(left, right, result, (a, b) => a / b);
  const a = toLong(left);
  const b = toLong(right);
  return a === null || b === null ? null : wholeResult(divideWhole(BigInt(a), BigInt(b)), result);
};

/** Never negative, whatever the signs: `-14 % 12` is 10. */
const moduloWhole = (a: bigint, b: bigint): bigint | null => {
  if (b === 0n) return null;
  const divisor = b < 0n ? -b : b;
  const rest = a % divisor;
  return rest < 0n ? rest + divisor : rest;
};

const moduloReal = (a: number, b: number): number => {
  const divisor = Math.abs(b);
  const rest = a % divisor;
  return rest < 0 ? rest + divisor : rest;
};

const moduloNumbers: Binary = (left, right, result) => {
  if (result === 'decimal') {
    const a = toDecimal(left);
    const b = toDecimal(right)?.abs();
    if (!a || !b || b.isZero()) return null;
    const rest = a.modulo(b);
    return rest.isNegative() ? rest.plus(b) : rest;
  }
  if (isRealResult(left, right, result)) return onReals(left, right, result, moduloReal);
  const a = toLong(left);
  const b = toLong(right);
  return a === null || b === null ? null : wholeResult(moduloWhole(BigInt(a), BigInt(b)), result);
};

type Timed = Datetime | Timespan;
const isTimed = (value: Value): value is Timed => value instanceof Datetime || value instanceof Timespan;

const timedOf = (ticks: bigint, result: string, left: Timed): Value =>
  result === 'datetime' || (result === 'dynamic' && left instanceof Datetime)
    ? datetimeOfTicks(ticks)
    : timespanOfTicks(ticks);

/** Ticks times a number that may have a fraction, rounded towards zero. */
function scaleTicks(ticks: bigint, factor: Value): Value {
  if (isWhole(factor)) return timespanOfTicks(ticks * BigInt(factor));
  const real = realOf(factor);
  if (real === undefined || !Number.isFinite(real)) return null;
  const scaled = Number(ticks) * real;
  return Math.abs(scaled) < 2 ** 63 ? timespanOfTicks(BigInt(Math.trunc(scaled))) : null;
}

const add: Binary = (left, right, result) => {
  if (isTimed(left) && isTimed(right)) {
    return timedOf(left.ticks + right.ticks, result, left instanceof Datetime ? left : right);
  }
  return isTimed(left) || isTimed(right) ? null : addNumbers(left, right, result);
};

const subtract: Binary = (left, right, result) => {
  if (isTimed(left) && isTimed(right)) {
    const spansTime = left instanceof Datetime && right instanceof Datetime;
    return spansTime ? timespanOfTicks(left.ticks - right.ticks) : timedOf(left.ticks - right.ticks, result, left);
  }
  return isTimed(left) || isTimed(right) ? null : subtractNumbers(left, right, result);
};

const multiply: Binary = (left, right, result) => {
  if (left instanceof Timespan) return scaleTicks(left.ticks, right);
  if (right instanceof Timespan) return scaleTicks(right.ticks, left);
  return multiplyNumbers(left, right, result);
};

const divide: Binary = (left, right, result) => {
  if (isTimed(left)) {
    if (isTimed(right))
      return result === 'long'
        ? wholeResult(divideWhole(left.ticks, right.ticks), result)
        : Number(left.ticks) / Number(right.ticks);
    if (isWhole(right)) return Number(right) === 0 ? null : timespanOfTicks(left.ticks / BigInt(right));
    const factor = realOf(right);
    return factor === undefined || factor === 0 ? null : scaleTicks(left.ticks, 1 / factor);
  }
  return divideNumbers(left, right, result);
};

const modulo: Binary = (left, right, result) => {
  if (isTimed(left) && isTimed(right)) {
    const rest = moduloWhole(left.ticks, right.ticks);
    return rest === null ? null : timespanOfTicks(rest);
  }
  return moduloNumbers(left, right, result);
};

/** What a dynamic operand is cast to: the type of the other side, of the result when both are dynamic. */
function operandType(own: string | undefined, other: string | undefined, result: string): string | undefined {
  if (own !== 'dynamic') return undefined;
  if (other === 'dynamic' || other === undefined) return result === 'dynamic' ? undefined : result;
  return other === 'string' ? 'real' : other;
}

const binary = (
  name: string,
  symbol: string,
  summary: string,
  operation: Binary,
  examples: KqlFunction['examples'],
): KqlFunction =>
  defineFunction({
    name,
    category: 'Operators',
    page: 'numerical-operators',
    summary,
    syntax: `left ${symbol} right`,
    examples,
    compile: (site, signature: Signature) => {
      const [left, right] = valuesOf(site, signature);
      const [leftType, rightType] = signature.types;
      const leftCast = operandType(leftType, rightType, signature.result);
      const rightCast = operandType(rightType, leftType, signature.result);
      const missing = nullOf(signature.result);
      if (!left || !right) throw new Error(`Internal error: "${symbol}" without two sides.`);
      return (row) => {
        let a = left(row);
        let b = right(row);
        if (a === null || b === null) return missing;
        if (leftCast) a = cast(a, 'dynamic', leftCast);
        if (rightCast) b = cast(b, 'dynamic', rightCast);
        return a === null || b === null ? missing : operation(a, b, signature.result);
      };
    },
  });

export const arithmeticOperators: readonly KqlFunction[] = [
  binary('add', '+', 'The sum; a datetime or timespan plus a timespan.', add, [
    { expression: '1 + 2', result: 3 },
    { expression: '1 + 0.5', result: 1.5 },
    { expression: '9223372036854775807 + 1', result: '-9223372036854775808' },
    { expression: 'datetime(2024-01-31) + 1d', result: '2024-02-01T00:00:00.0000000Z' },
    { expression: 'int(null) + 1', result: null },
  ]),
  binary('subtract', '-', 'The difference; between two datetimes a timespan.', subtract, [
    { expression: '1 - 2', result: -1 },
    { expression: 'datetime(2024-01-02) - datetime(2024-01-01)', result: '1.00:00:00' },
  ]),
  binary('multiply', '*', 'The product; a timespan times a number.', multiply, [
    { expression: '3 * 4', result: 12 },
    { expression: '1.5 * 1h', result: '01:30:00' },
  ]),
  binary('divide', '/', 'The quotient; between whole numbers cut to a whole number, null when divided by 0.', divide, [
    { expression: '7 / 2', result: 3 },
    { expression: '7 / 2.0', result: 3.5 },
    { expression: 'dynamic(1.0) / dynamic(4)', result: 0.25 },
    { expression: '1d / 1h', result: 24 },
    { expression: '10d / 2.5', result: '4.00:00:00' },
  ]),
  binary('modulo', '%', 'The remainder, never negative; null when divided by 0.', modulo, [
    { expression: '-14 % 12', result: 10 },
    { expression: '14 % -12', result: 2 },
    { expression: '10d % 3d', result: '1.00:00:00' },
  ]),
  defineFunction({
    name: 'negate',
    category: 'Operators',
    page: 'numerical-operators',
    summary: 'The number or timespan with the opposite sign.',
    syntax: '-expr',
    examples: [
      { expression: '-(1 + 5)', result: -6 },
      { expression: '-(1h)', result: '-01:00:00' },
    ],
    compile: (site, signature) => {
      const [operand] = valuesOf(site, signature);
      return (row) => {
        const value = operand?.(row) ?? null;
        if (value === null) return null;
        if (value instanceof Timespan) return timespanOfTicks(-value.ticks);
        return signature.result === 'real'
          ? -(realOf(value) ?? Number.NaN)
          : subtractNumbers(0, value, signature.result);
      };
    },
  }),
];
