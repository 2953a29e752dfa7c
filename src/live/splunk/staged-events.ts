import { openEventSource } from '../../data/event-source.ts';
import { recordTime } from '../../data/event-time.ts';
import type { LogFile } from '../../data/record.ts';
import type { CollectedEvent } from '../../deploy/splunk/event-collector.ts';
import { DEFAULT_INDEX, eventKind } from '../../platforms/splunk/index.ts';
import { Replay } from '../../testing/replay.ts';
import type { StageJob } from '../engine.ts';

const BATCH_SIZE = 1024;

/** The events of a job, as the local engine sees them: their kinds, their times, their indexes. */
export interface JobEvents {
  /** The job's clock, in nanoseconds. */
  readonly now: bigint;
  /** Indexes that events are in, by the job's own names. */
  readonly indexes: readonly string[];
  /** Sent in the order of the files. */
  read(): Iterable<CollectedEvent>;
}

export function jobEvents(job: StageJob): JobEvents {
  const source = job.events ?? openEventSource(job.logs);
  const options = { batchSize: BATCH_SIZE, report: () => undefined };
  const now = job.now ?? new Replay(source).clock(options);
  const indexOf = (file: LogFile): string => file.index ?? DEFAULT_INDEX;
  return {
    now,
    indexes: [...new Set(source.files.map(indexOf))],
    *read() {
      for (const [at, file] of source.files.entries()) {
        // An event without a time of its own has that of the one before.
        let time = now;
        for (const batch of source.read(at, options)) {
          // An index of events takes no metrics.
          if (batch.areMetrics) continue;
          for (let row = 0; row < batch.length; row += 1) {
            time = recordTime(batch, row) ?? time;
            const raw = batch.raw(row);
            yield {
              time,
              raw,
              index: indexOf(file),
              ...eventKind(file, raw, () => batch.document(row), batch.indexedAs?.(row)),
            };
          }
        }
      }
    },
  };
}
