import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { LogFile, LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';
import { EVENT_START, partsOf, startsEvent } from './windows-text/parts.ts';
import { windowsTextDocument } from './windows-text/document.ts';

/** A longer event is none that Windows wrote. */
const LONGEST_EVENT = 64 << 20;
/** More than what EVENT_START may match: it may lie across the end of a chunk. */
const LONGEST_START = 128;

/**
 * Windows events as text over several lines, as Splunk's forwarders send them without `renderXml`: a time, lines of
 * `key=value`, and a message. Changes in Active Directory look alike.
 */
export const windowsTextReader: LogReader = {
  name: 'windows-text',
  summary: 'Windows events as text over several lines (WinEventLog)',
  reference: 'https://help.splunk.com/en/splunk-enterprise/get-started/get-data-in — Monitor Windows event log data',
  samples: [
    {
      title: 'Two events, each over several lines',
      log: '05/06/2026 01:41:02 PM\r\nLogName=Security\r\nEventCode=4625\r\nMessage=An account failed to log on.\r\n\r\n05/06/2026 01:41:03 PM\r\nLogName=Security\r\nEventCode=4624\r\nMessage=An account was logged on.\r\n',
      documents: [
        {
          kind: 'text',
          format: 'windows-text',
          value: { LogName: 'Security', EventCode: '4625', Message: 'An account failed to log on.' },
        },
        {
          kind: 'text',
          format: 'windows-text',
          value: { LogName: 'Security', EventCode: '4624', Message: 'An account was logged on.' },
        },
      ],
    },
  ],
  detects: (head) => startsEvent(head.toString('latin1', 0, 4096).trimStart()),
  *read(file, options) {
    yield* inBatches(events(readChunks(file, options), options, file), options.batchSize, windowsTextDocument);
  },
};

function* events(chunks: Iterable<Buffer>, options: ReadOptions, file: LogFile): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let number = 0;
  let left = '';
  /** The length of an event of which nothing is kept any more. */
  let refused = 0;
  function* take(text: string): Iterable<ByteRecord> {
    if (refused > 0) {
      number += 1;
      const size = (refused + text.length) >> 20;
      const message = `Record ${number} has ${size} MiB, more than ${LONGEST_EVENT >> 20} MiB; it was left out.`;
      options.report(createDiagnostic('data-limit', file.name, FILE_START, message));
      refused = 0;
      return;
    }
    for (const part of partsOf(text)) {
      const trimmed = part.trim();
      if (trimmed === '') continue;
      number += 1;
      if (!startsEvent(trimmed)) {
        const message = `Record ${number} is damaged: its first lines are no time and head of an event. It is read as text.`;
        options.report(createDiagnostic('malformed-event', file.name, FILE_START, message));
      }
      const bytes = Buffer.from(trimmed, 'latin1');
      if (!search || search.over(bytes)(0, bytes.length)) yield { number, bytes };
    }
  }
  // Bytes as Latin-1: a chunk may end inside a character, an event does not.
  for (const chunk of chunks) {
    const searchedTo = Math.max(0, left.length - LONGEST_START);
    const text = left + chunk.toString('latin1');
    let from = 0;
    EVENT_START.lastIndex = searchedTo;
    for (let match = EVENT_START.exec(text); match; match = EVENT_START.exec(text)) {
      if (match.index === from) continue;
      yield* take(text.slice(from, match.index));
      from = match.index;
    }
    left = text.slice(from);
    if (left.length <= LONGEST_EVENT) continue;
    const kept = left.slice(-LONGEST_START);
    refused += left.length - kept.length;
    left = kept;
  }
  yield* take(left);
  options.onEnd?.(number);
}
