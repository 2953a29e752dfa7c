import type { Batch } from '../../table/batch.ts';
import { compileExpression } from '../compile.ts';
import type { Context } from '../context.ts';
import { Frame } from '../frame.ts';
import type { Filter } from '../plan.ts';

export function* filter(input: Iterable<Batch>, plan: Filter, context: Context): Iterable<Batch> {
  const frame = new Frame();
  const holds = compileExpression(plan.predicate, frame, context);
  for (const batch of input) {
    frame.load(batch);
    const { length } = batch;
    const kept = new Uint32Array(length);
    let count = 0;
    for (let position = 0; position < length; position += 1) {
      const row = batch.rowAt(position);
      if (holds(row) === true) {
        kept[count] = row;
        count += 1;
      }
    }
    yield count === length ? batch : batch.select(kept.slice(0, count));
  }
}
