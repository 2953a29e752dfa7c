import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';

/** An event begins with its time on a line of its own, and its head follows: `LogName=Security`. */
const START =
  /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}(?:\.\d+)?(?: [AP]M)?\r?\n(?:LogName|EventCode|SourceName)=/gm;

/**
 * Windows events as text over several lines, as Splunk's forwarders send them without `renderXml`: a time, lines of
 * `key=value`, and a message.
 */
export const windowsTextReader: LogReader = {
  name: 'windows-text',
  summary: 'Windows events as text over several lines (WinEventLog)',
  reference: 'https://help.splunk.com/en/splunk-enterprise/get-started/get-data-in — Monitor Windows event log data',
  samples: [
    {
      title: 'Two events, each over several lines',
      log: '05/06/2026 01:41:02 PM\r\nLogName=Security\r\nEventCode=4625\r\nMessage=An account failed to log on.\r\n\r\n05/06/2026 01:41:03 PM\r\nLogName=Security\r\nEventCode=4624\r\nMessage=An account was logged on.\r\n',
      documents: [{ kind: 'text' }, { kind: 'text' }],
    },
  ],
  detects: (head) => {
    const text = head.toString('latin1', 0, 4096).trimStart();
    START.lastIndex = 0;
    return START.exec(text)?.index === 0;
  },
  *read(file, options) {
    yield* inBatches(events(readChunks(file, options), options), options.batchSize, () => ({ kind: 'text' }));
  },
};

function* events(chunks: Iterable<Buffer>, options: ReadOptions): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let number = 0;
  let left = '';
  const take = function* (text: string): Iterable<ByteRecord> {
    const trimmed = text.trim();
    if (trimmed === '') return;
    number += 1;
    const bytes = Buffer.from(trimmed, 'latin1');
    if (!search || search.over(bytes)(0, bytes.length)) yield { number, bytes };
  };
  // Bytes as Latin-1: a chunk may end inside a character, an event does not.
  for (const chunk of chunks) {
    const text = left + chunk.toString('latin1');
    const starts = [...text.matchAll(START)].map((match) => match.index);
    let from = 0;
    for (const start of starts) {
      yield* take(text.slice(from, start));
      from = start;
    }
    left = text.slice(from);
  }
  yield* take(left);
  options.onEnd?.(number);
}
