import type { TableFunction } from '../../../plan/library.ts';
import { ConstantColumn, LazyColumn } from '../../../table/column.ts';
import type { Value } from '../../../table/value.ts';
import type { DedupOptions } from '../commands/dedup.ts';
import { asList, toText } from '../values.ts';

/**
 * The first N rows of each combination. Rows that lack a field are left out unless `keepempty`; with `keepevents`
 * repeated rows stay, without the fields.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/dedup
 */
export const dedup: TableFunction = {
  name: 'spl.dedup',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { count, fields, keepEvents, keepEmpty, consecutive } = options as DedupOptions;
    const seen = new Map<string, number>();
    let previous: string | undefined;
    for (const batch of input) {
      const columns = fields.map((name) => batch.columns.get(name) ?? new ConstantColumn(null));
      const kept: number[] = [];
      const blanked = new Set<number>();
      for (const row of batch.rows()) {
        const values = columns.map((column) => column.at(row));
        if (values.includes(null)) {
          if (keepEmpty) {
            kept.push(row);
            // A row that stays parts the rows before and after it.
            previous = undefined;
          }
          continue;
        }
        const key = JSON.stringify(values.map((value) => asList(value).map(toText)));
        const earlier = consecutive && key !== previous ? 0 : (seen.get(key) ?? 0);
        seen.set(key, earlier + 1);
        previous = key;
        if (earlier < count) kept.push(row);
        else if (keepEvents) {
          kept.push(row);
          blanked.add(row);
        }
      }
      const selected = batch.select(Uint32Array.from(kept));
      if (blanked.size === 0) {
        yield selected;
        continue;
      }
      const added = new Map(
        fields.map((name, at) => [
          name,
          new LazyColumn(batch.baseLength, (row): Value => (blanked.has(row) ? null : (columns[at]?.at(row) ?? null))),
        ]),
      );
      yield selected.extend(added);
    }
  },
};
