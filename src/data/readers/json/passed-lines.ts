import { NeedleSearch } from '../../needles.ts';
import type { ReadOptions } from '../../record.ts';
import { giveBackScanMemory, type ScanMemory, SLACK, takeScanMemory } from '../../scan/memory.ts';
import { fitsNeedleTable, NEEDLE_TABLE_SIZE, writeNeedles } from '../../scan/needle-table.ts';

const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const ASCII = 0x80;

const INTEGER = 4;
const SPAN = 8;
const NEEDLES = 1024;
const TEXT = NEEDLES + NEEDLE_TABLE_SIZE;
/** So many bytes at once are those of a value that is longer than lines are. */
const LARGEST = 32 << 20;

/** Tells by their bytes which lines need not be decoded: those of one object that holds no needle. */
export class PassedLines {
  readonly #memory: ScanMemory;
  readonly #needles: number;
  #bytes: Buffer | undefined;
  /** Start and end, one behind the other, of the lines that hold a needle. */
  #kept: Int32Array = new Int32Array(0);
  #at = 0;
  /** The next `\u`, which may stand for anything. */
  #escape = 0;
  /** The next `[`, without which a line is no envelope. */
  #bracket = 0;

  private constructor(memory: ScanMemory, needles: readonly string[]) {
    this.#memory = memory;
    this.#needles = needles.length;
    memory.reserve(TEXT);
    writeNeedles(memory, NEEDLES, needles);
  }

  /** Undefined where every line has to be read. */
  static of(needles: ReadOptions['needles']): PassedLines | undefined {
    const group = NeedleSearch.of(needles)?.groups.find(fitsNeedleTable);
    return group && new PassedLines(takeScanMemory(), group);
  }

  /** Whether this is such a line; it begins with a brace. Ask for the lines of some bytes in their order. */
  has(bytes: Buffer, start: number, end: number): boolean {
    if (bytes.length > LARGEST) return false;
    if (bytes !== this.#bytes) this.#search(bytes, start);
    let last = end;
    while ((bytes[last - 1] as number) <= SPACE) last -= 1;
    if (bytes[last - 1] !== CLOSE_BRACE) return false;
    if (this.#escape < start) this.#escape = nextEscape(bytes, start);
    if (this.#bracket < start) this.#bracket = place(bytes.indexOf('[', start));
    if (this.#escape < last || this.#bracket < last) return false;
    while (this.#at < this.#kept.length && (this.#kept[this.#at + 1] as number) <= start) this.#at += 2;
    return !((this.#kept[this.#at] as number) < last) && !mayHoldSeveral(bytes, start, last);
  }

  close(): void {
    giveBackScanMemory(this.#memory);
  }

  /** Finds the lines with needles, from a place on. */
  #search(bytes: Buffer, from: number): void {
    const lines: number[] = [];
    for (let start = from; start < bytes.length;) {
      const newline = bytes.indexOf(LINE_FEED, start);
      const end = newline < 0 ? bytes.length : newline;
      lines.push(TEXT + start - from, TEXT + end - from);
      start = end + 1;
    }
    const count = lines.length / 2;
    const spans = Math.ceil((TEXT + bytes.length - from + SLACK) / SPAN) * SPAN;
    const kept = spans + count * SPAN;
    const memory = this.#memory;
    memory.reserve(kept + count * INTEGER);
    memory.bytes.set(bytes.subarray(from), TEXT);
    memory.integers(spans, lines.length).set(lines);
    const found = memory.exports.textsWithNeedle(spans, count, NEEDLES, this.#needles, kept);
    this.#bytes = bytes;
    this.#kept = new Int32Array(found * 2);
    for (const [at, line] of memory.integers(kept, found).entries()) {
      this.#kept[at * 2] = (lines[line * 2] as number) - TEXT + from;
      this.#kept[at * 2 + 1] = (lines[line * 2 + 1] as number) - TEXT + from;
    }
    this.#at = 0;
    this.#escape = nextEscape(bytes, from);
    this.#bracket = place(bytes.indexOf('[', from));
  }
}

const place = (at: number): number => (at < 0 ? Number.POSITIVE_INFINITY : at);

/** `\\u` in JSON is a backslash and a letter. */
function nextEscape(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf('\\u', from); at >= 0; at = bytes.indexOf('\\u', at + 2)) {
    let first = at;
    while (first > from && bytes[first - 1] === BACKSLASH) first -= 1;
    if ((at - first) % 2 === 0) return at;
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether an object may end before the line does, and another begin. */
function mayHoldSeveral(bytes: Buffer, start: number, end: number): boolean {
  for (let at = bytes.indexOf(CLOSE_BRACE, start); at + 1 < end; at = bytes.indexOf(CLOSE_BRACE, at + 1)) {
    let next = at + 1;
    while ((bytes[next] as number) <= SPACE) next += 1;
    if (bytes[next] === COMMA) next += 1;
    while ((bytes[next] as number) <= SPACE) next += 1;
    const byte = bytes[next] as number;
    // White space beyond ASCII may stand between.
    if (byte === OPEN_BRACE || byte >= ASCII) return true;
  }
  return false;
}
