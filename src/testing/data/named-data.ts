import type { AttackDataReference, Detection } from '../../content/model.ts';
import { type ResolvedData, type ResolveOptions, resolveData } from '../../data/resolve.ts';
import { urlOf } from '../../data/url.ts';

/** A log that tests name, and every place where they do. */
export interface NamedData {
  readonly data: string;
  readonly isUrl: boolean;
  readonly places: readonly AttackDataReference[];
  readonly resolved: ResolvedData;
}

/** The logs that the tests of detections name, each once, in the order in which they are first named. */
export function namedData(detections: readonly Detection[], options: ResolveOptions): readonly NamedData[] {
  const places = new Map<string, AttackDataReference[]>();
  for (const reference of detections.flatMap(({ tests }) => tests.flatMap(({ attackData }) => attackData))) {
    const isUrl = urlOf(reference.data) !== undefined;
    const resolved = isUrl ? undefined : resolveData(reference, options).log?.path;
    const key = resolved ?? reference.data;
    const known = places.get(key);
    if (known) known.push(reference);
    else places.set(key, [reference]);
  }
  return [...places.values()].flatMap((named) => {
    const [first] = named;
    if (!first) return [];
    const isUrl = urlOf(first.data) !== undefined;
    return [{ data: first.data, isUrl, places: named, resolved: resolveData(first, options) }];
  });
}
