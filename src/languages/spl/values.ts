import type { Value } from '../../table/value.ts';

/**
 * SPL's values: text, numbers, multivalues (arrays of both) and, inside expressions alone, booleans. A missing field is
 * null. Coercions live here and nowhere else.
 */
const NUMERIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEXADECIMAL = /^0[xX][0-9a-fA-F]+$/;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

/** The number that a value is or reads as; null for other text, for null and for several values. */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return textToNumber(value);
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value) && value.length === 1) return toNumber(value[0] as Value);
  return null;
}

function textToNumber(text: string): number | null {
  const first = text.charCodeAt(0);
  // Digits, sign, period: most text is no number and is told by its first character.
  if ((first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e) {
    if (NUMERIC.test(text)) return Number(text);
    return HEXADECIMAL.test(text) ? null : (SPECIAL[text.toLowerCase()] ?? null);
  }
  return first === 0x6e || first === 0x4e || first === 0x69 || first === 0x49
    ? (SPECIAL[text.toLowerCase()] ?? null)
    : null;
}

/**
 * A number as Splunk prints it: integers in full, others with as many digits as tell them from their neighbours.
 * `acosh(2)` is printed 1.3169578969248166, the average of a hundred 3.99 is 3.9900000000000055.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/evaluation-functions/trig-and-hyperbolic-functions
 */
export function printNumber(number: number): string {
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf';
  if (Number.isInteger(number))
    return Math.abs(number) < 1e21 ? number.toFixed(0).replace(/^-0$/, '0') : String(number);
  return String(number);
}

/** The text of a value; of several values each on a line, as Splunk joins them. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return printNumber(value);
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return value.map((element: Value) => toText(element)).join('\n');
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

/** The values of a field: none when it is missing, one, or several. */
export function asList(value: Value): readonly Value[] {
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}

/** A field's value out of several: null for none, the value itself for one. */
export function fromList(list: readonly Value[]): Value {
  return list.length === 0 ? null : list.length === 1 ? (list[0] as Value) : list;
}

/** The same change for every value of a field; values that become null are dropped. */
export function mapValues(value: Value, change: (element: Value) => Value): Value {
  if (value === null) return null;
  if (!Array.isArray(value)) return change(value);
  return fromList(value.map((element: Value) => change(element)).filter((element) => element !== null));
}

/** Text order as Splunk sorts: by code unit, capitals first. */
export const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
