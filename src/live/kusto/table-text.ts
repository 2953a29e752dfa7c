import type { JsonValue } from '../../languages/front-end.ts';
import { kqlLiteral } from './literal.ts';

export interface TableRows {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly JsonValue[])[];
}

/**
 * A `let` that gives a table its rows: those columns that hold something as a `datatable`, the others empty, all in the
 * order of the table.
 */
export function tableText({ name, columns, rows }: TableRows): string {
  const filled = columns
    .map((column, at) => ({ ...column, at }))
    .filter(({ at, type }) => rows.some((row) => (row[at] ?? null) !== null && !(type === 'string' && row[at] === '')));
  const held = filled.length > 0 ? filled : columns.slice(0, 1).map((column) => ({ ...column, at: 0 }));
  const names = new Set(held.map((column) => column.name));
  const schema = held.map((column) => `${bracketed(column.name)}:${column.type}`).join(', ');
  const cells = rows
    .map((row) => `  ${held.map(({ at, type }) => kqlLiteral(row[at] ?? null, type)).join(', ')}`)
    .join(',\n');
  const all = columns.map((column) =>
    names.has(column.name)
      ? bracketed(column.name)
      : `${bracketed(column.name)} = ${column.type === 'string' ? '""' : `${column.type}(null)`}`,
  );
  return `let ${name} = datatable(${schema})[\n${cells}\n] | project ${all.join(', ')};\n`;
}

/** A name that is no plain word, or may be a word of the language, stands in brackets. */
export const bracketed = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `['${name}']` : `["${name}"]`);
