import type { Value } from '../../table/value.ts';
import type { JsonValue, PrintCell } from '../front-end.ts';
import { toText } from './values.ts';

/** A cell as Splunk's REST results give it: text, several values as a list, a missing field as null. */
export const printSplCell: PrintCell = (value): JsonValue => {
  if (value === null) return null;
  if (!Array.isArray(value)) return toText(value);
  if (value.length === 0) return null;
  return value.length === 1 ? toText(value[0] as Value) : value.map((element: Value) => toText(element));
};
