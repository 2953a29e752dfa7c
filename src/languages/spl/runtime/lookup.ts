import type { TableFunction } from '../../../plan/library.ts';
import { LazyColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import type { LookupOptions } from '../commands/lookup.ts';
import { asList, fromList, toText } from '../values.ts';
import { LookupIndex } from './lookup-index.ts';
import { columnOf } from './support.ts';

/**
 * Adds fields of the table's rows that match: in file order, several matches as several values. Without a match
 * `default_match` where `min_matches` asks for it, else nothing; OUTPUT clears what stood there, OUTPUTNEW keeps it.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/lookup
 */
export const lookup: TableFunction = {
  name: 'spl.lookup',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context }) {
    const { name, match, output, onlyNew, definition } = options as LookupOptions;
    const table = concatenate(context.execute({ op: 'Scan', source: 'splunk:lookup', options: { name } }));
    const matchFields = match.map((pair) => pair.lookup);
    const index = new LookupIndex(table, matchFields, definition);
    const outputs =
      output ??
      table.columns
        .names()
        .filter((field) => !matchFields.includes(field) && field !== '_key')
        .map((field) => ({ lookup: field, event: field }));
    const minimum = definition.minMatches ?? 0;
    const fallback = definition.defaultMatch ?? '';
    for (const batch of input) {
      const inputs = match.map((pair) => columnOf(batch, pair.event));
      const found = new Map<number, readonly number[]>();
      const rowsFor = (row: number): readonly number[] => {
        let rows = found.get(row);
        if (!rows) {
          rows = index.find(inputs.map((column) => asList(column.at(row)).map(toText)));
          found.set(row, rows);
        }
        return rows;
      };
      const before = outputs.map((pair) => columnOf(batch, pair.event));
      const added = outputs.map((pair, at) => {
        const cells = columnOf(table, pair.lookup);
        const value = (row: number): Value => {
          const old = before[at]?.at(row) ?? null;
          if (onlyNew && old !== null) return old;
          const rows = rowsFor(row);
          const values = rows.flatMap((tableRow) => asList(cells.at(tableRow)));
          const missing = minimum - rows.length;
          if (missing > 0 && fallback !== '') for (let extra = 0; extra < missing; extra += 1) values.push(fallback);
          return fromList(values);
        };
        return [pair.event, new LazyColumn(batch.baseLength, value)] as const;
      });
      yield batch.extend(new Map(added));
    }
  },
};
