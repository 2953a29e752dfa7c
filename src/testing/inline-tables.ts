import type { InlineTables } from '../platforms/sentinel/index.ts';
import type { Value } from '../table/value.ts';

/** A table given with the run: KQL reads it as a table, SPL as a lookup. */
export interface InlineTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type?: string }[];
  /** Cells as JSON. */
  readonly rows: readonly (readonly unknown[])[];
}

/** The tables with KQL's own values, read by `readCell`; a column without a type is a string. */
export function kqlTables(
  tables: readonly InlineTable[],
  readCell: (json: unknown, type: string) => Value,
): InlineTables {
  return new Map(
    tables.map((table) => {
      const columns = table.columns.map(({ name, type = 'string' }) => ({ name, type }));
      const rows = table.rows.map((row) => columns.map(({ type }, at) => readCell(row[at] ?? null, type)));
      return [table.name, { columns, rows }] as const;
    }),
  );
}
