import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const HEADER_NAME = /^[A-Za-z_@#$][\w .:/@#$()[\]{}-]{0,127}$/;

/**
 * Tables with a header: comma or tab between cells, cells in double quotes may hold both and line breaks. Each row is
 * an event; Sentinel's exports, whose time columns end in ` [UTC]`, lose that ending.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export const csvReader: LogReader = {
  name: 'csv',
  summary: 'CSV and TSV with a header',
  detects: (head) => {
    const text = head.toString('utf8');
    const [first, second] = text.split(/\r?\n/, 2);
    const delimiter = delimiterOf(first ?? '');
    if (delimiter === undefined || second === undefined || second === '') return false;
    const names = cellsOf(first as string, delimiter);
    const looksLikeHeader = new Set(names).size === names.length && names.every((name) => HEADER_NAME.test(name));
    return looksLikeHeader && (second.includes('"') || cellsOf(second, delimiter).length === names.length);
  },
  *read(file, options) {
    let names: readonly string[] = [];
    let delimiter = ',';
    const rows = rowsOf(file, options, (header) => {
      delimiter = delimiterOf(header) ?? ',';
      names = cellsOf(header, delimiter).map((name) => name.replace(/ \[UTC\]$/, ''));
    });
    const parse = (raw: string): EventDocument => {
      const cells = cellsOf(raw, delimiter);
      const value: Record<string, unknown> = Object.create(null);
      names.forEach((name, at) => {
        const cell = cells[at];
        if (cell !== undefined && cell !== '') value[name] = cell;
      });
      return { kind: 'object', value };
    };
    yield* inBatches(rows, options.batchSize, parse);
  },
};

function* rowsOf(file: LogFile, options: ReadOptions, onHeader: (header: string) => void): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let left = Buffer.alloc(0);
  let number = -1;
  const take = function* (bytes: Buffer): Iterable<ByteRecord> {
    const text = bytes.toString('utf8').replace(/\r$/, '');
    if (text.trim() === '') return;
    number += 1;
    if (number === 0) onHeader(text);
    else if (!search || search.over(bytes)(0, bytes.length)) yield { number, bytes: Buffer.from(text) };
  };
  for (const chunk of readChunks(file, options)) {
    const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    let start = 0;
    for (let end = rowEnd(bytes, start); end >= 0; end = rowEnd(bytes, start)) {
      yield* take(bytes.subarray(start, end));
      start = end + 1;
    }
    left = Buffer.from(bytes.subarray(start));
  }
  yield* take(left);
  options.onEnd?.(Math.max(0, number));
}

/** The line break that ends the row which begins at `start`: outside of quotes. */
function rowEnd(bytes: Buffer, start: number): number {
  let quoted = false;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === NEWLINE && !quoted) return at;
  }
  return -1;
}

function delimiterOf(header: string): string | undefined {
  if (header.includes('\t')) return '\t';
  return header.includes(',') ? ',' : undefined;
}

function cellsOf(row: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < row.length; at += 1) {
    const character = row[at] as string;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (row[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === delimiter) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  cells.push(cell);
  return cells;
}
