import { CODES } from '../../diagnostics/codes.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks } from '../chunks.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { arrayElements, envelopeOpening, envelopeRecords } from './json/envelope.ts';
import { jsonSamples } from './json/samples.ts';
import { nextElement, nextStart, nextValue, signatureOf } from './json/scanner.ts';
import { isObject, parseJson } from './json/value.ts';
import { documentOf } from './json/windows.ts';

/** A single value beyond this (an array of a whole day's records) is too much to hold. */
const VALUE_LIMIT = 1 << 28;
const CLOSE_BRACKET = 0x5d;

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
};

interface JsonRecord {
  readonly number: number;
  readonly raw: string;
  /** Absent where the text is no whole JSON object: the event is its text. */
  readonly value?: Readonly<Record<string, unknown>>;
}

function* inBatches(file: LogFile, options: ReadOptions): Iterable<RecordBatch> {
  let number = 0;
  let batch: JsonRecord[] = [];
  const wanted = needleTest(options.needles);
  for (const text of recordTexts(file, options, () => number)) {
    number += 1;
    const raw = typeof text === 'string' ? text : text.line;
    if (typeof text !== 'string') {
      report(options, file, `Record ${number} is no whole JSON: ${text.why}. It is read as text.`);
    }
    if (!wanted(raw)) continue;
    if (typeof text !== 'string') {
      batch.push({ number, raw });
    } else {
      try {
        const value = parseJson(text);
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

function report(
  options: ReadOptions,
  file: LogFile,
  message: string,
  name: 'malformed-event' | 'data-limit' = 'malformed-event',
) {
  const { code, severity } = CODES[name];
  options.report({ code, name, severity, message, file: file.name, range: FILE_START });
}

/** Whether a text holds one of every group; a text with `\u` escapes may hold anything. */
function needleTest(needles: ReadOptions['needles']): (text: string) => boolean {
  if (!needles || needles.length === 0) return () => true;
  const groups = needles.map((group) => group.map((needle) => needle.toLowerCase()));
  return (text) => {
    if (text.includes('\\u')) return true;
    const lower = text.toLowerCase();
    return groups.every((group) => group.some((needle) => lower.includes(needle)));
  };
}

/** The texts of the records of a file; a damaged one with what is wrong with it. */
function* recordTexts(
  file: LogFile,
  options: ReadOptions,
  read: () => number,
): Iterable<string | { readonly why: string; readonly line: string }> {
  const input = new Window(readChunks(file, options));
  let inArray = input.skipOpening();
  let inEnvelope = false;
  /** How the elements of the array begin. */
  let signature: string | undefined;
  for (;;) {
    const { bytes } = input;
    const found = nextValue(bytes, input.at);
    if (found.kind === 'end') {
      if (input.more(bytes.length)) continue;
      return;
    }
    const { start } = found;
    const like = inArray ? (signatureOf(bytes, start) ?? signature) : undefined;
    const behind = (to: number): number | undefined =>
      like === undefined ? undefined : nextElement(bytes.subarray(0, to), start + 1, like);
    // In an envelope that is damaged a record may seem to hold those behind it.
    if (found.kind === 'value' && !(inEnvelope && behind(found.end) !== undefined)) {
      const records = unwrapped(bytes, start, found.end);
      if (records !== 'damaged' || inArray) {
        input.at = found.end;
        signature = like;
        yield* records === 'damaged' ? [bytes.toString('utf8', start, found.end)] : records;
        continue;
      }
    }
    const tooLong = bytes.length - start > VALUE_LIMIT;
    const isWhole = found.kind !== 'open' && found.end < bytes.length;
    if (found.kind !== 'value' && !isWhole && !tooLong && input.more(start)) continue;
    // An envelope that is damaged somewhere is read record by record.
    const opening = inArray ? undefined : envelopeOpening(bytes, start);
    if (opening !== undefined) {
      [inArray, inEnvelope] = [true, true];
      input.at = opening;
      continue;
    }
    if (found.kind === 'stray' && inArray && bytes[start] === CLOSE_BRACKET) {
      // What else an envelope holds is no record.
      input.at = inEnvelope ? nextStart(bytes, start + 1) : start + 1;
      [inArray, inEnvelope] = [false, false];
      continue;
    }
    const line = found.kind === 'open' ? nextStart(bytes, start + 1) : found.end;
    const end = behind(line) ?? line;
    if (tooLong && end === bytes.length) {
      report(options, file, `Record ${read() + 1} is longer than ${VALUE_LIMIT >> 20} MiB.`, 'data-limit');
      return;
    }
    input.at = end;
    const text = bytes.toString('utf8', start, end).trim();
    yield { why: WHY[found.kind], line: inArray ? text.replace(/\s*,$/, '') : text };
  }
}

const WHY = {
  value: 'it breaks off',
  open: 'it does not end',
  broken: 'it breaks off',
  stray: 'there is no JSON object',
};

/** A value's records: the elements of an array, what an envelope wraps, or the value itself. */
function unwrapped(bytes: Buffer, start: number, end: number): readonly string[] | 'damaged' {
  if (bytes[start] === 0x5b) return arrayElements(bytes.subarray(start, end), 0);
  const text = bytes.toString('utf8', start, end);
  if (!isEnvelopeLike(text)) return [text];
  try {
    return envelopeRecords(text, parseJson(text)) ?? [text];
  } catch {
    return envelopeOpening(bytes, start) === undefined ? [text] : 'damaged';
  }
}

const isEnvelopeLike = (text: string): boolean => /"(?:[Rr]ecords|value|items|[Ee]vents)"\s*:\s*\[/.test(text);

/** The part of a log that is being scanned: what lies behind is dropped when more is read. */
class Window {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  readonly #chunks: Iterator<Buffer>;

  constructor(chunks: Iterable<Buffer>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  /** Reads on, keeping what begins at `keep`; false at the end of the log. */
  more(keep: number): boolean {
    const parts = [this.bytes.subarray(keep)];
    const kept = this.bytes.length - keep;
    let added = 0;
    // As much again as is kept: the cost of a long value stays linear.
    do {
      const { value, done } = this.#chunks.next();
      if (done) break;
      parts.push(value);
      added += value.length;
    } while (added < kept);
    if (added === 0) return false;
    this.bytes = Buffer.concat(parts);
    this.at = 0;
    return true;
  }

  /** Steps over the bracket of an array that holds everything; true when there is one. */
  skipOpening(): boolean {
    this.more(0);
    let at = 0;
    while ((this.bytes[at] ?? 0x21) <= 0x20) at += 1;
    if (this.bytes[at] !== 0x5b) return false;
    this.at = at + 1;
    return true;
  }
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
      document = value ? documentOf(value) : { kind: 'text' };
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
