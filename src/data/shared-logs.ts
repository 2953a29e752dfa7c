import { statSync } from 'node:fs';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { EventSource, LogFile, ReadOptions, RecordBatch } from './record.ts';

/** What was read of one log, whole. */
interface SharedLog {
  readonly batches: readonly RecordBatch[];
  readonly records: number;
  readonly size: number;
  report: (diagnostic: Diagnostic) => void;
  /** Something was wrong with the log: it is read anew, so that every run reports it. */
  troubled: boolean;
}

/**
 * Logs of event XML that one run after another reads: their records, and what was parsed of them, are kept up to so many
 * bytes, the ones used last. A run that looks for texts reads the file: searching is faster than going through records.
 */
export class SharedLogs {
  readonly #limit: number;
  readonly #logs = new Map<string, SharedLog>();
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The same source, whose whole reads are shared. */
  over(source: EventSource): EventSource {
    return {
      files: source.files,
      read: (file, options) => {
        const log = source.files[file];
        return log && isWhole(options) ? this.#read(source, file, log, options) : source.read(file, options);
      },
    };
  }

  *#read(source: EventSource, file: number, log: LogFile, options: ReadOptions): Iterable<RecordBatch> {
    const stat = statSync(log.path, { throwIfNoEntry: false });
    const key = JSON.stringify([log.path, stat?.mtimeMs, stat?.size, options.batchSize]);
    const known = this.#logs.get(key);
    if (known && !known.troubled) {
      this.#logs.delete(key);
      this.#logs.set(key, known);
      known.report = options.report;
      yield* known.batches;
      options.onEnd?.(known.records);
      return;
    }
    if (known) this.#drop(key, known);
    if (!stat || stat.size > this.#limit) {
      yield* source.read(file, options);
      return;
    }
    let batches: RecordBatch[] | undefined = [];
    const runs = new Set<Buffer>();
    let size = 0;
    const listener = { report: options.report, troubled: false };
    let records: number | undefined;
    const read = source.read(file, {
      ...options,
      report: (diagnostic) => {
        listener.troubled = true;
        listener.report(diagnostic);
      },
      onEnd: (count) => {
        records = count;
        options.onEnd?.(count);
      },
    });
    for (const batch of read) {
      const bytes = batch.spans?.bytes;
      if (bytes && !runs.has(bytes)) size += bytes.length;
      if (bytes) runs.add(bytes);
      // What is read otherwise than as bytes takes an unknown amount of memory.
      if (!bytes || size > this.#limit) batches = undefined;
      batches?.push(batch);
      yield batch;
    }
    if (records === undefined || listener.troubled || !batches) return;
    this.#keep(key, Object.assign(listener, { batches, records, size }));
  }

  #keep(key: string, log: SharedLog): void {
    this.#logs.set(key, log);
    this.#size += log.size;
    for (const [oldest, other] of this.#logs) {
      if (this.#size <= this.#limit) return;
      this.#drop(oldest, other);
    }
  }

  #drop(key: string, log: SharedLog): void {
    this.#logs.delete(key);
    this.#size -= log.size;
  }
}

const isWhole = ({ needles, recover }: ReadOptions): boolean =>
  (needles === undefined || needles.length === 0) && recover !== true;
