import type { TableFunction } from '../../../plan/library.ts';
import type { EventId } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { TransposeOptions, UntableOptions, XyseriesOptions } from '../commands/reshape.ts';
import { toText } from '../values.ts';
import { columnOf, visibleFields } from './support.ts';
import { append } from '../../../util/append.ts';

/** Rows become columns, named after their number or after a field of theirs. */
export const transpose: TableFunction = {
  name: 'spl.transpose',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { count, columnName, headerField, includeEmpty } = options as TransposeOptions;
    const all = concatenate(input);
    const rows = [...all.rows()].slice(0, count > 0 ? count : undefined);
    const header = headerField === null ? undefined : columnOf(all, headerField);
    const names = rows.map((row, at) => {
      const named = header?.at(row) ?? null;
      return named === null ? `row ${at + 1}` : toText(named);
    });
    const builder = new RowBuilder([columnName, ...names]);
    const fields = visibleFields(all.columns.names()).filter((name) => name !== headerField);
    const origins = rows.flatMap((row) => all.originsAt(row));
    for (const field of fields) {
      const column = columnOf(all, field);
      const values = rows.map((row) => column.at(row));
      if (!includeEmpty && values.every((value) => value === null)) continue;
      builder.add([[columnName, field], ...names.map((name, at) => [name, values[at] ?? null] as const)], origins);
    }
    yield builder.build();
  },
};

/** A row per cell. */
export const untable: TableFunction = {
  name: 'spl.untable',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { row: rowField, name, value } = options as UntableOptions;
    for (const batch of input) {
      const builder = new RowBuilder([rowField, name, value]);
      const fields = visibleFields(batch.columns.names()).filter((field) => field !== rowField);
      for (const row of batch.rows()) {
        const key = columnOf(batch, rowField).at(row);
        for (const field of fields) {
          const cell = columnOf(batch, field).at(row);
          if (cell === null) continue;
          builder.add(
            [
              [rowField, key],
              [name, field],
              [value, cell],
            ],
            batch.originsAt(row),
          );
        }
      }
      yield builder.build();
    }
  },
};

/** One row per value of the first field, one column per value of the second. */
export const xyseries: TableFunction = {
  name: 'spl.xyseries',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { row: rowField, name, values, separator, format } = options as XyseriesOptions;
    const all = concatenate(input);
    const table = new Map<
      string,
      { readonly value: Value; readonly cells: Map<string, Value>; readonly origins: EventId[] }
    >();
    const columns = new Set<string>();
    for (const row of all.rows()) {
      const key = columnOf(all, rowField).at(row);
      const series = columnOf(all, name).at(row);
      if (key === null || series === null) continue;
      let entry = table.get(toText(key));
      if (!entry) {
        entry = { value: key, cells: new Map(), origins: [] };
        table.set(toText(key), entry);
      }
      append(entry.origins, all.originsAt(row));
      for (const field of values) {
        const title = titleOf(field, toText(series), values.length, separator, format);
        columns.add(title);
        entry.cells.set(title, columnOf(all, field).at(row));
      }
    }
    const ordered = [...columns].sort();
    const builder = new RowBuilder([rowField, ...ordered]);
    for (const { value, cells, origins } of table.values()) {
      builder.add([[rowField, value], ...ordered.map((title) => [title, cells.get(title) ?? null] as const)], origins);
    }
    yield builder.build();
  },
};

function titleOf(field: string, series: string, count: number, separator: string, format: string | null): string {
  if (format !== null) return format.replaceAll('$AGG$', () => field).replaceAll('$VAL$', () => series);
  return count === 1 ? series : `${field}${separator}${series}`;
}
