import type { DiagnosticName } from '../../diagnostics/codes.ts';
import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { csvCells } from '../../util/csv.ts';
import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';
import { csvRowsOf } from './csv/rows.ts';

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
    const rows = rowsOf(file, options, {
      onHeader: (header) => {
        delimiter = delimiterOf(header) ?? ',';
        names = csvCells(header, delimiter).map((name) => name.replace(/ \[UTC\]$/, ''));
      },
      complaintOf: (row) => {
        const cells = csvCells(row, delimiter);
        const missing = cells.length < names.length || cells.slice(names.length).some((cell) => cell.trim() !== '');
        return missing ? `it has ${cells.length} cells, the header ${names.length}` : undefined;
      },
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

interface TableRows {
  /** Takes the names of the columns. */
  onHeader(header: string): void;
  /** What is wrong with the cells of a row. */
  complaintOf(row: string): string | undefined;
}

function* rowsOf(file: LogFile, options: ReadOptions, table: TableRows): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let number = -1;
  const complain = (message: string, name: DiagnosticName = 'malformed-event'): void =>
    options.report(createDiagnostic(name, file.name, FILE_START, message));
  for (const { bytes, problem, size } of csvRowsOf(readChunks(file, options))) {
    if (size !== undefined) {
      number += 1;
      complain(`Record ${number} is a line of ${size >> 20} MiB; it was left out.`, 'data-limit');
      continue;
    }
    const text = bytes.toString('utf8');
    if (text.trim() === '') continue;
    number += 1;
    if (number === 0) {
      table.onHeader(text);
      continue;
    }
    const why = problem ?? table.complaintOf(text);
    if (why !== undefined) complain(`Record ${number} is damaged: ${why}. It is read as it stands.`);
    if (!search || search.over(bytes)(0, bytes.length)) yield { number, bytes: Buffer.from(bytes) };
  }
  options.onEnd?.(Math.max(0, number));
}

function delimiterOf(header: string): string | undefined {
  if (header.includes('\t')) return '\t';
  return header.includes(',') ? ',' : undefined;
}
