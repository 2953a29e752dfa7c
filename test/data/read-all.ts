import type { EventDocument, LogReader, ReadOptions } from '../../src/data/record.ts';

export interface ReadResult {
  readonly records: readonly { readonly record: number; readonly raw: string; readonly document: EventDocument }[];
  readonly problems: readonly string[];
  readonly total: number | undefined;
}

/** Everything that a reader gives for a file, with what it reports. */
export function readAll(reader: LogReader, path: string, options: Partial<ReadOptions> = {}): ReadResult {
  const problems: string[] = [];
  const records: { record: number; raw: string; document: EventDocument }[] = [];
  let total: number | undefined;
  const read = reader.read(
    { name: 'test.log', path },
    {
      batchSize: 2,
      report: ({ code, message }) => problems.push(`${code} ${message}`),
      onEnd: (count) => {
        total = count;
      },
      ...options,
    },
  );
  for (const batch of read) {
    for (let index = 0; index < batch.length; index += 1) {
      records.push({ record: batch.record(index), raw: batch.raw(index), document: batch.document(index) });
    }
  }
  return { records, problems, total };
}
