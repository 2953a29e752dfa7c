import { Batch } from '../../table/batch.ts';
import type { Value } from '../../table/value.ts';
import type { Context } from '../context.ts';
import type { Values } from '../plan.ts';

export function* values(plan: Values, context: Context): Iterable<Batch> {
  for (let start = 0; start < Math.max(1, plan.rows.length); start += context.batchSize) {
    const rows = plan.rows.slice(start, start + context.batchSize);
    const arrays = new Map<string, readonly Value[]>();
    plan.columns.forEach((name, index) => {
      arrays.set(
        name,
        rows.map((row) => row[index] ?? null),
      );
    });
    yield Batch.fromArrays(arrays, rows.length);
  }
}
