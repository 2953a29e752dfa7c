import type { ScanMemory } from './memory.ts';
import { NEEDLE_TABLE_SIZE, writeNeedles } from './needle-table.ts';

const INTEGER = 4;
const ENTRY_INTEGERS = 3;
/** Events of one call. */
const ROOM = 4096;

const TABLE = 1024;
const NEEDLES = TABLE + ROOM * ENTRY_INTEGERS * INTEGER;
/** Where the log's bytes stand. */
export const WINDOW = NEEDLES + NEEDLE_TABLE_SIZE;

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
    writeNeedles(memory, NEEDLES, needles);
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
