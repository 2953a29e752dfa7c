const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** A quote that opens a longer cell is taken for one that is never closed. */
const LONGEST_CELL = 4 << 20;
/** A longer line is no row that anybody wrote. */
const LONGEST_LINE = 64 << 20;

export interface CsvRow {
  readonly bytes: Buffer;
  /** What is wrong with its quotes. */
  readonly problem?: string;
  /** Bytes of a row that is too long to be kept. */
  readonly size?: number;
}

/** The bytes between cells: any that tables use until the header has told. */
export interface CsvSyntax {
  delimiters: readonly number[];
}

/** Where a row ends; undefined while its end has not been read. */
interface RowEnd {
  readonly end: number;
  readonly problem?: string;
}

/**
 * The rows of a table, without their line ends. A quote opens a cell where one begins, and closes it where one ends; where
 * a quoted cell holds other quotes and line breaks, or does not end, only its first line belongs to the row, so that the
 * rows behind it are read.
 */
export function* csvRowsOf(chunks: Iterable<Buffer>, syntax: Readonly<CsvSyntax>): Iterable<CsvRow> {
  const input = chunks[Symbol.iterator]();
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  let ended = false;
  /** Bytes of a line that nothing is kept of. */
  let refused = 0;
  for (;;) {
    const row = refused > 0 ? lineEnd(bytes, at) : rowEnd(bytes, at, ended, syntax.delimiters);
    if (row) {
      const line = bytes.subarray(at, bytes[row.end - 1] === RETURN && row.end > at ? row.end - 1 : row.end);
      if (refused > 0) yield { bytes: Buffer.alloc(0), size: refused + line.length };
      else yield row.problem === undefined ? { bytes: line } : { bytes: line, problem: row.problem };
      refused = 0;
      at = row.end + 1;
      if (at > bytes.length) return;
      continue;
    }
    if (bytes.length - at > LONGEST_LINE || refused > 0) {
      refused += bytes.length - at;
      at = bytes.length;
    }
    const next = input.next();
    ended = next.done === true;
    if (next.done) {
      if (refused === 0) continue;
      yield { bytes: Buffer.alloc(0), size: refused };
      return;
    }
    bytes = at === bytes.length ? next.value : Buffer.concat([bytes.subarray(at), next.value]);
    at = 0;
  }
}

function lineEnd(bytes: Buffer, from: number): RowEnd | undefined {
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 ? undefined : { end };
}

function rowEnd(bytes: Buffer, from: number, ended: boolean, delimiters: readonly number[]): RowEnd | undefined {
  let stray = false;
  let atStart = true;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === NEWLINE) return { end: at, ...(stray && { problem: STRAY }) };
    if (atStart && byte === QUOTE) {
      const cell = quotedEnd(bytes, at + 1, delimiters);
      if (cell.end < 0 && !ended && bytes.length - at <= LONGEST_CELL) return undefined;
      const line = bytes.indexOf(NEWLINE, at);
      if (cell.end < 0 || cell.end - at > LONGEST_CELL) return firstLine(line, bytes, ended, OPEN);
      if (cell.stray && line >= 0 && line < cell.end) return { end: line, problem: OPEN };
      stray ||= cell.stray;
      at = cell.end - 1;
      atStart = false;
      continue;
    }
    atStart = delimiters.includes(byte as number);
  }
  return ended ? { end: bytes.length, ...(stray && { problem: STRAY }) } : undefined;
}

const OPEN = 'a quote in it is not closed';
const STRAY = 'a quote in it is not doubled';

function firstLine(line: number, bytes: Buffer, ended: boolean, problem: string): RowEnd | undefined {
  if (line >= 0) return { end: line, problem };
  return ended ? { end: bytes.length, problem } : undefined;
}

/** Behind the closing quote of a cell, -1 while there is none; and whether quotes that close nothing stand in it. */
function quotedEnd(
  bytes: Buffer,
  from: number,
  delimiters: readonly number[],
): { readonly end: number; readonly stray: boolean } {
  let stray = false;
  let at = from;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0 || quote + 1 === bytes.length) return { end: quote < 0 ? -1 : quote + 1, stray };
    const next = bytes[quote + 1];
    const ends = next === NEWLINE || next === RETURN || delimiters.includes(next as number);
    if (ends) return { end: quote + 1, stray };
    if (next !== QUOTE) stray = true;
    at = quote + (next === QUOTE ? 2 : 1);
  }
}
