import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Batch } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { asList, toText } from '../values.ts';
import { cellsOf, visibleFields } from './support.ts';

/** Rows of two searches as sets: rows are one when their fields, but for the internal ones, are. */
export const set: TableFunction = {
  name: 'spl.set',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { operation, plan } = options as { readonly operation: string; readonly plan: Plan };
    const left = keyed(concatenate(input));
    const right = keyed(concatenate(context.execute(plan)));
    const keep = (rows: ReadonlyMap<string, number>, wanted: (key: string) => boolean): Uint32Array =>
      Uint32Array.from([...rows].filter(([key]) => wanted(key)).map(([, row]) => row));
    switch (operation) {
      case 'diff':
        yield left.batch.select(keep(left.rows, (key) => !right.rows.has(key)));
        yield right.batch.select(keep(right.rows, (key) => !left.rows.has(key)));
        return;
      case 'intersect':
        yield left.batch.select(keep(left.rows, (key) => right.rows.has(key)));
        return;
      default:
        yield left.batch.select(keep(left.rows, () => true));
        yield right.batch.select(keep(right.rows, (key) => !left.rows.has(key)));
    }
  },
};

function keyed(batch: Batch): { readonly batch: Batch; readonly rows: ReadonlyMap<string, number> } {
  const names = [...visibleFields(batch.columns.names())].sort();
  const rows = new Map<string, number>();
  for (const row of batch.rows()) {
    const key = JSON.stringify(cellsOf(batch, names, row).map(([name, value]) => [name, asList(value).map(toText)]));
    if (!rows.has(key)) rows.set(key, row);
  }
  return { batch, rows };
}
