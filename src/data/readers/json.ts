import { CODES } from '../../diagnostics/codes.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks } from '../chunks.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { type RecordText, recordTexts } from './json/record-texts.ts';
import { jsonSamples } from './json/samples.ts';
import { isObject, parseJson } from './json/value.ts';
import { documentOf } from './json/windows.ts';
import { isKnownText, textDocument } from './text-document.ts';

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
  const onLimit = (message: string): void => report(options, file, `Record ${number + 1} is ${message}.`, 'data-limit');
  for (const found of recordTexts(readChunks(file, options), { wanted, onLimit })) {
    number += 1;
    const { text: raw } = found;
    const why = complaintOf(found);
    if (why !== undefined) report(options, file, `Record ${number} is no whole JSON: ${why}. It is read as text.`);
    if (found.kind === 'unwanted' || (found.kind !== 'parsed' && !wanted(raw))) continue;
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
function complaintOf(found: RecordText): string | undefined {
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
