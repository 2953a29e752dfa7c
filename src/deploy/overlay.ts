import type { Detection } from '../content/model.ts';
import { append } from '../util/append.ts';

/** Our detections, then those of other repositories of whose id there is none yet: the first to have an id keeps it. */
export function overlaid(
  ours: readonly Detection[],
  ...upstream: readonly (readonly Detection[])[]
): readonly Detection[] {
  const seen = new Set(ours.map(({ id }) => id.toLowerCase()));
  const result = [...ours];
  for (const detections of upstream) {
    const others = detections.filter(({ id }) => !seen.has(id.toLowerCase()));
    for (const { id } of others) seen.add(id.toLowerCase());
    append(result, others);
  }
  return result;
}
