import { viewOf } from '../data/batch-view.ts';
import { recordTime } from '../data/event-time.ts';
import type { EventSource, LogFile, ReadOptions, RecordBatch } from '../data/record.ts';

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds since 1970: events from `earliest` on, before `latest`. */
export interface TimeRange {
  readonly earliest?: bigint;
  readonly latest?: bigint;
}

/** An event source that knows how much was read from it, and shows only the events of a time range. */
export class Replay implements EventSource {
  readonly files: readonly LogFile[];
  readonly #source: EventSource;
  readonly #range: TimeRange | undefined;
  readonly #counts: number[];

  constructor(source: EventSource, range?: TimeRange) {
    this.files = source.files;
    this.#source = source;
    this.#range = range;
    this.#counts = source.files.map(() => 0);
  }

  /** Raw events in the files that were read. */
  get events(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  *read(file: number, options: ReadOptions): Iterable<RecordBatch> {
    const count = (records: number): void => {
      this.#counts[file] = Math.max(this.#counts[file] ?? 0, records);
    };
    const onEnd = (records: number): void => {
      count(records);
      options.onEnd?.(records);
    };
    for (const batch of this.#source.read(file, { ...options, onEnd })) {
      if (batch.length > 0) count(batch.record(batch.length - 1));
      yield this.#range ? within(batch, this.#range) : batch;
    }
  }

  /** The time of the newest event, or undefined when no event tells its time. */
  newest(options: ReadOptions): bigint | undefined {
    let newest: bigint | undefined;
    for (let file = 0; file < this.files.length; file += 1) {
      for (const batch of this.read(file, options)) {
        for (let index = 0; index < batch.length; index += 1) {
          const time = recordTime(batch, index);
          if (time !== undefined && (newest === undefined || time > newest)) newest = time;
        }
      }
    }
    return newest;
  }

  /** The run's clock by default: one second after the newest event. */
  clock(options: ReadOptions): bigint {
    const newest = this.newest(options);
    return newest === undefined ? 0n : newest + NANOSECONDS_PER_SECOND;
  }
}

/** The events of a batch that lie in the range; an event without a time is left out of any range. */
function within(batch: RecordBatch, range: TimeRange): RecordBatch {
  const kept: number[] = [];
  for (let index = 0; index < batch.length; index += 1) {
    const time = recordTime(batch, index);
    if (time === undefined) continue;
    if (range.earliest !== undefined && time < range.earliest) continue;
    if (range.latest !== undefined && time >= range.latest) continue;
    kept.push(index);
  }
  if (kept.length === batch.length) return batch;
  return viewOf(batch, { rows: kept });
}
