import { gunzipSync } from 'node:zlib';
import { readers } from '../../src/data/readers/index.ts';
import { openEventSource } from '../../src/data/event-source.ts';
import type { LogReader, RecordBatch } from '../../src/data/record.ts';
import { recordTime } from '../../src/data/event-time.ts';

export interface ReadOutcome {
  readonly records: number;
  readonly problems: number;
}

/** Names of readers with the bytes of their samples: what damaged logs are made of. */
export const seedLogs = (): readonly { readonly reader: LogReader; readonly bytes: Buffer }[] =>
  readers.flatMap((reader) =>
    reader.samples.flatMap((sample) => {
      const bytes = Buffer.from(sample.log, sample.encoding ?? 'utf8');
      const unpacked = bytes[0] === 0x1f ? gunzipSync(bytes) : undefined;
      // Binary logs are small in gzip, and their own bytes are what matters: they come three times as often.
      return [bytes, ...(unpacked ? [unpacked, unpacked, unpacked] : [])].map((log) => ({ reader, bytes: log }));
    }),
  );

/**
 * Reads a log by the reader named, or as one whose format is told by its content, and asks for everything in it.
 *
 * @throws when a reader does, or breaks its promises: record numbers rise from 1, and none is beyond the total.
 */
export function readEverything(path: string, reader?: LogReader): ReadOutcome {
  let problems = 0;
  let total: number | undefined;
  const options = {
    batchSize: 16,
    report: ({ message, code }: { message: string; code: string }) => {
      if (!/^FD5\d\d$/.test(code) || message === '')
        throw new Error(`a diagnostic without a sense: ${code} ${message}`);
      problems += 1;
    },
    onEnd: (count: number) => {
      total = count;
    },
  };
  const file = { name: 'log', path };
  const batches = reader ? reader.read(file, options) : openEventSource([file]).read(0, options);
  let records = 0;
  let last = 0;
  for (const batch of batches) {
    for (let index = 0; index < batch.length; index += 1) {
      const number = batch.record(index);
      if (number <= last) throw new Error(`record ${number} comes after record ${last}`);
      last = number;
      askForEverything(batch, index);
      records += 1;
    }
  }
  if (total === undefined && problems === 0) throw new Error('the log ended without its number of records');
  if (total !== undefined && total < last) throw new Error(`record ${last} of ${total}`);
  return { records, problems };
}

function askForEverything(batch: RecordBatch, index: number): void {
  if (typeof batch.raw(index) !== 'string') throw new Error('a record without text');
  JSON.stringify(batch.document(index));
  recordTime(batch, index);
}
