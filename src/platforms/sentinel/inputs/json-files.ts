import { recordTime } from '../../../data/event-time.ts';
import type { EventSource, ReadOptions } from '../../../data/record.ts';
import { type EventId, eventId } from '../../../table/batch.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonRow {
  readonly value: JsonObject;
  readonly file: number;
  readonly origin: EventId;
  /** When it happened, as it tells itself; nanoseconds since 1970. */
  time(): bigint | undefined;
}

/** The JSON objects of a run's logs. */
export class JsonFiles {
  readonly #source: EventSource;
  /** Files whose first record is no JSON object hold none. */
  readonly #holdsObjects = new Map<number, boolean>();

  constructor(source: EventSource) {
    this.#source = source;
  }

  *read(options: ReadOptions): Iterable<readonly JsonRow[]> {
    for (let file = 0; file < this.#source.files.length; file += 1) {
      if (!this.#isOfObjects(file)) continue;
      for (const records of this.#source.read(file, options)) {
        const rows: JsonRow[] = [];
        for (let index = 0; index < records.length; index += 1) {
          const document = records.document(index);
          if (document.kind !== 'object') continue;
          const origin = eventId(file, records.record(index));
          rows.push({ value: document.value, file, origin, time: () => recordTime(records, index) });
        }
        if (rows.length > 0) yield rows;
      }
    }
  }

  #isOfObjects(file: number): boolean {
    const known = this.#holdsObjects.get(file);
    if (known !== undefined) return known;
    const [first] = this.#source.read(file, { batchSize: 1, report: () => undefined });
    const holds = first !== undefined && first.length > 0 && first.document(0).kind === 'object';
    this.#holdsObjects.set(file, holds);
    return holds;
  }
}
