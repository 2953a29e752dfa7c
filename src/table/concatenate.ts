import { Batch, type EventId } from './batch.ts';
import type { Column } from './column.ts';
import type { Columns } from './columns.ts';

/**
 * All batches as one: what an operator calls that needs its whole input. Nothing is copied and no column is computed;
 * cells are read through to the batch that they stand in. Columns stand in the order in which the batches first name
 * them; a batch without a column has null there.
 */
export function concatenate(batches: Iterable<Batch>): Batch {
  const parts = [...batches];
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const partOf = new Uint32Array(length);
  const rowIn = new Uint32Array(length);
  let at = 0;
  parts.forEach((part, index) => {
    for (let position = 0; position < part.length; position += 1) {
      partOf[at] = index;
      rowIn[at] = part.rowAt(position);
      at += 1;
    }
  });
  const origins = (row: number): readonly EventId[] =>
    (parts[partOf[row] as number] as Batch).originsAt(rowIn[row] as number);
  const known = parts.some((part) => part.origins) ? origins : undefined;
  return new Batch(new ConcatenatedColumns(parts, partOf, rowIn), length, undefined, known);
}

class ConcatenatedColumns implements Columns {
  readonly #parts: readonly Batch[];
  readonly #partOf: Uint32Array;
  readonly #rowIn: Uint32Array;
  readonly #columns = new Map<string, Column | undefined>();
  #names: readonly string[] | undefined;

  constructor(parts: readonly Batch[], partOf: Uint32Array, rowIn: Uint32Array) {
    this.#parts = parts;
    this.#partOf = partOf;
    this.#rowIn = rowIn;
  }

  get(name: string): Column | undefined {
    if (!this.#columns.has(name)) this.#columns.set(name, this.#join(name));
    return this.#columns.get(name);
  }

  names(): readonly string[] {
    this.#names ??= [...new Set(this.#parts.flatMap((part) => part.columns.names()))];
    return this.#names;
  }

  #join(name: string): Column | undefined {
    const sources = this.#parts.map((part) => part.columns.get(name));
    if (sources.every((source) => source === undefined)) return undefined;
    return { at: (row) => sources[this.#partOf[row] as number]?.at(this.#rowIn[row] as number) ?? null };
  }
}
