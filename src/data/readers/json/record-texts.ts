import { arrayElements, envelopeOpening, envelopeRecords } from './envelope.ts';
import { nextElement, nextStart, nextValue, objectEnd, signatureOf } from './scanner.ts';
import { isObject, parseJson } from './value.ts';
import type { PassedLines } from './passed-lines.ts';
import { Window } from './window.ts';

/** A single value beyond this is too much to hold. */
const VALUE_LIMIT = 1 << 28;
/** An object that begins as an envelope does and is longer than this is one: its records are read one by one. */
const LARGEST_RECORD = 8 << 20;
/** As much is looked at behind the records of an envelope for its end. */
const LONGEST_FOOT = 1 << 20;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The text of a record: whole as far as its brackets tell; parsed; told from its line to hold no needle; damaged. */
export type RecordText =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'unwanted' }
  | { readonly kind: 'parsed'; readonly text: string; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'damaged'; readonly text: string; readonly why: string }
  /** No JSON at all. */
  | { readonly kind: 'line'; readonly text: string };

interface TextOptions {
  wanted(text: string): boolean;
  /** Lines that are not wanted, as far as their bytes tell. */
  readonly passed?: PassedLines | undefined;
  /** What the next record is: too long. Nothing behind it is read. */
  onLimit(what: string): void;
}

/** What the records stand in. An envelope whose end was not read may be damaged. */
type Inside = 'nothing' | 'array' | 'envelope' | 'damaged envelope';

/** The texts of the records of a log. */
export function* recordTexts(chunks: Iterable<Buffer>, options: TextOptions): Iterable<RecordText> {
  const input = new Window(chunks);
  let inside: Inside = input.skipOpening() ? 'array' : 'nothing';
  /** How the elements of the array begin. */
  let signature: string | undefined;
  for (;;) {
    if (inside === 'nothing') yield* wholeLines(input, options);
    const { bytes } = input;
    const found = nextValue(bytes, input.at, input.lineFeeds);
    if (found.kind === 'end') {
      if (input.more(bytes.length)) continue;
      return;
    }
    const { start } = found;
    const like = inside === 'nothing' ? undefined : (signatureOf(bytes, start) ?? signature);
    const behind = (to: number): number | undefined =>
      like === undefined ? undefined : nextElement(bytes.subarray(0, to), start + 1, like);
    // In an envelope that is damaged a record may seem to hold those behind it.
    if (found.kind === 'value' && !(inside === 'damaged envelope' && behind(found.end) !== undefined)) {
      const records = unwrapped(bytes, start, found.end);
      if (records !== 'damaged' || inside !== 'nothing') {
        input.at = found.end;
        signature = like;
        const texts = records === 'damaged' ? [bytes.toString('utf8', start, found.end)] : records;
        for (const text of texts) yield { kind: 'whole', text };
        continue;
      }
    }
    const tooLong = bytes.length - start > VALUE_LIMIT;
    const isWhole = found.kind !== 'open' && found.end < bytes.length;
    const isLong: boolean = found.kind === 'open' && bytes.length - start > LARGEST_RECORD && inside === 'nothing';
    const streamed: number | undefined = isLong ? envelopeOpening(bytes, start) : undefined;
    if (streamed === undefined && found.kind !== 'value' && !isWhole && !tooLong && input.more(start)) continue;
    // An envelope that is damaged somewhere is read record by record.
    const opening = streamed ?? (inside === 'nothing' ? envelopeOpening(bytes, start) : undefined);
    if (opening !== undefined) {
      inside = streamed === undefined ? 'damaged envelope' : 'envelope';
      input.at = opening;
      continue;
    }
    if (found.kind === 'stray' && inside !== 'nothing' && bytes[start] === CLOSE_BRACKET) {
      input.at = start + 1;
      if (inside !== 'array') skipFoot(input, inside === 'envelope');
      inside = 'nothing';
      continue;
    }
    // Lines of another format stand each for itself.
    const isText = found.kind === 'stray' && inside === 'nothing';
    const line = found.kind === 'open' ? nextStart(bytes, start + 1) : found.end;
    const end = isText ? Math.min(line, input.lineFeeds.after(start)) : (behind(line) ?? line);
    if (tooLong && end === bytes.length) {
      options.onLimit(`longer than ${VALUE_LIMIT >> 20} MiB`);
      return;
    }
    input.at = end;
    const text = bytes.toString('utf8', start, end).trim();
    if (isText) yield { kind: 'line', text };
    else yield { kind: 'damaged', why: WHY[found.kind], text: inside === 'nothing' ? text : text.replace(/\s*,$/, '') };
  }
}

const WHY = {
  value: 'it breaks off',
  open: 'it does not end',
  broken: 'it breaks off',
  stray: 'there is no JSON object',
};

const UNWANTED: RecordText = { kind: 'unwanted' };

/** Records that are a line each, as long as they are: most logs have no others, and parsing finds the end of what is whole. */
function* wholeLines(input: Window, { wanted, passed }: TextOptions): Iterable<RecordText> {
  for (;;) {
    const { bytes } = input;
    let start = input.at;
    while (start < bytes.length && (bytes[start] as number) <= 0x20) start += 1;
    if (bytes[start] !== OPEN_BRACE) return;
    const end = input.lineFeeds.after(start);
    if (end === bytes.length) return;
    if (passed?.has(bytes, start, end)) {
      yield UNWANTED;
      input.at = end;
      continue;
    }
    const text = bytes.toString('utf8', start, end).trimEnd();
    if (!text.endsWith('}')) return;
    if (!wanted(text) && !MAY_HOLD_SEVERAL.test(text)) {
      yield UNWANTED;
    } else {
      const value = objectOf(text);
      if (!value) return;
      const records = isEnvelopeLike(text) ? envelopeRecords(text, value) : undefined;
      if (records) for (const record of records) yield { kind: 'whole', text: record };
      else if (wanted(text)) yield { kind: 'parsed', text, value };
      else yield UNWANTED;
    }
    input.at = end;
  }
}

/** Two objects behind one another, or an envelope. */
const MAY_HOLD_SEVERAL = /\}\s*,?\s*\{|"(?:[Rr]ecords|value|items|[Ee]vents|hits)"\s*:\s*\[/;

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    // The line is no object, or holds several: the scanner tells.
    return undefined;
  }
}

/** What else an envelope holds is no record. One that is damaged ends anywhere: the next line that begins with a bracket counts. */
function skipFoot(input: Window, isIntact: boolean): void {
  for (;;) {
    const { bytes, at } = input;
    const end = isIntact ? objectEnd(bytes, at) : nextStart(bytes, at);
    const found = end >= 0 && end < bytes.length;
    if (found || bytes.length - at > LONGEST_FOOT || !input.more(at)) {
      input.at = end < 0 ? nextStart(bytes, at) : end;
      return;
    }
  }
}

/** A value's records: the elements of an array, what an envelope wraps, or the value itself. */
function unwrapped(bytes: Buffer, start: number, end: number): readonly string[] | 'damaged' {
  if (bytes[start] === OPEN_BRACKET) return arrayElements(bytes.subarray(start, end), 0);
  const text = bytes.toString('utf8', start, end);
  if (!isEnvelopeLike(text)) return [text];
  try {
    return envelopeRecords(text, parseJson(text)) ?? [text];
  } catch {
    return envelopeOpening(bytes, start) === undefined ? [text] : 'damaged';
  }
}

const isEnvelopeLike = (text: string): boolean => /"(?:[Rr]ecords|value|items|[Ee]vents|hits)"\s*:\s*\[/.test(text);
