import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { SelfjoinOptions } from '../commands/selfjoin.ts';
import { cellsOf, columnOf, groupKey } from './support.ts';

/**
 * Rows joined with other rows of the same input.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/selfjoin
 */
export const selfjoin: TableFunction = {
  name: 'spl.selfjoin',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { fields, overwrite, maximum, keepSingle } = options as SelfjoinOptions;
    const all = concatenate(input);
    const names = all.columns.names();
    const keys = fields.map((name) => columnOf(all, name));
    const groups = new Map<string, number[]>();
    for (const row of all.rows()) {
      const key = groupKey(keys.map((column) => column.at(row)));
      if (key === undefined) continue;
      const rows = groups.get(key) ?? [];
      rows.push(row);
      groups.set(key, rows);
    }
    const builder = new RowBuilder(names);
    for (const [first = 0, ...later] of groups.values()) {
      if (later.length === 0) {
        if (keepSingle) builder.add(cellsOf(all, names, first), all.originsAt(first));
        continue;
      }
      if (later.length > 1 && maximum !== 0)
        throw new QueryFailure(
          'unsupported-option',
          'What selfjoin makes of more than two results with the same values is not documented; max=0 joins each with the first.',
        );
      const other = cellsOf(all, names, first);
      for (const row of later) {
        const main = cellsOf(all, names, row);
        const cells = new Map(overwrite ? [...main, ...other] : [...other, ...main]);
        builder.add(cells, [...all.originsAt(first), ...all.originsAt(row)]);
      }
    }
    yield builder.build();
  },
};
