import { recordTime } from '../../../data/event-time.ts';
import type { EventDocument, RecordBatch } from '../../../data/record.ts';
import type { EventKind } from '../props/stanza-selection.ts';
import type { IndexTime } from './index-time.ts';
import type { IndexedEvent } from './indexed-event.ts';
import { append } from '../../../util/append.ts';

/** The events that a batch of records became: their texts may be others, their times and what a table's head names are not. */
export class IndexedBatch implements RecordBatch {
  readonly #records: RecordBatch;
  readonly #origins: number[] = [];
  readonly events: readonly IndexedEvent[];

  constructor(records: RecordBatch, indexTime: IndexTime, kinds: readonly EventKind[], index: string) {
    this.#records = records;
    this.events = kinds.flatMap((kind, row) => {
      const events = indexTime.indexed(records.raw(row), kind, index);
      append(
        this.#origins,
        events.map(() => row),
      );
      return events;
    });
  }

  get length(): number {
    return this.events.length;
  }

  /** The record that an event was. */
  origin(row: number): number {
    return this.#origins[row] as number;
  }

  event(row: number): IndexedEvent {
    return this.events[row] as IndexedEvent;
  }

  record(row: number): number {
    return this.#records.record(this.origin(row));
  }

  raw(row: number): string {
    return this.event(row).raw;
  }

  document(row: number): EventDocument {
    return this.#records.document(this.origin(row));
  }

  /** When it happened: told before any setting changes its text. */
  time(row: number): bigint | undefined {
    return recordTime(this.#records, this.origin(row));
  }

  timeText(row: number): string | undefined {
    return this.#records.timeText?.(this.origin(row));
  }
}

/** When an event happened, in nanoseconds since 1970; undefined where nothing in it tells. */
export const eventTime = (records: RecordBatch, row: number): bigint | undefined =>
  records instanceof IndexedBatch ? records.time(row) : recordTime(records, row);
