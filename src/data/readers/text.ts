import { readChunks } from '../chunks.ts';
import type { LogReader } from '../record.ts';
import { inBatches } from './byte-batch.ts';
import { linesOf, nextLine } from './lines.ts';
import { textDocument } from './text-document.ts';

/** Any text: one event a line. Empty lines are none. A line of a format that is known by itself is read as such. */
export const textReader: LogReader = {
  name: 'text',
  summary: 'Text, one event a line',
  reference: 'https://help.splunk.com/en/splunk-enterprise/get-started/get-data-in — Configure event line breaking',
  samples: [
    {
      title: 'Lines; blank ones are none',
      log: 'one line\r\n\n  another\n',
      documents: [{ kind: 'text' }, { kind: 'text' }],
    },
  ],
  detects: (head) => !head.subarray(0, 4096).includes(0),
  *read(file, options) {
    yield* inBatches(linesOf(readChunks(file, options), options, file), options.batchSize, textDocument);
  },
  nextRecord: nextLine,
};
