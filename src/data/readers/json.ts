import { CODES } from '../../diagnostics/codes.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { byteOrderMark, readChunks } from '../chunks.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { type RecordText, recordTexts } from './json/record-texts.ts';
import { jsonSamples } from './json/samples.ts';
import { PassedLines } from './json/passed-lines.ts';
import { isObject, parseJson } from './json/value.ts';
import { documentOf } from './json/windows.ts';
import { isKnownText, textDocument } from './text-document.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * JSON logs: one object a line, objects one after another however they are broken into lines, arrays of objects, and
 * the envelopes in which cloud services deliver records (`{"Records":[…]}`, `{"value":[…]}`). Windows events in the
 * JSON of the usual tools are Windows events.
 */
export const jsonReader: LogReader = {
  name: 'json',
  summary: 'JSON: lines, arrays, envelopes, objects one after another',
  reference: 'https://www.rfc-editor.org/rfc/rfc8259',
  samples: jsonSamples,
  detects: (head) => {
    const text = head
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimStart();
    return /^(?:\{\s*(?:"|\}|$)|\[\s*(?:\{|\]|$))/.test(text);
  },
  read: (file, options) => inBatches(file, options),
  nextRecord: nextLineObject,
};

/** Where an object begins that follows one on the line before, in a log with an object a line. */
function nextLineObject(bytes: Buffer, head: Buffer): number | undefined {
  const first = head.toString('utf8', byteOrderMark(head), Math.max(0, head.indexOf(LINE_FEED)));
  if (!isWholeObject(first)) return undefined;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    const before = bytes[at - 1] === CARRIAGE_RETURN ? bytes[at - 2] : bytes[at - 1];
    if (before === CLOSE_BRACE && bytes[at + 1] === OPEN_BRACE) return at + 1;
  }
  return undefined;
}

function isWholeObject(text: string): boolean {
  try {
    return isObject(parseJson(text));
  } catch {
    return false;
  }
}

interface JsonRecord {
  readonly number: number;
  readonly raw: string;
  /** Absent where the text is no whole JSON object: the event is its text. */
  readonly value?: Readonly<Record<string, unknown>>;
}

function* inBatches(file: LogFile, options: ReadOptions): Iterable<RecordBatch> {
  const passed = PassedLines.of(options.needles);
  try {
    yield* batches(file, options, passed);
  } finally {
    passed?.close();
  }
}

function* batches(file: LogFile, options: ReadOptions, passed: PassedLines | undefined): Iterable<RecordBatch> {
  let number = options.range?.recordsBefore ?? 0;
  let batch: JsonRecord[] = [];
  const wanted = needleTest(options.needles);
  const onLimit = (message: string): void => report(options, file, `Record ${number + 1} is ${message}.`, 'data-limit');
  for (const found of recordTexts(readChunks(file, options), { wanted, passed, onLimit })) {
    number += 1;
    if (found.kind === 'unwanted') continue;
    const { text: raw } = found;
    const why = complaintOf(found);
    if (why !== undefined) report(options, file, `Record ${number} is no whole JSON: ${why}. It is read as text.`);
    if (found.kind !== 'parsed' && !wanted(raw)) continue;
    if (found.kind === 'damaged' || found.kind === 'line') batch.push({ number, raw });
    else if (found.kind === 'parsed') batch.push({ number, raw, value: found.value });
    else {
      try {
        const value = parseJson(raw);
        if (isObject(value)) batch.push({ number, raw, value });
        else report(options, file, `Record ${number} could not be read: it is no object.`);
      } catch (error) {
        const why = (error as SyntaxError).message;
        report(options, file, `Record ${number} is no whole JSON: ${why}. It is read as text.`);
        batch.push({ number, raw });
      }
    }
    if (batch.length === options.batchSize) {
      yield new JsonBatch(batch);
      batch = [];
    }
  }
  if (batch.length > 0) yield new JsonBatch(batch);
  options.onEnd?.(number);
}

/** A line that another format explains is not damaged: the log was put together of several. */
function complaintOf(found: Exclude<RecordText, { readonly kind: 'unwanted' }>): string | undefined {
  if (found.kind === 'damaged') return found.why;
  return found.kind === 'line' && !isKnownText(found.text) ? 'there is no JSON object' : undefined;
}

function report(
  options: ReadOptions,
  file: LogFile,
  message: string,
  name: 'malformed-event' | 'data-limit' = 'malformed-event',
) {
  const { code, severity } = CODES[name];
  options.report({ code, name, severity, message, file: file.name, range: FILE_START });
}

/** Of two backslashes the first escapes the second. */
const ESCAPE = /(?<!\\)(?:\\\\)*\\u/;

/** Whether a text holds one of every group; a text with `\u` escapes may hold anything. */
function needleTest(needles: ReadOptions['needles']): (text: string) => boolean {
  if (!needles || needles.length === 0) return () => true;
  const groups = needles.map((group) => group.map((needle) => needle.toLowerCase()));
  return (text) => {
    if (text.includes('\\u') && ESCAPE.test(text)) return true;
    const lower = text.toLowerCase();
    return groups.every((group) => group.some((needle) => lower.includes(needle)));
  };
}

class JsonBatch implements RecordBatch {
  readonly #records: readonly JsonRecord[];
  readonly #documents: (EventDocument | undefined)[] = [];

  constructor(records: readonly JsonRecord[]) {
    this.#records = records;
  }

  get length(): number {
    return this.#records.length;
  }

  record(index: number): number {
    return this.#at(index).number;
  }

  raw(index: number): string {
    return this.#at(index).raw;
  }

  document(index: number): EventDocument {
    let document = this.#documents[index];
    if (!document) {
      const { value } = this.#at(index);
      document = value ? documentOf(value) : textDocument(this.raw(index));
      this.#documents[index] = document;
    }
    return document;
  }

  #at(index: number): JsonRecord {
    const record = this.#records[index];
    if (!record) throw new RangeError(`There is no record ${index} in this batch.`);
    return record;
  }
}
