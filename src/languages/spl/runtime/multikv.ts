import type { TableFunction } from '../../../plan/library.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { MultikvOptions } from '../commands/multikv.ts';
import { toNumber, toText } from '../values.ts';
import { cellsOf, columnOf } from './support.ts';
import { largest } from '../../../util/append.ts';

/**
 * Tables in the text of events: a row for each line under a header.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/multikv
 */
export const multikv: TableFunction = {
  name: 'spl.multikv',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const wanted = options as MultikvOptions;
    for (const batch of input) {
      const names = batch.columns.names();
      const builder = new RowBuilder(names);
      for (const row of batch.rows()) {
        const raw = columnOf(batch, '_raw').at(row);
        const before = wanted.copyFields ? cellsOf(batch, names, row) : [];
        for (const { line, cells } of raw === null ? [] : tableRows(toText(raw), wanted)) {
          if (wanted.filter.length > 0 && !wanted.filter.some((term) => line.includes(term))) continue;
          const chosen = cells.filter(([name]) => wanted.fields.length === 0 || wanted.fields.includes(name));
          builder.add(new Map<string, Value>([...before, ['_raw', line], ...chosen]), batch.originsAt(row));
        }
        if (wanted.keepOriginal) builder.add(cellsOf(batch, names, row), batch.originsAt(row));
      }
      yield builder.build();
    }
  },
};

interface TableRow {
  readonly line: string;
  readonly cells: readonly (readonly [string, string])[];
}

function tableRows(text: string, options: MultikvOptions): readonly TableRow[] {
  const all = text.split(/\r?\n/);
  const lines = all.filter((line) => line.trim() !== '');
  if (options.noHeader) {
    const names = wordsOf(lines[0] ?? '').map((_word, at) => `Column_${at + 1}`);
    return rowsUnder(undefined, names, lines);
  }
  if (options.headerLine > 0) return tableAt(lines, options.headerLine - 1);
  const tables = options.severalTables ? splitTables(all) : [lines];
  return tables.flatMap((table) => tableAt(table, headerOf(table)));
}

function tableAt(lines: readonly string[], header: number): readonly TableRow[] {
  const line = lines[header];
  if (line === undefined) return [];
  return rowsUnder(line, undefined, lines.slice(header + 1));
}

/** A blank line and capitalised words begin another table. */
function splitTables(lines: readonly string[]): readonly (readonly string[])[] {
  const tables: string[][] = [[]];
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    const blankBefore = at > 0 && (lines[at - 1] ?? '').trim() === '';
    if (blankBefore && (tables.at(-1)?.length ?? 0) > 1 && isTitle(line)) tables.push([]);
    tables.at(-1)?.push(line);
  });
  return tables;
}

const isTitle = (line: string): boolean =>
  wordsOf(line).length > 1 && wordsOf(line).every((word) => /^%?[A-Z]/.test(word));

/** The first line of capitalised words, else the first without numbers, else the first. */
function headerOf(lines: readonly string[]): number {
  const title = lines.findIndex(isTitle);
  if (title >= 0) return title;
  const text = lines.findIndex((line) => wordsOf(line).every((word) => toNumber(word) === null));
  return Math.max(0, text);
}

const wordsOf = (line: string): readonly string[] => {
  const separator = separatorOf(line);
  return separator === undefined ? line.trim().split(/\s+/) : cutAt(line, separator);
};

const separatorOf = (line: string): string | undefined => ['\t', ','].find((one) => line.includes(one));

/** Cells between separators; quotes around a cell are no part of it. */
function cutAt(line: string, separator: string): readonly string[] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}]*))(?:${separator}|$)`, 'y');
  const cells: string[] = [];
  while (cell.lastIndex < line.length) {
    const match = cell.exec(line);
    if (!match) break;
    cells.push(match[1]?.replaceAll('""', '"') ?? (match[2] ?? '').trim());
  }
  if (line.endsWith(separator)) cells.push('');
  return cells;
}

const fieldName = (title: string): string => title.trim().replace(/[^\w.]+/g, '_');

function rowsUnder(
  header: string | undefined,
  given: readonly string[] | undefined,
  lines: readonly string[],
): readonly TableRow[] {
  const separator = separatorOf(header ?? lines[0] ?? '');
  const names = given ?? wordsOf(header ?? '').map(fieldName);
  const aligned = separator === undefined ? columnsOf(header === undefined ? lines : [header, ...lines]) : [];
  const edges = header === undefined || fitsHeader(aligned, header) ? aligned : [];
  return lines.map((line) => {
    const values = separator === undefined ? alignedCells(line, names.length, edges) : cutAt(line, separator);
    const cells = names.flatMap((name, at) => {
      const value = values[at];
      return value === undefined || value === '' || name === '' ? [] : [[name, value] as const];
    });
    return { line, cells };
  });
}

/** Where the columns of an aligned table begin: after blanks that all lines share. */
function columnsOf(lines: readonly string[]): readonly number[] {
  const width = largest(lines.map((line) => line.length));
  const edges: number[] = [];
  let blank = true;
  for (let at = 0; at < width; at += 1) {
    const empty = lines.every((line) => (line[at] ?? ' ').trim() === '');
    if (blank && !empty) edges.push(at);
    blank = empty;
  }
  return edges;
}

/** Every column has one word of the header. */
const fitsHeader = (edges: readonly number[], header: string): boolean =>
  edges.every((start, at) => /^\S+$/.test(header.slice(start, edges[at + 1]).trim()));

/** By alignment where it tells as many columns as the header has; else by order, the last taking what is left. */
function alignedCells(line: string, count: number, edges: readonly number[]): readonly string[] {
  if (edges.length === count) return edges.map((start, at) => line.slice(start, edges[at + 1]).trim());
  const words = line.trim().split(/\s+/);
  return words.length <= count ? words : [...words.slice(0, count - 1), words.slice(count - 1).join(' ')];
}
