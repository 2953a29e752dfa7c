import type { ByteSpans, EventDocument, RecordBatch } from '../record.ts';
import { ShapedEvents } from './xml/event-shapes.ts';

const SYSTEM_TIME = Buffer.from('SystemTime=');

export type ParseDocument = (raw: string, number: number) => EventDocument;

/** Windows events as XML, and what may stand between them, one behind another in one run of bytes. */
export class SpanBatch implements RecordBatch {
  readonly spans: ByteSpans;
  readonly #numbers: Float64Array;
  readonly #parse: ParseDocument;
  readonly #events: ShapedEvents;
  /** Of records in other forms: what is wrong with one is reported once. */
  readonly #others = new Map<number, EventDocument>();
  /** Who wants more than one at a time keeps them. */
  #last: { readonly index: number; readonly document: EventDocument } | undefined;

  constructor(spans: ByteSpans, numbers: Float64Array, parse: ParseDocument) {
    this.spans = spans;
    this.#numbers = numbers;
    this.#parse = parse;
    this.#events = new ShapedEvents(spans);
  }

  get length(): number {
    return this.#numbers.length;
  }

  record(index: number): number {
    const number = this.#numbers[index];
    if (number === undefined) throw new RangeError(`There is no record ${index} in this batch.`);
    return number;
  }

  raw(index: number): string {
    const { bytes, starts, ends } = this.spans;
    return bytes.toString('utf8', starts[index], ends[index]);
  }

  /** The `SystemTime` of a Windows event, found without decoding the whole text. */
  timeText(index: number): string | undefined {
    const { bytes, starts, ends } = this.spans;
    const limit = ends[index] as number;
    const at = bytes.indexOf(SYSTEM_TIME, starts[index]);
    if (at < 0 || at >= limit) return undefined;
    const start = at + SYSTEM_TIME.length + 1;
    const end = bytes.indexOf(bytes[start - 1] as number, start);
    return end < 0 || end >= limit ? undefined : bytes.toString('latin1', start, end);
  }

  document(index: number): EventDocument {
    if (this.#last?.index === index) return this.#last.document;
    const document = this.#others.get(index) ?? this.#read(index);
    this.#last = { index, document };
    return document;
  }

  #read(index: number): EventDocument {
    const event = this.#events.event(index);
    if (event) return { kind: 'windows', event };
    const document = this.#parse(this.raw(index), this.record(index));
    this.#others.set(index, document);
    return document;
  }
}

/** Gathers records that stand apart into batches, so that a few of them do not keep megabytes alive. */
export class SpanCollector {
  readonly #size: number;
  readonly #parse: ParseDocument;
  #bytes = Buffer.alloc(0);
  #used = 0;
  #numbers: number[] = [];
  #starts: number[] = [];
  #ends: number[] = [];

  constructor(size: number, parse: ParseDocument) {
    this.#size = size;
    this.#parse = parse;
  }

  /** A batch, when this record fills it. */
  add(number: number, record: Uint8Array): SpanBatch | undefined {
    if (this.#used + record.length > this.#bytes.length) this.#grow(this.#used + record.length);
    this.#bytes.set(record, this.#used);
    this.#numbers.push(number);
    this.#starts.push(this.#used);
    this.#used += record.length;
    this.#ends.push(this.#used);
    return this.#numbers.length >= this.#size || this.#used >= MOST_BYTES ? this.flush() : undefined;
  }

  /** What was gathered since the last batch. */
  flush(): SpanBatch | undefined {
    if (this.#numbers.length === 0) return undefined;
    const spans = {
      bytes: this.#bytes,
      starts: Uint32Array.from(this.#starts),
      ends: Uint32Array.from(this.#ends),
    };
    const batch = new SpanBatch(spans, Float64Array.from(this.#numbers), this.#parse);
    this.#bytes = Buffer.alloc(0);
    this.#used = 0;
    this.#numbers = [];
    this.#starts = [];
    this.#ends = [];
    return batch;
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2, FIRST_BYTES));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
  }
}

const FIRST_BYTES = 16 << 10;
const MOST_BYTES = 2 << 20;
