import type { Batch } from '../../table/batch.ts';
import { PickedColumns } from '../../table/columns.ts';
import type { Context } from '../context.ts';
import type { Distinct } from '../plan.ts';
import { keyOf } from './key.ts';

export function* distinct(input: Iterable<Batch>, plan: Distinct, context: Context): Iterable<Batch> {
  const key = keyOf(plan.key, context);
  const seen = new Set<string>();
  for (const batch of input) {
    const names = plan.columns ?? batch.columns.names();
    const columns = names.map((name) => batch.columns.get(name));
    const kept: number[] = [];
    for (const row of batch.rows()) {
      const id = key(columns.map((column) => column?.at(row) ?? null));
      if (id === undefined || seen.has(id)) continue;
      seen.add(id);
      kept.push(row);
    }
    const narrowed = plan.columns
      ? batch.withColumns(new PickedColumns(batch.columns, (name) => names.includes(name)))
      : batch;
    yield narrowed.select(Uint32Array.from(kept));
  }
}
