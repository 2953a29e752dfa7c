import type { TableFunction } from '../../../plan/library.ts';
import type { EventId } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import { append } from '../../../util/append.ts';
import type { ContingencyOptions } from '../commands/contingency.ts';
import { asList, toText } from '../values.ts';
import { columnOf } from './support.ts';

/** What an empty text is called in the table. */
const EMPTY = 'EMPTY_STR';

/**
 * Counts of pairs of values. Totals are those of what the table shows; rows and columns come by their totals.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/contingency
 */
export const contingency: TableFunction = {
  name: 'spl.contingency',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { row: rowField, column: columnField, maxRows, maxColumns, total } = options as ContingencyOptions;
    const all = concatenate(input);
    const [rowCells, columnCells] = [columnOf(all, rowField), columnOf(all, columnField)];
    const counts = new Map<string, Map<string, number>>();
    const origins = new Map<string, EventId[]>();
    for (const at of all.rows()) {
      for (const one of asList(rowCells.at(at)).map(nameOf)) {
        for (const other of asList(columnCells.at(at)).map(nameOf)) {
          const line = counts.get(one) ?? new Map<string, number>();
          counts.set(one, line.set(other, (line.get(other) ?? 0) + 1));
          const events = origins.get(one) ?? [];
          append(events, all.originsAt(at));
          origins.set(one, events);
        }
      }
    }
    const names = [...new Set([...counts.values()].flatMap((line) => [...line.keys()]))];
    const count = (row: string, name: string): number => counts.get(row)?.get(name) ?? 0;
    const sum = (numbers: readonly number[]): number => numbers.reduce((whole, number) => whole + number, 0);
    const most = (values: readonly string[], totalOf: (value: string) => number, maximum: number): readonly string[] =>
      values.toSorted((one, other) => totalOf(other) - totalOf(one)).slice(0, maximum);
    const allRows = [...counts.keys()];
    const rows = most(allRows, (row) => sum(names.map((name) => count(row, name))), maxRows);
    const columns = most(names, (name) => sum(allRows.map((row) => count(row, name))), maxColumns);
    const builder = new RowBuilder([rowField, ...columns, ...(total === null ? [] : [total])]);
    const add = (title: string, cells: readonly number[], events: readonly EventId[]): void =>
      builder.add(
        [
          [rowField, title],
          ...columns.map((name, at) => [name, cells[at] ?? 0] as const),
          ...(total === null ? [] : [[total, sum(cells)] as const]),
        ],
        events,
      );
    for (const row of rows) {
      add(
        row,
        columns.map((name) => count(row, name)),
        origins.get(row) ?? [],
      );
    }
    if (total !== null && rows.length > 0) {
      add(
        total,
        columns.map((name) => sum(rows.map((row) => count(row, name)))),
        rows.flatMap((row) => origins.get(row) ?? []),
      );
    }
    yield builder.build();
  },
};

const nameOf = (value: Parameters<typeof toText>[0]): string => toText(value) || EMPTY;
