import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { LogFile, LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';

/**
 * An event begins with its time on a line of its own, and its head follows: `LogName=Security`, or `dcName=…` where the
 * monitor of Active Directory wrote it.
 */
const START =
  /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}(?:\.\d+)?(?: [AP]M)?\r?\n(?:LogName|EventCode|SourceName|dcName)=/gm;

/** A longer event is none that Windows wrote. */
const LONGEST_EVENT = 64 << 20;
/** More than what START may match: it may lie across the end of a chunk. */
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
      documents: [{ kind: 'text' }, { kind: 'text' }],
    },
  ],
  detects: (head) => {
    const text = head.toString('latin1', 0, 4096).trimStart();
    return startsEvent(text);
  },
  *read(file, options) {
    yield* inBatches(events(readChunks(file, options), options, file), options.batchSize, () => ({ kind: 'text' }));
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
      if (number > 1 && !startsEvent(trimmed)) {
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
    START.lastIndex = searchedTo;
    for (let match = START.exec(text); match; match = START.exec(text)) {
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

/** Leaves the search for starts where it is. */
const FIRST_LINES = new RegExp(START.source);

const startsEvent = (text: string): boolean => FIRST_LINES.test(text);

/** A second head in what counts as one event begins another, whose time is damaged. */
const HEAD = /\n[^\n]{0,80}\n?LogName=/g;

function* partsOf(text: string): Iterable<string> {
  let from = 0;
  let heads = 0;
  for (const { index } of text.matchAll(HEAD)) {
    heads += 1;
    // The first is the event's own.
    if (heads === 1) continue;
    yield text.slice(from, index);
    from = index;
  }
  yield text.slice(from);
}
