import type { ByteSpans, RecordBatch } from '../../../data/record.ts';
import type { Capture } from '../../../data/scan/capture.ts';
import { captureValues, namesIn } from '../../../data/scan/captures.ts';
import type { TextCodes } from '../../../data/scan/text-codes.ts';
import {
  type Codes,
  codesOfRows,
  computedOnce,
  constantCodes,
  firstOf,
  mappedCodes,
  noCodes,
} from '../../../table/codes.ts';
import type { Value } from '../../../table/value.ts';
import type { Extraction, FieldValues } from '../extraction/extraction.ts';
import { IndexedBatch } from '../indexing/indexed-batch.ts';
import { EventTimes } from './event-times.ts';
import type { ProfileRuntime } from './profile-runtime.ts';

/** How many fields of an event are searched for one by one before all are taken at once. */
const SINGLE_LOOKUPS = 3;

const NO_VALUES: FieldValues = new Map();

type Extracted = string | readonly string[] | undefined;

/** Where a name is first seen: the row, the extraction's place, the place in the row's text. */
interface FoundName {
  readonly name: string;
  readonly row: number;
  readonly index: number;
  readonly at: number;
}

/** The events of one record batch, with what was extracted from them so far. */
export class EventRows {
  readonly records: RecordBatch;
  readonly runtimes: readonly ProfileRuntime[];
  readonly times: EventTimes;
  readonly #raws: (string | undefined)[] = [];
  /** By row, then by the extraction's place. */
  readonly #extracted: (FieldValues | undefined)[][] = [];
  readonly #asked: number[] = [];
  readonly #captures = new Map<Capture, TextCodes | undefined>();
  /** By the extraction's place, then by the text that it reads. */
  readonly #ofTexts: Map<string, FieldValues>[] = [];
  #elements: boolean | undefined;

  /** `runtimes[row]` is what holds for the row's kind. */
  constructor(records: RecordBatch, runtimes: readonly ProfileRuntime[], fallbackTime: (row: number) => number | null) {
    this.records = records;
    this.runtimes = runtimes;
    this.times = new EventTimes(records, (row) => this.raw(row), fallbackTime);
  }

  get length(): number {
    return this.records.length;
  }

  runtime(row: number): ProfileRuntime {
    return this.runtimes[row] as ProfileRuntime;
  }

  raw(row: number): string {
    let raw = this.#raws[row];
    if (raw === undefined) {
      raw = this.records.raw(row);
      this.#raws[row] = raw;
    }
    return raw;
  }

  /** What the extractions before `limit` give for a field. */
  extracted(row: number, name: string, limit = Number.POSITIVE_INFINITY): Extracted {
    const runtime = this.runtime(row);
    const { extractions } = runtime.profile;
    let value: Extracted;
    for (const at of runtime.producers(name)) {
      if (at >= limit) break;
      const extraction = extractions[at] as Extraction;
      if (value !== undefined && !extraction.adds) continue;
      const found = this.#one(row, extraction, at, name);
      if (found === undefined) continue;
      value = value === undefined ? found : [...listed(value), ...listed(found)];
    }
    return value ?? this.#cell(row, name);
  }

  /** What all events are, when they are of one kind. */
  get commonRuntime(): ProfileRuntime | undefined {
    const [first] = this.runtimes;
    return this.runtimes.every((runtime) => runtime === first) ? first : undefined;
  }

  /** What `extracted` gives for every row, when the bytes of the events tell; undefined when they do not. */
  extractedCodes(runtime: ProfileRuntime, name: string): TextCodes | undefined {
    const { spans } = this.records;
    const captures = spans && this.#areElements(spans) ? capturesOf(runtime, name) : undefined;
    return spans && captures && captureValues(spans, captures);
  }

  /** The same, where what the bytes do not tell is found row by row. `limit`: what the extractions before it give. */
  extractedByStep(runtime: ProfileRuntime, name: string, limit = Number.POSITIVE_INFINITY): Codes | undefined {
    const { spans } = this.records;
    if (!spans || !this.#areElements(spans)) return undefined;
    let found: Codes = noCodes(this.length);
    for (const at of runtime.producers(name)) {
      if (at >= limit) break;
      const step = runtime.profile.extractions[at] as Extraction;
      const next = this.#byStep(spans, runtime, step, at, name);
      found = step.adds && found.size > 1 && next.size > 1 ? this.#together(found, next) : firstOf(found, next);
    }
    return found;
  }

  /** What one extraction gives. */
  #byStep(spans: ByteSpans, runtime: ProfileRuntime, step: Extraction, at: number, name: string): Codes {
    if (step.sourceKey !== '_raw') {
      const texts = this.#sourceTexts(spans, runtime, step, at);
      if (texts) return mappedCodes(texts, (text) => this.#fromText(step, at, text)?.get(name) ?? null);
    }
    const capture = step.sourceKey === '_raw' ? step.capture?.(name) : undefined;
    const codes = capture && this.#captured(spans, capture);
    const { shape } = step;
    if (codes) return shape ? mappedCodes(codes, (text) => (text === null ? null : shape(text as string))) : codes;
    return codesOfRows(this.length, this.#oneByOne(spans, step, at, name));
  }

  /** The texts that an extraction reads, where they are those of a field. */
  #sourceTexts(
    spans: ByteSpans,
    runtime: ProfileRuntime,
    { sourceKey, inline }: Extraction,
    at: number,
  ): Codes | undefined {
    if (indexedNames(sourceKey)) return undefined;
    const metadata = this.metadata(0, metadataName(sourceKey));
    if (metadata !== undefined) return constantCodes(this.length, metadata);
    const texts = this.extractedByStep(runtime, sourceKey, at);
    const last = runtime.profile.extractions.length - 1;
    const automatic = runtime.profile.extractions[last];
    if (!texts || inline || !automatic?.automatic) return texts;
    return firstOf(texts, this.#byStep(spans, runtime, automatic, last, sourceKey));
  }

  /** What an extraction gives for a text, once. */
  #fromText(step: Extraction, at: number, value: Value): FieldValues | undefined {
    if (value === null) return undefined;
    const text = joined(value as string | readonly string[]);
    const known = this.#ofTexts[at] ?? new Map<string, FieldValues>();
    this.#ofTexts[at] = known;
    let values = known.get(text);
    if (!values) {
      values = step.extract(text);
      known.set(text, values);
    }
    return values;
  }

  /** What a capture finds, once. */
  #captured(spans: ByteSpans, capture: Capture): TextCodes | undefined {
    if (!this.#captures.has(capture)) this.#captures.set(capture, captureValues(spans, [capture]));
    return this.#captures.get(capture);
  }

  /** The values of a step behind those of the steps before it. */
  #together(before: Codes, added: Codes): Codes {
    return computedOnce([before, added], this.length, (row) => {
      const value = before.value(before.numbers[row] as number) as string | readonly string[] | null;
      const more = added.value(added.numbers[row] as number) as string | readonly string[] | null;
      return value === null ? more : more === null ? value : [...listed(value), ...listed(more)];
    });
  }

  /** One step's values; of rows without the text that its expression begins with, none is looked at. */
  #oneByOne(spans: ByteSpans, step: Extraction, at: number, name: string): (row: number) => Value {
    const value = (row: number): Value => this.#one(row, step, at, name) ?? null;
    const start = step.sourceKey === '_raw' ? step.startsWith : undefined;
    const holds = start && this.#captured(spans, start);
    return holds ? (row) => (holds.numbers[row] === 0 ? null : value(row)) : value;
  }

  /** Elements are no rows of a table, see `#cells`. */
  #areElements({ bytes, starts }: ByteSpans): boolean {
    this.#elements ??= starts.every((start) => bytes[start] === 0x3c);
    return this.#elements;
  }

  /** Fields of a table's row: its header names them, as INDEXED_EXTRACTIONS does. */
  #cells(row: number): Readonly<Record<string, string>> | undefined {
    if (/^\s*[<{[]/.test(this.raw(row))) return undefined;
    const document = this.records.document(row);
    return document.kind === 'object' ? document.cells : undefined;
  }

  /** Fields that index-time settings wrote. */
  #written(row: number): ReadonlyMap<string, readonly string[]> | undefined {
    return this.records instanceof IndexedBatch ? this.records.event(row).fields : undefined;
  }

  #cell(row: number, name: string): Extracted {
    const written = this.#written(row)?.get(name);
    if (written) return written.length === 1 ? written[0] : written;
    const cells = this.#cells(row);
    return cells && Object.hasOwn(cells, name) ? cells[name] : undefined;
  }

  /** What the rows are. */
  runtimesOf(rows: Uint32Array): ReadonlySet<ProfileRuntime> {
    const runtimes = new Set<ProfileRuntime>();
    for (const row of rows) runtimes.add(this.runtime(row));
    return runtimes;
  }

  /** The fields that extractions name by the event, in the order in which the rows show them. */
  namesOneByOne(rows: Uint32Array): ReadonlySet<string> {
    const names = new Set<string>();
    for (const row of rows) {
      this.runtime(row).profile.extractions.forEach((extraction, at) => {
        if (extraction.fields) return;
        for (const name of this.#all(row, extraction, at).keys()) names.add(name);
      });
      for (const name of Object.keys(this.#cells(row) ?? {})) names.add(name);
      for (const name of this.#written(row)?.keys() ?? []) names.add(name);
    }
    return names;
  }

  /** The same, from the bytes of all events; undefined where they do not tell. */
  namesTogether(rows: Uint32Array): readonly string[] | undefined {
    const { spans } = this.records;
    const runtime = this.commonRuntime;
    if (!spans || !runtime || !this.#areElements(spans)) return undefined;
    const found: FoundName[] = [];
    for (const [index, extraction] of runtime.profile.extractions.entries()) {
      if (extraction.fields) continue;
      const place = extraction.sourceKey === '_raw' ? extraction.capture?.('a')?.names : undefined;
      const names = place && namesIn(spans, place);
      if (!names) return undefined;
      for (const name of names) {
        const capture = extraction.capture?.(name);
        const codes = capture && this.#captured(spans, capture);
        if (!codes) return undefined;
        const row = rows.find((row) => codes.numbers[row] !== 0);
        if (row === undefined) continue;
        found.push({ name, row, index, at: this.raw(row).indexOf(place.opening + name + place.stop) });
      }
    }
    found.sort((left, right) => left.row - right.row || left.index - right.index || left.at - right.at);
    return found.map(({ name }) => name);
  }

  #one(row: number, extraction: Extraction, at: number, name: string): Extracted {
    if (!extraction.field) return this.#all(row, extraction, at).get(name);
    if (!extraction.fields) {
      // One field is found faster by itself; who asks for several is served from all of them.
      const asked = (this.#asked[row] ?? 0) + 1;
      this.#asked[row] = asked;
      if (asked > SINGLE_LOOKUPS) return this.#all(row, extraction, at).get(name);
    }
    const text = this.#sourceText(row, extraction, at);
    return text === undefined ? undefined : extraction.field(text, name);
  }

  #all(row: number, extraction: Extraction, at: number): FieldValues {
    let known = this.#extracted[row];
    if (!known) {
      known = [];
      this.#extracted[row] = known;
    }
    let values = known[at];
    if (!values) {
      const text = this.#sourceText(row, extraction, at);
      values = text === undefined ? NO_VALUES : extraction.extract(text);
      known[at] = values;
    }
    return values;
  }

  /** A field of automatic extraction, for a transform that reads it: see decision 0058. */
  #paired(row: number, name: string): Extracted {
    const { extractions } = this.runtime(row).profile;
    const last = extractions.length - 1;
    const automatic = extractions[last];
    return automatic?.automatic ? this.#one(row, automatic, last, name) : undefined;
  }

  #sourceText(row: number, { sourceKey, inline }: Extraction, at: number): string | undefined {
    if (sourceKey === '_raw') return this.raw(row);
    const indexed = indexedNames(sourceKey);
    if (indexed) {
      const texts = indexed.map((name) => this.#cell(row, name) ?? this.metadata(row, name));
      return texts.some((text) => text !== undefined)
        ? texts.map((text) => listed(text ?? '').join(' ')).join(' ')
        : undefined;
    }
    const value =
      this.metadata(row, metadataName(sourceKey)) ??
      this.extracted(row, sourceKey, at) ??
      (inline ? undefined : this.#paired(row, sourceKey));
    return value === undefined ? undefined : joined(value);
  }

  /** Fields that stand beside the event and not in it. */
  metadata(row: number, name: string): string | undefined {
    const { kind } = this.runtime(row);
    switch (name) {
      case 'source':
        return kind.source;
      case 'sourcetype':
        return kind.sourcetype;
      case 'host':
        return kind.host;
      case 'index':
        return this.runtime(row).index;
      default:
        return undefined;
    }
  }

  /** A field of the event as it was indexed: its text, its time, its metadata. */
  indexed(row: number, name: string): Value | undefined {
    if (name === '_raw') return this.raw(row);
    if (name === '_time') return this.times.time(row);
    return this.metadata(row, name);
  }
}

/** The fields that a SOURCE_KEY names which means indexed ones. */
const indexedNames = (sourceKey: string): readonly string[] | undefined =>
  /^fields?:(.*)$/
    .exec(sourceKey)?.[1]
    ?.split(',')
    .map((name) => name.trim());

/** The name of metadata that SOURCE_KEY may mean. */
const metadataName = (sourceKey: string): string => sourceKey.replace(/^MetaData:/, '').toLowerCase();

const joined = (value: string | readonly string[]): string => (typeof value === 'string' ? value : value.join('\n'));

const listed = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

const knownCaptures = new WeakMap<ProfileRuntime, Map<string, readonly Capture[] | undefined>>();

/** How bytes are searched for a field. */
function capturesOf(runtime: ProfileRuntime, name: string): readonly Capture[] | undefined {
  let known = knownCaptures.get(runtime);
  if (!known) {
    known = new Map();
    knownCaptures.set(runtime, known);
  }
  if (!known.has(name)) known.set(name, makeCaptures(runtime, name));
  return known.get(name);
}

/** One capture for each extraction that may give the field. */
function makeCaptures(runtime: ProfileRuntime, name: string): readonly Capture[] | undefined {
  const captures: Capture[] = [];
  for (const at of runtime.producers(name)) {
    const extraction = runtime.profile.extractions[at] as Extraction;
    const isCopied = extraction.sourceKey === '_raw' && !extraction.adds && !extraction.shape;
    const capture = isCopied ? extraction.capture?.(name) : undefined;
    if (!capture) return undefined;
    captures.push(capture);
  }
  return captures;
}
