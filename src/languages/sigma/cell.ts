import type { Value } from '../../table/value.ts';
import type { JsonValue, PrintCell } from '../front-end.ts';

/** A field that is there with the value null (JSON). A field that is not there is `null`, as everywhere. */
export const PRESENT_NULL: object = Object.freeze({ present: null });

/**
 * The texts that a cell compares as: none for null, one for a value, one per element for a list. Numbers and booleans
 * compare as their text, so the number 4624 equals the text `4624`.
 */
export function textsOf(value: Value): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  if (value === null || value === PRESENT_NULL) return undefined;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    const texts = value.flatMap((element: Value) => textsOf(element) ?? []);
    return texts.length === 0 ? undefined : texts;
  }
  return JSON.stringify(value);
}

/** Whether some text of the cell passes. */
export function someText(value: Value, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  const texts = textsOf(value);
  if (texts === undefined) return false;
  return typeof texts === 'string' ? test(texts) : texts.some(test);
}

/** A cell of a Sigma result as JSON. Times are nanoseconds since 1970 and print as ISO 8601. */
export const printSigmaCell: PrintCell = (value) => {
  if (value === null || value === PRESENT_NULL || typeof value === 'string' || typeof value === 'boolean') {
    return value === PRESENT_NULL ? null : (value as JsonValue);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return printTime(value);
  return Array.isArray(value) ? value.map((element: Value) => printSigmaCell(element)) : (value as JsonValue);
};

/** @example printTime(1500000000n) // '1970-01-01T00:00:01.5000000Z' */
export function printTime(nanoseconds: bigint): string {
  const seconds = nanoseconds / 1_000_000_000n;
  const rest = nanoseconds % 1_000_000_000n;
  const [whole, fraction] = rest < 0n ? [seconds - 1n, rest + 1_000_000_000n] : [seconds, rest];
  const date = new Date(Number(whole) * 1000);
  if (Number.isNaN(date.getTime())) return String(nanoseconds);
  return `${date.toISOString().slice(0, 19)}.${String(fraction / 100n).padStart(7, '0')}Z`;
}
