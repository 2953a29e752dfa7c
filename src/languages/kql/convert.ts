import type { Value } from '../../table/value.ts';
import { isArray, isBag, parseJson, Real, toDynamic } from './dynamic.ts';
import { datetimeOfTicks, parseDatetime, parseGuid, parseTimespan, timespanOfTicks } from './parse-scalar.ts';
import { stringOf } from './print.ts';
import { Datetime, Decimal, Timespan } from './values.ts';

/** A 64-bit integer as cells hold it: a number while that is exact, a bigint beyond; wraps around. */
export function longOf(value: bigint): number | bigint {
  const wrapped = BigInt.asIntN(64, value);
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
}

/** Any number as a double; undefined when the value is none. */
export function realOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Real) return value.value;
  return Decimal.isDecimal(value) ? (value as Decimal).toNumber() : undefined;
}

const INTEGER = /^[+-]?\d+$/;
const HEXADECIMAL = /^([+-]?)0x([0-9a-f]{1,16})$/i;
const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function parseLong(source: string): number | bigint | null {
  const text = source.trim();
  if (INTEGER.test(text)) {
    const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
    return BigInt.asIntN(64, exact) === exact ? longOf(exact) : null;
  }
  const hexadecimal = HEXADECIMAL.exec(text);
  if (!hexadecimal) return null;
  const magnitude = longOf(BigInt(`0x${hexadecimal[2]}`));
  return hexadecimal[1] === '-' ? longOf(-BigInt(magnitude)) : magnitude;
}

function parseReal(source: string): number | null {
  const text = source.trim();
  if (REAL.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  return infinity ? (infinity[1] === '-' ? -Infinity : Infinity) : null;
}

/** To `long`. @see https://learn.microsoft.com/kusto/query/tolong-function */
export function toLong(value: Value): number | bigint | null {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    if (!Number.isFinite(value)) return null;
    const whole = Math.trunc(value);
    if (Number.isSafeInteger(whole)) return whole === 0 ? 0 : whole;
    return Math.abs(whole) < 2 ** 63 ? BigInt(whole) : null;
  }
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') return parseLong(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Real) return toLong(value.value);
  if (value instanceof Datetime || value instanceof Timespan) return longOf(value.ticks);
  if (Decimal.isDecimal(value)) {
    const exact = BigInt((value as Decimal).trunc().toFixed());
    return BigInt.asIntN(64, exact) === exact ? longOf(exact) : null;
  }
  return null;
}

/** To `int`: null when 32 bits do not hold it. */
export function toInt(value: Value): number | null {
  const long = toLong(value);
  return typeof long === 'number' && (long | 0) === long ? long : null;
}

export function toReal(value: Value): number | null {
  if (typeof value === 'string') return parseReal(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Datetime || value instanceof Timespan) return Number(value.ticks);
  return realOf(value) ?? null;
}

export function toDecimal(value: Value): Decimal | null {
  if (Decimal.isDecimal(value)) return value as Decimal;
  if (typeof value === 'string') return REAL.test(value.trim()) ? new Decimal(value.trim()) : null;
  if (typeof value === 'bigint') return new Decimal(value.toString());
  if (typeof value === 'boolean') return new Decimal(value ? 1 : 0);
  const number = realOf(value);
  return number === undefined || !Number.isFinite(number) ? null : new Decimal(number);
}

export function toBool(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase();
    if (text === 'true' || text === '1') return true;
    return text === 'false' || text === '0' ? false : null;
  }
  const number = realOf(value);
  return number === undefined || Number.isNaN(number) ? null : number !== 0;
}

export function toDatetime(value: Value): Datetime | null {
  if (value instanceof Datetime) return value;
  if (typeof value === 'string') return parseDatetime(value);
  const ticks = typeof value === 'number' || typeof value === 'bigint' ? toLong(value) : null;
  return ticks === null ? null : datetimeOfTicks(BigInt(ticks));
}

export function toTimespan(value: Value): Timespan | null {
  if (value instanceof Timespan) return value;
  if (typeof value === 'string') return parseTimespan(value);
  const ticks = typeof value === 'number' || typeof value === 'bigint' ? toLong(value) : null;
  return ticks === null ? null : timespanOfTicks(BigInt(ticks));
}

export const toGuid = (value: Value): string | null => (typeof value === 'string' ? parseGuid(value) : null);

/** What the `to…()` function of a type makes of a value of another. */
export function convert(value: Value, from: string, to: string): Value {
  if (to === 'string') return stringOf(value, from);
  if (value === null) return null;
  switch (to) {
    case 'bool':
      return toBool(value);
    case 'int':
      return toInt(value);
    case 'long':
      return toLong(value);
    case 'real':
      return toReal(value);
    case 'decimal':
      return toDecimal(value);
    case 'datetime':
      return toDatetime(value);
    case 'timespan':
      return toTimespan(value);
    case 'guid':
      return toGuid(value);
    case 'dynamic':
      return from === 'string' ? parseJson(value as string) : toDynamic(value, from);
    default:
      return value;
  }
}

/**
 * What a typed place (`mv-expand to typeof`, a typed column) makes of an element of a dynamic: as {@link convert}, but
 * arrays and bags are nulls to every type except `string` and `dynamic`.
 */
export function cast(value: Value, from: string, to: string): Value {
  if (to === 'dynamic') return toDynamic(value, from);
  if (to !== 'string' && (isArray(value) || isBag(value))) return null;
  return convert(value, from, to);
}
