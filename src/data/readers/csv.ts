import type { DiagnosticName } from '../../diagnostics/codes.ts';
import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { csvCells } from '../../util/csv.ts';
import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';
import { type CsvHeader, csvHeader, DELIMITERS, isSeparatorLine, isTable } from './csv/header.ts';
import { type CsvSyntax, csvRowsOf } from './csv/rows.ts';
import { withLineFeeds } from './lines.ts';

/**
 * Tables with a header: comma, tab, semicolon or bar between cells, cells in double quotes may hold both and line breaks. Each row is
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
  detects: (head) =>
    isTable(
      head
        .toString('utf8')
        .split(/\r\n?|\n/, 3)
        .map((line) => line.trimEnd()),
    ),
  *read(file, options) {
    let { names, delimiter }: CsvHeader = { names: [], delimiter: ',' };
    const rows = rowsOf(file, options, {
      onHeader: (line) => {
        ({ names, delimiter } = csvHeader(line) ?? { names: [line], delimiter: ',' });
        return delimiter;
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
  /** Takes the names of the columns; gives what stands between cells. */
  onHeader(header: string): string;
  /** What is wrong with the cells of a row. */
  complaintOf(row: string): string | undefined;
}

function* rowsOf(file: LogFile, options: ReadOptions, table: TableRows): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  const syntax: CsvSyntax = { delimiters: DELIMITERS.map((delimiter) => delimiter.charCodeAt(0)) };
  let number = 0;
  let header: string | undefined;
  const complain = (message: string, name: DiagnosticName = 'malformed-event'): void =>
    options.report(createDiagnostic(name, file.name, FILE_START, message));
  for (const { bytes, problem, size } of csvRowsOf(withLineFeeds(readChunks(file, options)), syntax)) {
    if (size !== undefined) {
      number += 1;
      complain(`Record ${number} is a line of ${size >> 20} MiB; it was left out.`, 'data-limit');
      continue;
    }
    const text = bytes.toString('utf8');
    // Exports that were put together repeat their header.
    if (text.trim() === '' || text === header || (header === undefined && isSeparatorLine(text))) continue;
    if (header === undefined) {
      header = text;
      syntax.delimiters = [table.onHeader(text).charCodeAt(0)];
      continue;
    }
    number += 1;
    const why = problem ?? table.complaintOf(text);
    if (why !== undefined) complain(`Record ${number} is damaged: ${why}. It is read as it stands.`);
    if (!search || search.over(bytes)(0, bytes.length)) yield { number, bytes: Buffer.from(bytes) };
  }
  options.onEnd?.(number);
}
