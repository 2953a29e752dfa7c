import { Batch, type EventId } from './batch.ts';
import type { Value } from './value.ts';

/**
 * All batches as one, with every column filled: what an operator calls that needs its whole input. Columns stand in
 * the order in which the batches first name them; a batch without a column has null there.
 */
export function concatenate(batches: Iterable<Batch>): Batch {
  const parts = [...batches];
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const names = new Set<string>();
  let length = 0;
  for (const part of parts) {
    for (const name of part.columns.names()) names.add(name);
    length += part.length;
  }
  const arrays = new Map<string, readonly Value[]>();
  for (const name of names) {
    const values = new Array<Value>(length);
    let at = 0;
    for (const part of parts) {
      const column = part.columns.get(name);
      for (let position = 0; position < part.length; position += 1) {
        values[at] = column ? column.at(part.rowAt(position)) : null;
        at += 1;
      }
    }
    arrays.set(name, values);
  }
  const origins = new Array<readonly EventId[]>(length);
  let at = 0;
  for (const part of parts) for (const row of part.rows()) origins[at++] = part.originsAt(row);
  return Batch.fromArrays(arrays, length, (row) => origins[row] ?? []);
}
