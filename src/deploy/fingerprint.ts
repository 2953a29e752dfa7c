import { createHash } from 'node:crypto';
import type { JsonValue, ObjectState, Properties } from './object.ts';

/** JSON with its keys in order: equal values have equal texts. */
export function canonicalJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
}

export const equalValues = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  canonicalJson(left) === canonicalJson(right);

/** The managed state of an object in 32 characters; `absent` stands for none. */
export function fingerprintOf(state: Pick<ObjectState, 'properties' | 'owner'> | undefined): string {
  if (!state) return 'absent';
  const text = canonicalJson({ owner: state.owner ?? null, properties: state.properties });
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** A property that differs. */
export interface PropertyChange {
  readonly property: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** The properties that differ, in order of their names. */
export function changesBetween(before: Properties, after: Properties): readonly PropertyChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((property) => !equalValues(before[property], after[property]))
    .map((property) => ({ property, before: before[property] ?? null, after: after[property] ?? null }));
}

/**
 * Whether `live` lies between two states: every property has its value from before or from after. This is what a write
 * of several requests leaves when it was cut off.
 */
export function liesBetween(
  live: Pick<ObjectState, 'properties'>,
  before: Pick<ObjectState, 'properties'>,
  after: Pick<ObjectState, 'properties'>,
): boolean {
  return Object.entries(live.properties).every(
    ([name, value]) => equalValues(value, before.properties[name]) || equalValues(value, after.properties[name]),
  );
}
