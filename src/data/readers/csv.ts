import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { csvCells } from '../../util/csv.ts';
import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
/** A quote that is never closed makes one row of all that follows. */
const LONGEST_ROW = 64 << 20;
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
  reference: 'https://www.rfc-editor.org/rfc/rfc4180',
  samples: [
    {
      title: 'An export of Sentinel; cells in quotes hold commas, quotes and line breaks',
      log: 'TimeGenerated [UTC],Account,Note\n"5/6/2026, 1:41:02.000 PM",alice,"one, ""two""\nthree"\n"5/6/2026, 1:41:03.000 PM",bob,\n',
      documents: [
        {
          kind: 'object',
          value: { TimeGenerated: '5/6/2026, 1:41:02.000 PM', Account: 'alice', Note: 'one, "two"\nthree' },
          cells: { TimeGenerated: '5/6/2026, 1:41:02.000 PM', Account: 'alice', Note: 'one, "two"\nthree' },
        },
        {
          kind: 'object',
          value: { TimeGenerated: '5/6/2026, 1:41:03.000 PM', Account: 'bob' },
          cells: { TimeGenerated: '5/6/2026, 1:41:03.000 PM', Account: 'bob' },
        },
      ],
    },
  ],
  detects: (head) => {
    const text = head.toString('utf8');
    const [first, second] = text.split(/\r?\n/, 2);
    const delimiter = delimiterOf(first ?? '');
    if (delimiter === undefined || second === undefined || second === '') return false;
    const names = csvCells(first as string, delimiter);
    const looksLikeHeader = new Set(names).size === names.length && names.every((name) => HEADER_NAME.test(name));
    return looksLikeHeader && (second.includes('"') || csvCells(second, delimiter).length === names.length);
  },
  *read(file, options) {
    let names: readonly string[] = [];
    let delimiter = ',';
    const rows = rowsOf(file, options, (header) => {
      delimiter = delimiterOf(header) ?? ',';
      names = csvCells(header, delimiter).map((name) => name.replace(/ \[UTC\]$/, ''));
    });
    const parse = (raw: string): EventDocument => {
      const cells = csvCells(raw, delimiter);
      const value: Record<string, string> = Object.create(null);
      names.forEach((name, at) => {
        const cell = cells[at];
        if (cell !== undefined && cell !== '') value[name] = cell;
      });
      return { kind: 'object', value, cells: value };
    };
    yield* inBatches(rows, options.batchSize, parse);
  },
};

function* rowsOf(file: LogFile, options: ReadOptions, onHeader: (header: string) => void): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let number = -1;
  function* take(bytes: Buffer): Iterable<ByteRecord> {
    const text = bytes.toString('utf8').replace(/\r$/, '');
    if (text.trim() === '') return;
    number += 1;
    if (number === 0) onHeader(text);
    else if (!search || search.over(bytes)(0, bytes.length)) yield { number, bytes: Buffer.from(text) };
  }
  for (const row of rowBytes(file, options)) {
    if (row !== undefined) yield* take(row);
    else {
      number += 1;
      const message = `Record ${number} is longer than ${LONGEST_ROW >> 20} MiB, or a quote in it is not closed; the rest of the log was left out.`;
      options.report(createDiagnostic('data-limit', file.name, FILE_START, message));
    }
  }
  options.onEnd?.(Math.max(0, number));
}

/** The bytes of each row; undefined for one that is too long, behind which nobody knows where rows begin. */
function* rowBytes(file: LogFile, options: ReadOptions): Iterable<Buffer | undefined> {
  let seen = 0;
  let quoted = false;
  let parts: Buffer[] = [];
  for (const chunk of readChunks(file, options)) {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === NEWLINE && !quoted) {
        const row = chunk.subarray(start, at);
        yield parts.length === 0 ? row : Buffer.concat([...parts, row]);
        [parts, seen, start] = [[], 0, at + 1];
      }
    }
    seen += chunk.length - start;
    if (seen > LONGEST_ROW) return yield undefined;
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  yield Buffer.concat(parts);
}

function delimiterOf(header: string): string | undefined {
  if (header.includes('\t')) return '\t';
  return header.includes(',') ? ',' : undefined;
}
