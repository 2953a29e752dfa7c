import type { ByteSpans } from '../record.ts';
import type { Capture, NamePlace } from './capture.ts';
import { BEHIND_PROGRAM as TABLES, captureImage, PROGRAM, TEXTS } from './capture-image.ts';
import { ScanMemory, SLACK } from './memory.ts';
import { SystemTimes } from './system-times.ts';
import { noTexts, SpanTexts, type TextCodes } from './text-codes.ts';

const INTEGER = 4;
const SPAN = 8;
const PLACE = 8;
const TIME = 16;
const EMPTY = { value: 0, later: 1, none: 2 } as const;

/** Bytes that one name, one mark takes at least, on an average. */
const BYTES_PER_NAME = 16;
const BYTES_PER_MARK = 12;
/** Captures that are searched for in all bytes before the marks are. */
const CAPTURES_WITHOUT_MARKS = 3;
/** In larger batches marks would take too much memory. */
const MOST_MARKED = 64 << 20;
const GROUPS = 256;
/** A mark and the bytes that tell its group. */
const MARK_TEXT = 5;

/** Where the names of the records at hand stand. */
interface NameIndex {
  readonly places: number;
  readonly firsts: number;
  readonly count: number;
  readonly plain: boolean;
  /** Each once, when they were asked for, with where its places are. */
  names?: ReadonlyMap<string, PlaceList>;
}

/** Addresses of places, see `captureListed` in `wasm/capture.as`. */
interface PlaceList {
  readonly from: number;
  readonly to: number;
}

/** Where each `<` of the records at hand stands, by what follows it. */
interface MarkIndex {
  readonly marks: number;
  readonly firsts: Int32Array;
}

/** What is searched for at places only: they stand in front of `steps`. */
interface Listed {
  readonly list: PlaceList;
  readonly steps: Capture['steps'];
}

const NOWHERE: PlaceList = { from: 0, to: 0 };

const SYSTEM_TIME = 'SystemTime=';

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
  /** Null: there are too many. */
  #marks: MarkIndex | null | undefined;
  #searched = 0;

  /**
   * For each record the value of the first capture that has one, numbered; null where none has. Undefined when a capture
   * does not hold for these records.
   */
  values(spans: ByteSpans, captures: readonly Capture[]): TextCodes | undefined {
    this.#load(spans);
    const count = spans.starts.length;
    for (const { names } of captures) if (names && !this.#indexOf(names, count).plain) return undefined;
    const listed = captures.map((capture) => this.#listed(capture, count));
    if (listed.every((places) => places && places.list.from === places.list.to)) return noTexts(count);
    this.#memory.integers(this.#out, count * 2).fill(0);
    for (const [at, capture] of captures.entries()) if (!this.#run(capture, listed[at], count)) return undefined;
    return this.#encoded(spans, count);
  }

  /** The names that stand in the records, each once, in order; undefined where some are no plain ones. */
  names(spans: ByteSpans, place: NamePlace): readonly string[] | undefined {
    this.#load(spans);
    const count = spans.starts.length;
    const index = this.#indexOf(place, count);
    return index.plain ? [...this.#placesByName(index, count).keys()] : undefined;
  }

  /** When the events were, as far as it is told in the way of Windows. */
  times(spans: ByteSpans): SystemTimes {
    this.#load(spans);
    const count = spans.starts.length;
    const out = this.#free;
    this.#memory.reserve(out + count * TIME);
    const [offsetA, offsetB] = this.#write(openingSteps(SYSTEM_TIME));
    const { exports } = this.#memory;
    exports.systemTimes(TABLES, count, TEXTS, SYSTEM_TIME.length, offsetA, offsetB, out);
    return new SystemTimes(this.#memory.longs(out, count * 2), this.#memory.integers(out, count * 4));
  }

  /** Whether the bytes told. */
  #run({ steps, empty }: Capture, listed: Listed | undefined, count: number): boolean {
    const { exports } = this.#memory;
    if (listed) {
      const { list, steps: behind } = listed;
      this.#write(behind);
      exports.captureListed(TABLES, list.from, list.to, PROGRAM, behind.length, this.#out, EMPTY[empty]);
    } else {
      this.#searched += 1;
      const [offsetA, offsetB] = this.#write(steps);
      exports.capture(TABLES, count, PROGRAM, steps.length, offsetA, offsetB, this.#out, 1, EMPTY[empty]);
    }
    return exports.isUndecided() === 0;
  }

  /** The only places where a capture can match, where they are known. */
  #listed({ steps, names, name }: Capture, count: number): Listed | undefined {
    if (names) {
      const places = this.#placesByName(this.#indexOf(names, count), count);
      if (name !== undefined) return { list: places.get(name) ?? NOWHERE, steps };
    }
    const [first] = steps;
    if (!first || !('text' in first) || first.startsWord) return undefined;
    return this.#behindName(first.text, steps, count) ?? this.#atMarks(first.text, steps, count);
  }

  /** Of a text that begins where names stand, the places of the one name that fits. */
  #behindName(text: string, steps: Capture['steps'], count: number): Listed | undefined {
    for (const [key, index] of this.#names) {
      const [opening = '', stop = ''] = key.split('\0');
      if (!index.plain || text.length <= opening.length || !text.startsWith(opening)) continue;
      const [name = '', ...behind] = text.slice(opening.length).split(stop);
      const isWhole = behind.length > 0;
      const lists = [...this.#placesByName(index, count)].filter(([other]) =>
        isWhole ? other === name : other.startsWith(name),
      );
      if (lists.length > 1) return undefined;
      return { list: lists[0]?.[1] ?? NOWHERE, steps: shortened(steps, opening.length) };
    }
    return undefined;
  }

  #atMarks(text: string, steps: Capture['steps'], count: number): Listed | undefined {
    if (text.length < MARK_TEXT || text[0] !== '<' || text[1] === '/') return undefined;
    const index = this.#marksOf(count);
    if (!index) return undefined;
    const group = groupOf(text);
    const at = (place: number): number => index.marks + (index.firsts[place] as number) * PLACE;
    return { list: { from: at(group), to: at(group + 1) }, steps };
  }

  #marksOf(count: number): MarkIndex | undefined {
    if (this.#size > MOST_MARKED) return undefined;
    if (this.#marks === undefined && this.#searched >= CAPTURES_WITHOUT_MARKS) {
      const { exports } = this.#memory;
      const room = Math.ceil(this.#size / BYTES_PER_MARK);
      const firsts = this.#free;
      const marks = firsts + (GROUPS + 1) * INTEGER;
      const scratch = marks + room * PLACE;
      this.#memory.reserve(scratch + room * PLACE);
      const found = exports.indexMarks(TABLES, count, scratch, marks, firsts, room);
      this.#free = marks + Math.min(found, room) * PLACE;
      this.#marks = found > room ? null : { marks, firsts: this.#memory.integers(firsts, GROUPS + 1).slice() };
    }
    return this.#marks ?? undefined;
  }

  #placesByName(index: NameIndex, count: number): ReadonlyMap<string, PlaceList> {
    index.names ??= this.#sortNames(index, count);
    return index.names;
  }

  #sortNames({ places, firsts, count: total }: NameIndex, count: number): ReadonlyMap<string, PlaceList> {
    const { exports } = this.#memory;
    const sorted = this.#free;
    const texts = sorted + total * PLACE;
    const codes = texts + total * SPAN;
    const distinct = codes + total * INTEGER;
    const slots = distinct + total * SPAN;
    const slotCount = 2 ** Math.ceil(Math.log2(total * 2 + 1));
    this.#memory.reserve(slots + slotCount * INTEGER);
    this.#memory.integers(slots, slotCount).fill(0);
    exports.nameSpans(places, total, texts);
    const number = exports.encode(texts, total, codes, distinct, slots, slotCount, 0);
    const found = this.#memory.integers(distinct, number * 2);
    const { buffer } = this.#memory.bytes;
    const names = Array.from({ length: number }, (_, at) => {
      const [start, end] = [found[at * 2] as number, found[at * 2 + 1] as number];
      return Buffer.from(buffer, start, end - start).toString('latin1');
    });
    // The texts of the names are not needed any more.
    exports.sortNames(places, firsts, count, codes, number, sorted, distinct);
    const starts = this.#memory.integers(distinct, number + 1);
    this.#free = texts;
    const at = (name: number): number => sorted + (starts[name] as number) * PLACE;
    return new Map(names.map((name, index) => [name, { from: at(index), to: at(index + 1) }]));
  }

  #encoded({ bytes }: ByteSpans, count: number): TextCodes {
    const { exports } = this.#memory;
    this.#memory.integers(this.#slots, this.#slotCount).fill(0);
    const distinct = exports.encode(this.#out, count, this.#codes, this.#distinct, this.#slots, this.#slotCount, 1);
    const numbers = new Uint32Array(this.#memory.integers(this.#codes, count));
    const shift = this.#offset - this.#bytes;
    const places = this.#memory.integers(this.#distinct, distinct * 2).map((place) => place + shift);
    return new SpanTexts(numbers, bytes, places);
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
      this.#free = aligned(places + Math.min(found, room) * INTEGER);
      known = { places, firsts, count: found, plain: found <= room && exports.hasPlainNames() === 1 };
      this.#names.set(key, known);
    }
    return known;
  }

  #load(spans: ByteSpans): void {
    if (this.#loaded === spans) return;
    this.#loaded = undefined;
    this.#names.clear();
    this.#marks = undefined;
    this.#searched = 0;
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
    this.#free = aligned(this.#bytes + this.#size + SLACK);
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
    const image = captureImage(steps);
    this.#memory.bytes.set(image.bytes, PROGRAM);
    return image.fingerprint;
  }
}

const aligned = (address: number): number => Math.ceil(address / PLACE) * PLACE;

/** The same as `groupOf` in `wasm/capture.as`. */
function groupOf(text: string): number {
  const bytes = Buffer.from(text.slice(1, MARK_TEXT), 'latin1').readUInt32LE();
  return Math.imul(bytes, 0x9e3779b1) >>> 24;
}

const shortenedSteps = new WeakMap<Capture['steps'], Map<number, Capture['steps']>>();

/** Steps without the first characters of their first text. */
function shortened(steps: Capture['steps'], characters: number): Capture['steps'] {
  const known = shortenedSteps.get(steps) ?? new Map<number, Capture['steps']>();
  shortenedSteps.set(steps, known);
  let made = known.get(characters);
  if (!made) {
    const [first, ...others] = steps;
    made = first && 'text' in first ? [{ text: first.text.slice(characters) }, ...others] : steps;
    known.set(characters, made);
  }
  return made;
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

let captures: Captures | undefined;

/** When records were whose times stand in them as Windows writes them. */
export function systemTimesOf(spans: ByteSpans): SystemTimes {
  captures ??= new Captures();
  return captures.times(spans);
}

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
