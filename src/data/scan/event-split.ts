import { fingerprint } from './fingerprint.ts';
import type { ScanMemory } from './memory.ts';

/** Needles beyond this many are cheaper to search for one event at a time. */
export const NEEDLES_AT_ONCE = 8;

const INTEGER = 4;
const NEEDLE_INTEGERS = 20;
const ENTRY_INTEGERS = 3;
/** Events of one call. */
const ROOM = 4096;

const TABLE = 1024;
const NEEDLES = TABLE + ROOM * ENTRY_INTEGERS * INTEGER;
const NEEDLE_TEXTS = NEEDLES + NEEDLES_AT_ONCE * NEEDLE_INTEGERS * INTEGER;
const NEEDLE_TEXTS_SIZE = 16 << 10;
/** Where the log's bytes stand. */
export const WINDOW = NEEDLE_TEXTS + NEEDLE_TEXTS_SIZE;

/** What one call found. */
export interface SplitResult {
  /** Events that were passed, the kept ones among them. */
  readonly counted: number;
  /** Triples of ordinal (from 0), start and end of the kept events: a view that the next call overwrites. */
  readonly entries: Int32Array;
  readonly kept: number;
  /** Where the first event begins that was not passed. */
  readonly next: number;
  /** What stands at `next` is nothing that this can split. */
  readonly irregular: boolean;
  /** There was no room for more. */
  readonly full: boolean;
}

/** Splits runs of `<Event …>…</Event>` in the memory's window, and keeps those that hold one of the needles. */
export class EventSplit {
  readonly #memory: ScanMemory;
  readonly #needles: number;

  /** `needles` in lower case, none empty. */
  constructor(memory: ScanMemory, needles: readonly string[]) {
    this.#memory = memory;
    this.#needles = needles.length;
    memory.reserve(WINDOW);
    const table = memory.integers(NEEDLES, NEEDLES_AT_ONCE * NEEDLE_INTEGERS);
    let text = NEEDLE_TEXTS;
    needles.forEach((needle, index) => {
      memory.bytes.set(Buffer.from(needle, 'latin1'), text);
      table.set([text, needle.length, ...fingerprint(needle)], index * NEEDLE_INTEGERS);
      text += needle.length;
    });
  }

  static takes(needles: readonly string[]): boolean {
    const size = needles.reduce((sum, needle) => sum + needle.length, 0);
    return needles.length <= NEEDLES_AT_ONCE && size < NEEDLE_TEXTS_SIZE;
  }

  /** `from` is where an event begins; `spelling` is the byte behind `<Event`. */
  split(from: number, end: number, spelling: number): SplitResult {
    const { exports } = this.#memory;
    const next = exports.splitEvents(from, end, spelling, NEEDLES, this.#needles, TABLE, ROOM);
    const kept = exports.keptEvents();
    return {
      counted: exports.countedEvents(),
      entries: this.#memory.integers(TABLE, kept * ENTRY_INTEGERS),
      kept,
      next,
      irregular: exports.isIrregular() !== 0,
      full: kept === ROOM,
    };
  }
}
