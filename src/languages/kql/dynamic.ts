import type { Value } from '../../table/value.ts';
import { parseJsonText } from './json-text.ts';
import { Datetime, Decimal, Real, Timespan } from './values.ts';

export { Real };

/**
 * What a `dynamic` cell holds: null, boolean, string, number (a real, or a long within 2^53), bigint (a long beyond),
 * {@link Real} (a real that happens to be whole, so that it prints as `1.0`), Datetime, Timespan, Decimal, arrays, and
 * bags (objects; made here they have no prototype). Keys that look like array indexes come first, in ascending order,
 * as JavaScript orders them.
 *
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic
 */
export interface Bag {
  [key: string]: Value;
}

export const emptyBag = (): Bag => Object.create(null) as Bag;

/** A bag out of entries; a later key replaces an earlier one in its place. */
export function bagOf(entries: Iterable<readonly [string, Value]>): Bag {
  const bag = emptyBag();
  for (const [key, value] of entries) bag[key] = value;
  return bag;
}

export function isBag(value: Value): value is Bag {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return !(value instanceof Datetime || value instanceof Timespan || value instanceof Real || Decimal.isDecimal(value));
}

export const isArray = (value: Value): value is Value[] => Array.isArray(value);

/** The value of a key of a bag; null when there is none. */
export function propertyOf(value: Value, key: string): Value {
  return isBag(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
}

/** The element of an array, from the end when the index is negative; null outside. */
export function elementOf(value: Value, index: number): Value {
  if (!isArray(value)) return null;
  return value[index < 0 ? value.length + index : index] ?? null;
}

/** A real on its way into a dynamic. */
export const dynamicReal = (value: number): Value => (Number.isInteger(value) ? new Real(value) : value);

/** A scalar of a static type on its way into a dynamic. */
export function toDynamic(value: Value, type: string): Value {
  if (type === 'real' && typeof value === 'number') return dynamicReal(value);
  return value;
}

/** The other way: what a dynamic's scalar is as a plain value. */
export const unwrapReal = (value: Value): Value => (value instanceof Real ? value.value : value);

/** Text to dynamic, as `parse_json` does: text that is no JSON is a string, empty text is null. */
export function parseJson(text: string): Value {
  if (text === '') return null;
  const parsed = parseJsonText(text);
  return parsed === undefined ? text : parsed.value;
}
