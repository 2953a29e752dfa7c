import type { Value } from '../../table/value.ts';
import { compareValues, keyOfValues } from './comparators.ts';
import { realOf } from './convert.ts';
import { bagOf, isArray, propertyOf, toDynamic } from './dynamic.ts';
import { append } from '../../util/append.ts';

/**
 * What `hll()` and `tdigest()` hand from one step to the next. The service keeps estimates there; here everything is
 * kept, so that whatever reads them is exact.
 */
const HLL = 'hll';
const TDIGEST = 'tdigest';

/** The distinct values behind an `hll` state, as keys; undefined when it is none. */
export function hllKeys(state: Value): readonly string[] | undefined {
  const keys = propertyOf(state, HLL);
  return isArray(keys) ? (keys as string[]) : undefined;
}

export const hllOf = (keys: Iterable<string>): Value => bagOf([[HLL, [...keys]]]);

export const hllKeyOf = (value: Value): string => keyOfValues([value]);

/** All of several states in one; null when there is none. */
export function mergedHll(states: Iterable<Value>): Value {
  const keys = new Set<string>();
  let found = false;
  for (const state of states) {
    const own = hllKeys(state);
    if (!own) continue;
    found = true;
    for (const key of own) keys.add(key);
  }
  return found ? hllOf(keys) : null;
}

export interface Weighted {
  readonly value: Value;
  readonly weight: number;
}

/** The values behind a `tdigest` state, in order; undefined when it is none. */
export function digestValues(state: Value): readonly Weighted[] | undefined {
  const pairs = propertyOf(state, TDIGEST);
  if (!isArray(pairs)) return undefined;
  return pairs.flatMap((pair) =>
    isArray(pair) ? [{ value: pair[0] ?? null, weight: realOf(pair[1] ?? null) ?? 1 }] : [],
  );
}

export function digestOf(values: readonly Weighted[], type: string): Value {
  const sorted = [...values].sort((left, right) => compareValues(left.value, right.value));
  return bagOf([[TDIGEST, sorted.map(({ value, weight }) => [toDynamic(value, type), weight])]]);
}

/** All of several digests in one; null when there is none. */
export function mergedDigest(states: Iterable<Value>): Value {
  const all: Weighted[] = [];
  let found = false;
  for (const state of states) {
    const own = digestValues(state);
    if (!own) continue;
    found = true;
    append(all, own);
  }
  return found ? digestOf(all, 'dynamic') : null;
}

/** How many values all states have in common; null when one is no state. */
export function commonCount(states: readonly Value[]): number | null {
  const [first, ...others] = states.map((state) => hllKeys(state));
  if (!first || others.includes(undefined)) return null;
  const sets = others.map((keys) => new Set(keys));
  return first.filter((key) => sets.every((set) => set.has(key))).length;
}
