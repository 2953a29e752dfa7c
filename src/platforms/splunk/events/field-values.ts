import type { Value } from '../../../table/value.ts';
import type { RuntimeLookup } from './profile-runtime.ts';

/** One value stands for itself; none is null. */
export function shortened(values: readonly string[]): Value {
  return values.length > 1 ? values : (values[0] ?? null);
}

/** Rows of the table for the values of an event; of several values of one field each is looked up. */
export function matchedRows({ matcher }: RuntimeLookup, inputs: readonly Value[]): readonly number[] {
  const several = inputs.findIndex((value) => Array.isArray(value));
  const texts = inputs.map((value) => (value === null || Array.isArray(value) ? null : String(value)));
  if (several < 0) return matcher.match(texts);
  const found = new Set<number>();
  for (const value of inputs[several] as readonly string[]) {
    for (const row of matcher.match(texts.map((text, at) => (at === several ? value : text)))) found.add(row);
  }
  return [...found];
}
