import type { JsonValue } from '../languages/front-end.ts';

export type Row = Readonly<Record<string, JsonValue>>;

/** A result as rows by column; no row has a prototype. */
export function toRows(result: {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly JsonValue[])[];
}): readonly Row[] {
  return result.rows.map((cells) => {
    const row: Record<string, JsonValue> = Object.create(null);
    result.columns.forEach(({ name }, at) => {
      row[name] = cells[at] ?? null;
    });
    return row;
  });
}
