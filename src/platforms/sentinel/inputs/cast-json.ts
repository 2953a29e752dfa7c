import { parseJson } from '../../../languages/kql/dynamic.ts';
import { toDecimal } from '../../../languages/kql/convert.ts';
import { parseDatetime, parseTimespan } from '../../../languages/kql/parse-scalar.ts';
import { Datetime } from '../../../languages/kql/values.ts';
import type { Value } from '../../../table/value.ts';
import { ticksOfIsoTime } from './iso-time.ts';

const INTEGER = /^[+-]?\d+$/;

/** A JSON value as a cell of a column of the type, the way ingestion converts it: what does not fit is null. */
export function castJson(value: unknown, type: string): Value {
  if (type === 'string') return value === undefined || value === null ? '' : textOf(value);
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'dynamic':
      return typeof value === 'string' ? parsed(value) : (value as Value);
    case 'bool':
      return booleanOf(value);
    case 'int':
      return integerOf(value, -(2n ** 31n), 2n ** 31n - 1n);
    case 'long':
      return integerOf(value, -(2n ** 63n), 2n ** 63n - 1n);
    case 'real':
      return realOf(value);
    case 'datetime':
      return typeof value === 'string' ? datetimeOf(value) : null;
    case 'timespan':
      return typeof value === 'string' ? parseTimespan(value) : null;
    case 'decimal':
      return typeof value === 'string' || typeof value === 'number' ? toDecimal(String(value)) : null;
    case 'guid':
      return typeof value === 'string' && value !== '' ? value.toLowerCase() : null;
    default:
      return null;
  }
}

/** A time in ISO 8601, or as the portal exports it: `5/6/2026, 1:41:02.000 PM`. */
function datetimeOf(text: string): Datetime | null {
  const ticks = ticksOfIsoTime(text);
  return ticks === undefined ? parseDatetime(text.replace(/^([\d/]+), /, '$1 ')) : new Datetime(ticks);
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Text that is JSON arrives as what it says, other text as text. */
const parsed = (text: string): Value => (/^\s*[[{]/.test(text) ? parseJson(text) : text);

function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const text = String(value).toLowerCase();
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : null;
}

function integerOf(value: unknown, least: bigint, greatest: bigint): number | bigint | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && !Number.isInteger(value)) return null;
  const text = String(value).trim();
  if (typeof value !== 'number' && !INTEGER.test(text)) return null;
  const whole = BigInt(typeof value === 'number' ? value : text);
  if (whole < least || whole > greatest) return null;
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}

function realOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}
