import { viewOf } from '../data/batch-view.ts';
import { recordTime } from '../data/event-time.ts';
import type { EventDocument, EventSource, LogFile, ReadOptions, RecordBatch } from '../data/record.ts';

/**
 * Events that are read once and kept, for runs that see the same logs again and again. What readers would skip is kept
 * too: the needles of one run are not those of the next.
 */
export class KeptEvents implements EventSource {
  readonly files: readonly LogFile[];
  readonly #source: EventSource;
  readonly #kept = new Map<number, { readonly batches: readonly RecordBatch[]; readonly records: number }>();

  constructor(source: EventSource) {
    this.files = source.files;
    this.#source = source;
  }

  *read(file: number, options: ReadOptions): Iterable<RecordBatch> {
    const { batches, records } = this.#keep(file, options);
    yield* batches;
    options.onEnd?.(records);
  }

  /** When the events happened, in order; events that do not tell are left out. */
  times(options: ReadOptions): readonly bigint[] {
    const times: bigint[] = [];
    for (let file = 0; file < this.files.length; file += 1) {
      for (const batch of this.read(file, options)) {
        for (let index = 0; index < batch.length; index += 1) {
          const time = recordTime(batch, index);
          if (time !== undefined) times.push(time);
        }
      }
    }
    return times.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  }

  #keep(file: number, options: ReadOptions) {
    const known = this.#kept.get(file);
    if (known) return known;
    let records = 0;
    const { batchSize, report, recover } = options;
    const onEnd = (count: number): void => {
      records = count;
    };
    const read = this.#source.read(file, { batchSize, report, onEnd, ...(recover !== undefined && { recover }) });
    const batches = Array.from(read, keptBatch);
    const made = { batches, records };
    this.#kept.set(file, made);
    return made;
  }
}

/** The batch, whose documents are parsed once. */
function keptBatch(batch: RecordBatch): RecordBatch {
  const documents = new Map<number, EventDocument>();
  const documentOf = (index: number): EventDocument => {
    let document = documents.get(index);
    if (!document) {
      document = batch.document(index);
      documents.set(index, document);
    }
    return document;
  };
  return viewOf(batch, { documentOf });
}
