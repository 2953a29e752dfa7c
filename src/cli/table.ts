import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { Colors } from '../report/colors.ts';
import { largest } from '../util/append.ts';

interface Named {
  readonly name: string;
}

const WIDEST_CELL = 60;

/** Rows as an aligned table for people; long cells are clipped. */
export function printTable(columns: readonly Named[], rows: readonly (readonly JsonValue[])[], colors: Colors): string {
  const head = columns.map(({ name }) => neutralLine(name));
  const body = rows.map((row) => columns.map((_, at) => clip(neutralLine(cellText(row[at] ?? null)))));
  const widths = head.map((name, at) =>
    largest(
      body.map((row) => (row[at] ?? '').length),
      name.length,
    ),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const count = colors.dim(`${rows.length} row${rows.length === 1 ? '' : 's'}`);
  return [colors.bold(line(head)), ...body.map(line), count, ''].join('\n');
}

/** RFC 4180, with a header line. */
export function printCsv(columns: readonly Named[], rows: readonly (readonly JsonValue[])[]): string {
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [
    columns.map(({ name }) => quoted(name)),
    ...rows.map((row) => row.map((cell) => quoted(cellText(cell)))),
  ];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

function cellText(cell: JsonValue): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

const clip = (text: string): string => (text.length > WIDEST_CELL ? `${text.slice(0, WIDEST_CELL - 1)}…` : text);
