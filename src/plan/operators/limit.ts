import type { Batch } from '../../table/batch.ts';

/** Stops reading its input once it has enough. */
export function* limit(input: Iterable<Batch>, count: number): Iterable<Batch> {
  let left = count;
  for (const batch of input) {
    const kept = batch.head(left);
    yield kept;
    left -= kept.length;
    if (left <= 0) return;
  }
}
