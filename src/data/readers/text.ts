import { readChunks } from '../chunks.ts';
import type { LogReader } from '../record.ts';
import { inBatches } from './byte-batch.ts';
import { linesOf } from './lines.ts';

/** Any text: one event a line. Empty lines are none. */
export const textReader: LogReader = {
  name: 'text',
  summary: 'Text, one event a line',
  detects: (head) => !head.subarray(0, 4096).includes(0),
  *read(file, options) {
    yield* inBatches(linesOf(readChunks(file, options), options), options.batchSize, () => ({ kind: 'text' }));
  },
};
