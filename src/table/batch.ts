import { ArrayColumn, type Column } from './column.ts';
import { type Columns, MapColumns, OverlayColumns } from './columns.ts';
import type { Value } from './value.ts';

/** Names one raw event of a run: `file * 2^32 + record`, see `eventId`. */
export type EventId = number;

const RECORDS_PER_FILE = 2 ** 32;

/** `file` is an index into the run's files, `record` the event's number in its file from 1. */
export const eventId = (file: number, record: number): EventId => file * RECORDS_PER_FILE + record;
export const eventFile = (id: EventId): number => Math.floor(id / RECORDS_PER_FILE);
export const eventRecord = (id: EventId): number => id % RECORDS_PER_FILE;

/** The raw events behind a base row. */
export type Origins = (row: number) => readonly EventId[];

export const NO_ORIGINS: readonly EventId[] = [];

/**
 * Rows on their way through a plan. Columns hold `baseLength` rows; `selection` lists the base rows that are still in,
 * in order (absent: all of them), so a filter copies row numbers and no values.
 *
 * @example
 * for (const row of batch.rows()) console.log(batch.columns.get('user')?.at(row));
 */
export class Batch {
  readonly columns: Columns;
  readonly baseLength: number;
  readonly selection: Uint32Array | undefined;
  readonly origins: Origins | undefined;

  constructor(columns: Columns, baseLength: number, selection?: Uint32Array, origins?: Origins) {
    this.columns = columns;
    this.baseLength = baseLength;
    this.selection = selection;
    this.origins = origins;
  }

  static fromArrays(arrays: ReadonlyMap<string, readonly Value[]>, length: number, origins?: Origins): Batch {
    const columns = new Map<string, Column>();
    for (const [name, values] of arrays) columns.set(name, new ArrayColumn(values));
    return new Batch(new MapColumns(columns), length, undefined, origins);
  }

  /** How many rows are in. */
  get length(): number {
    return this.selection ? this.selection.length : this.baseLength;
  }

  /** The base row at a position of the selection. */
  rowAt(position: number): number {
    return this.selection ? (this.selection[position] as number) : position;
  }

  *rows(): Iterable<number> {
    const { length } = this;
    for (let position = 0; position < length; position += 1) yield this.rowAt(position);
  }

  /** The same columns with other rows in; `selection` holds base rows. */
  select(selection: Uint32Array): Batch {
    const columns = this.columns.within?.(selection) ?? this.columns;
    return new Batch(columns, this.baseLength, selection, this.origins);
  }

  /** The first `count` rows. */
  head(count: number): Batch {
    return count >= this.length ? this : this.slice(0, count);
  }

  slice(start: number, end: number): Batch {
    const stop = Math.min(end, this.length);
    const kept = new Uint32Array(Math.max(0, stop - start));
    for (let position = start; position < stop; position += 1) kept[position - start] = this.rowAt(position);
    return this.select(kept);
  }

  withColumns(columns: Columns): Batch {
    return new Batch(columns, this.baseLength, this.selection, this.origins);
  }

  extend(added: ReadonlyMap<string, Column>): Batch {
    return this.withColumns(new OverlayColumns(this.columns, added));
  }

  originsAt(row: number): readonly EventId[] {
    return this.origins ? this.origins(row) : NO_ORIGINS;
  }
}
