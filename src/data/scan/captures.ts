import type { ByteSpans } from '../record.ts';
import type { Capture, NamePlace } from './capture.ts';
import { fingerprint } from './fingerprint.ts';
import { ScanMemory, SLACK } from './memory.ts';

/** A text for each record, as numbers of distinct ones; number 0 is null. */
export interface TextCodes {
  readonly numbers: Uint32Array;
  readonly values: readonly (string | null)[];
}

const INTEGER = 4;
const SPAN = 8;
const STEP_INTEGERS = 5;
const CLASS_SIZE = 256;
const EMPTY = { value: 0, later: 1, none: 2 } as const;
const MOST = 0x7fffffff;

const PROGRAM = 1024;
const MOST_STEPS = 16;
const CLASSES = PROGRAM + MOST_STEPS * STEP_INTEGERS * INTEGER;
const TEXTS = CLASSES + MOST_STEPS * CLASS_SIZE;
const MOST_TEXT = 8 << 10;
/** Behind this the tables of one batch of records. */
const TABLES = TEXTS + MOST_TEXT + SLACK;
/** Bytes that one name takes at least, on an average. */
const BYTES_PER_NAME = 16;

/** Where the names of the records at hand stand. */
interface NameIndex {
  readonly places: number;
  readonly firsts: number;
  readonly count: number;
  readonly plain: boolean;
  /** Each once, when they were asked for. */
  names?: ReadonlySet<string>;
}

/** Finds values in the bytes of many records at once. One batch of records is at hand at a time. */
class Captures {
  readonly #memory = new ScanMemory();
  #loaded: ByteSpans | undefined;
  #out = 0;
  #codes = 0;
  #distinct = 0;
  #slots = 0;
  #slotCount = 0;
  #bytes = 0;
  #offset = 0;
  #size = 0;
  /** Where the memory is free. */
  #free = 0;
  readonly #names = new Map<string, NameIndex>();

  /**
   * For each record the value of the first capture that has one, numbered; null where none has. Undefined when a capture
   * by name does not hold for these records.
   */
  values(spans: ByteSpans, captures: readonly Capture[]): TextCodes | undefined {
    this.#load(spans);
    const indexes = captures.map(({ names }) => names && this.#indexOf(names, spans.starts.length));
    if (indexes.some((index) => index?.plain === false)) return undefined;
    const count = spans.starts.length;
    this.#memory.integers(this.#out, count * 2).fill(0);
    captures.forEach((capture, at) => {
      this.#run(capture, indexes[at], count);
    });
    return this.#encoded(spans, count);
  }

  /** The names that stand in the records, each once, in order; undefined where some are no plain ones. */
  names(spans: ByteSpans, place: NamePlace): readonly string[] | undefined {
    this.#load(spans);
    const index = this.#indexOf(place, spans.starts.length);
    return index.plain ? [...this.#distinctNames(index)] : undefined;
  }

  #distinctNames(index: NameIndex): ReadonlySet<string> {
    index.names ??= new Set(this.#readNames(index));
    return index.names;
  }

  #readNames({ places, count }: NameIndex): readonly string[] {
    const { exports } = this.#memory;
    const texts = this.#free;
    const codes = texts + count * SPAN;
    const distinct = codes + count * INTEGER;
    const slots = distinct + count * SPAN;
    const slotCount = 2 ** Math.ceil(Math.log2(count * 2 + 1));
    this.#memory.reserve(slots + slotCount * INTEGER);
    this.#memory.integers(slots, slotCount).fill(0);
    exports.nameSpans(places, count, texts);
    const number = exports.encode(texts, count, codes, distinct, slots, slotCount);
    const found = this.#memory.integers(distinct, number * 2);
    const { buffer } = this.#memory.bytes;
    return Array.from({ length: number }, (_, at) => {
      const [start, end] = [found[at * 2] as number, found[at * 2 + 1] as number];
      return Buffer.from(buffer, start, end - start).toString('latin1');
    });
  }

  #run({ steps, empty, name }: Capture, index: NameIndex | undefined, count: number): void {
    if (index && (index.count === 0 || (name !== undefined && !this.#distinctNames(index).has(name)))) return;
    const [offsetA, offsetB] = this.#write(steps);
    const { exports } = this.#memory;
    const out = this.#out;
    if (index) {
      const { places, firsts } = index;
      exports.captureNamed(TABLES, count, PROGRAM, steps.length, places, firsts, out, 1, EMPTY[empty]);
    } else exports.capture(TABLES, count, PROGRAM, steps.length, offsetA, offsetB, out, 1, EMPTY[empty]);
  }

  #encoded({ bytes }: ByteSpans, count: number): TextCodes {
    const { exports } = this.#memory;
    this.#memory.integers(this.#slots, this.#slotCount).fill(0);
    const distinct = exports.encode(this.#out, count, this.#codes, this.#distinct, this.#slots, this.#slotCount);
    const numbers = new Uint32Array(this.#memory.integers(this.#codes, count));
    const places = this.#memory.integers(this.#distinct, distinct * 2);
    const values: (string | null)[] = [null];
    const shift = this.#offset - this.#bytes;
    for (let at = 0; at < places.length; at += 2) {
      values.push(bytes.toString('utf8', (places[at] as number) + shift, (places[at + 1] as number) + shift));
    }
    return { numbers, values };
  }

  /** Finds the names once for all fields. */
  #indexOf({ opening, stop }: NamePlace, count: number): NameIndex {
    const key = `${opening}\0${stop}`;
    let known = this.#names.get(key);
    if (!known) {
      const room = Math.ceil(this.#size / BYTES_PER_NAME);
      const firsts = this.#free;
      const places = firsts + (count + 1) * INTEGER;
      this.#memory.reserve(places + room * INTEGER);
      const [offsetA, offsetB] = this.#write(openingSteps(opening));
      const { exports } = this.#memory;
      const code = stop.charCodeAt(0);
      const { length } = opening;
      const found = exports.indexNames(TABLES, count, TEXTS, length, offsetA, offsetB, code, places, firsts, room);
      this.#free = places + Math.min(found, room) * INTEGER;
      known = { places, firsts, count: found, plain: found <= room && exports.hasPlainNames() === 1 };
      this.#names.set(key, known);
    }
    return known;
  }

  #load(spans: ByteSpans): void {
    if (this.#loaded === spans) return;
    this.#loaded = undefined;
    this.#names.clear();
    const { bytes, starts, ends } = spans;
    const count = starts.length;
    this.#offset = starts[0] ?? 0;
    const end = ends[count - 1] ?? 0;
    this.#size = end - this.#offset;
    this.#out = TABLES + count * SPAN;
    this.#distinct = this.#out + count * SPAN;
    this.#codes = this.#distinct + count * SPAN;
    this.#slots = this.#codes + count * INTEGER;
    this.#slotCount = 2 ** Math.ceil(Math.log2(count * 2 + 1));
    this.#bytes = this.#slots + this.#slotCount * INTEGER;
    this.#free = Math.ceil((this.#bytes + this.#size + SLACK) / INTEGER) * INTEGER;
    this.#memory.reserve(this.#free);
    this.#memory.bytes.set(bytes.subarray(this.#offset, end), this.#bytes);
    const texts = this.#memory.integers(TABLES, count * 2);
    const shift = this.#bytes - this.#offset;
    for (let at = 0; at < count; at += 1) {
      texts[at * 2] = (starts[at] as number) + shift;
      texts[at * 2 + 1] = (ends[at] as number) + shift;
    }
    this.#loaded = spans;
  }

  /** Writes the steps of a capture to memory; the places that tell its first text. */
  #write(steps: Capture['steps']): readonly [number, number] {
    let image = images.get(steps);
    if (!image) {
      image = imageOf(steps);
      images.set(steps, image);
    }
    this.#memory.bytes.set(image.bytes, PROGRAM);
    return image.fingerprint;
  }
}

/** What a capture's steps look like in memory from `PROGRAM` on. */
interface Image {
  readonly bytes: Uint8Array;
  readonly fingerprint: readonly [number, number];
}

const images = new WeakMap<Capture['steps'], Image>();

function imageOf(steps: Capture['steps']): Image {
  const length = steps.reduce((sum, step) => sum + ('text' in step ? step.text.length : 0), 0);
  const bytes = new Uint8Array(TEXTS - PROGRAM + length);
  const program = new Int32Array(bytes.buffer, 0, MOST_STEPS * STEP_INTEGERS);
  let text = TEXTS;
  steps.forEach((step, at) => {
    const place = at * STEP_INTEGERS;
    if ('text' in step) {
      bytes.set(Buffer.from(step.text, 'latin1'), text - PROGRAM);
      program.set([0, text, step.text.length, step.startsWord ? 1 : 0, 0], place);
      text += step.text.length;
    } else {
      const table = CLASSES + at * CLASS_SIZE;
      bytes.set(step.bytes, table - PROGRAM);
      const most = Math.min(step.most, MOST);
      program.set([step.lazy ? 2 : 1, table, step.least, most, step.captured ? 1 : 0], place);
    }
  });
  const [first] = steps;
  return { bytes, fingerprint: first && 'text' in first ? fingerprint(first.text) : [0, 0] };
}

const openings = new Map<string, Capture['steps']>();

function openingSteps(opening: string): Capture['steps'] {
  let steps = openings.get(opening);
  if (!steps) {
    steps = [{ text: opening }];
    openings.set(opening, steps);
  }
  return steps;
}

/** Whether a capture fits into the memory laid out for one. */
export const isUsableCapture = ({ steps }: Capture): boolean =>
  steps.length <= MOST_STEPS &&
  steps.reduce((sum, step) => sum + ('text' in step ? step.text.length : 0), 0) <= MOST_TEXT;

let captures: Captures | undefined;

/** The names that records show in a place, each once. Undefined: the bytes do not tell. */
export function namesIn(spans: ByteSpans, place: NamePlace): readonly string[] | undefined {
  captures ??= new Captures();
  return captures.names(spans, place);
}

/** The values that captures find in records: each record's first, numbered. Undefined: the bytes do not tell. */
export function captureValues(spans: ByteSpans, wanted: readonly Capture[]): TextCodes | undefined {
  const known = spans.ahead?.(wanted);
  if (known !== undefined) return known ?? undefined;
  captures ??= new Captures();
  return captures.values(spans, wanted);
}
