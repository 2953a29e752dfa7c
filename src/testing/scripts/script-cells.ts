import type { JsonValue } from '../../languages/front-end.ts';
import type { ResultColumn } from '../../plan/plan.ts';
import { largest } from '../../util/append.ts';

/** What a query without any column shows. */
export const NOTHING = '(no results)';

/**
 * A result as a script shows it: a header of names (KQL: with types), then a line for each row. Text stands bare where
 * that cannot be misread, otherwise as JSON; a missing value is `null`.
 */
export function renderTable(
  columns: readonly ResultColumn[],
  rows: readonly (readonly JsonValue[])[],
): readonly string[] {
  if (columns.length === 0) return [NOTHING];
  const header = columns.map(({ name, type }) => (type === undefined ? name : `${name}:${type}`));
  const table = [header, ...rows.map((row) => row.map(renderCell))];
  const widths = header.map((_, at) => largest(table.map((cells) => (cells[at] as string).length)));
  return table.map((cells) =>
    cells
      .map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] as number)))
      .join(' | ')
      .trimEnd(),
  );
}

function renderCell(value: JsonValue): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const misread = value === '' || value === 'null' || value.trim() !== value || /^["[{]|[\n\r\t]| \| /.test(value);
  return misread ? JSON.stringify(value) : value;
}

/** Lines of a table cut into cells, so that alignment does not matter. */
export const cellsOf = (lines: readonly string[]): readonly (readonly string[])[] =>
  lines.map((line) => line.split(/ \|(?: |$)/).map((cell) => cell.trim()));
