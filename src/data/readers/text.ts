import { readChunks } from '../chunks.ts';
import type { EventDocument, LogReader } from '../record.ts';
import { inBatches } from './byte-batch.ts';
import { linesOf } from './lines.ts';
import { parseWindowsEvent } from './xml/windows-event.ts';

/** Any text: one event a line. Empty lines are none. The XML that Sysmon for Linux writes behind a syslog head is an event. */
export const textReader: LogReader = {
  name: 'text',
  summary: 'Text, one event a line',
  detects: (head) => !head.subarray(0, 4096).includes(0),
  *read(file, options) {
    yield* inBatches(linesOf(readChunks(file, options), options), options.batchSize, documentOf);
  },
};

function documentOf(raw: string): EventDocument {
  const start = raw.indexOf('<Event>');
  const event = start >= 0 && raw.endsWith('</Event>') ? parseWindowsEvent(raw.slice(start)) : undefined;
  return event ? { kind: 'windows', event } : { kind: 'text' };
}
