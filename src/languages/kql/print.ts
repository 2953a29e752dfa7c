import type { Value } from '../../table/value.ts';
import type { JsonValue } from '../front-end.ts';
import { isBag, Real } from './dynamic.ts';
import { Datetime, Decimal, EPOCH_TICKS, Timespan } from './values.ts';

const TICKS_PER_MILLISECOND = 10_000n;
const TICKS_PER_SECOND = 10_000_000n;
const SECONDS_PER_DAY = 86_400n;

/** `2017-01-01T10:10:17.0000000Z` */
export function datetimeText(value: Datetime): string {
  const sinceEpoch = value.ticks - EPOCH_TICKS;
  let milliseconds = sinceEpoch / TICKS_PER_MILLISECOND;
  let rest = sinceEpoch % TICKS_PER_MILLISECOND;
  if (rest < 0n) {
    rest += TICKS_PER_MILLISECOND;
    milliseconds -= 1n;
  }
  const iso = new Date(Number(milliseconds)).toISOString();
  return `${iso.slice(0, -1)}${String(rest).padStart(4, '0')}Z`;
}

/** `[-][d.]hh:mm:ss[.fffffff]` */
export function timespanText(value: Timespan): string {
  const negative = value.ticks < 0n;
  const ticks = negative ? -value.ticks : value.ticks;
  const seconds = ticks / TICKS_PER_SECOND;
  const fraction = ticks % TICKS_PER_SECOND;
  const days = seconds / SECONDS_PER_DAY;
  const inDay = Number(seconds % SECONDS_PER_DAY);
  const two = (part: number) => String(Math.trunc(part)).padStart(2, '0');
  const clock = `${two(inDay / 3600)}:${two((inDay / 60) % 60)}:${two(inDay % 60)}`;
  const tail = fraction === 0n ? '' : `.${String(fraction).padStart(7, '0')}`;
  return `${negative ? '-' : ''}${days === 0n ? '' : `${days}.`}${clock}${tail}`;
}

/** A real as `tostring` gives it: shortest digits that read back, with `.0` when whole. */
export function realText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

export const decimalText = (value: Decimal): string => value.toFixed();

/** A value as `tostring` gives it; `type` tells a whole real from a long. */
export function stringOf(value: Value, type?: string): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number') return type === 'real' || !Number.isInteger(value) ? realText(value) : String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Datetime) return datetimeText(value);
  if (value instanceof Timespan) return timespanText(value);
  if (Decimal.isDecimal(value)) return decimalText(value as Decimal);
  return jsonText(value);
}

/** A dynamic as JSON text without white space, as `tostring` and `dynamic_to_json` give it. */
export function jsonText(value: Value): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${realText(value)}"`;
    case 'boolean':
    case 'bigint':
      return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item as Value)).join(',')}]`;
  if (value instanceof Real) return realText(value.value);
  if (value instanceof Datetime) return `"${datetimeText(value)}"`;
  if (value instanceof Timespan) return `"${timespanText(value)}"`;
  if (Decimal.isDecimal(value)) return `"${decimalText(value as Decimal)}"`;
  if (!isBag(value)) return JSON.stringify(String(value));
  return `{${Object.keys(value)
    .map((key) => `${JSON.stringify(key)}:${jsonText(value[key] ?? null)}`)
    .join(',')}}`;
}

/** A cell as the command line's JSON has it (docs: "KQL cells"). */
export function printKqlCell(value: Value, type?: string): JsonValue {
  if (value === null) return type === 'string' ? '' : null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : realText(value);
    case 'bigint':
      return value.toString();
  }
  if (value instanceof Datetime) return datetimeText(value);
  if (value instanceof Timespan) return timespanText(value);
  if (value instanceof Real) return value.value;
  if (Decimal.isDecimal(value)) return decimalText(value as Decimal);
  if (Array.isArray(value)) return value.map((item) => printKqlCell(item as Value));
  if (!isBag(value)) return String(value);
  const printed: Record<string, JsonValue> = Object.create(null);
  for (const key of Object.keys(value)) printed[key] = printKqlCell(value[key] ?? null);
  return printed;
}
