import type { TableFunction } from '../../../plan/library.ts';
import type { EventId } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { TopOptions } from '../commands/top.ts';
import { asList, compareText, toText } from '../values.ts';
import { columnOf } from './support.ts';
import { append } from '../../../util/append.ts';

interface Counted {
  readonly values: readonly string[];
  count: number;
  readonly origins: EventId[];
}

interface Group {
  readonly values: readonly string[];
  total: number;
  readonly counts: Map<string, Counted>;
}

/**
 * top and rare: combinations of values by how often they occur, with their share of the rows (of the group) that have
 * all of the fields.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/top
 */
export const top: TableFunction = {
  name: 'spl.top',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { fields, by, limit, descending, countField, percentField, useOther, otherText } = options as TopOptions;
    const all = concatenate(input);
    const fieldColumns = fields.map((name) => columnOf(all, name));
    const byColumns = by.map((name) => columnOf(all, name));
    const groups = new Map<string, Group>();
    for (const row of all.rows()) {
      const origins = all.originsAt(row);
      for (const outer of combinations(byColumns.map((column) => column.at(row)))) {
        const group = entry(groups, outer, () => ({ values: outer, total: 0, counts: new Map() }));
        for (const inner of combinations(fieldColumns.map((column) => column.at(row)))) {
          const counted = entry(group.counts, inner, () => ({ values: inner, count: 0, origins: [] }));
          counted.count += 1;
          append(counted.origins, origins);
          group.total += 1;
        }
      }
    }
    const names = [...by, ...fields, countField, percentField].filter((name) => name !== null);
    const builder = new RowBuilder(names);
    const emit = (group: Group, values: readonly string[], count: number, origins: readonly EventId[]): void => {
      const cells: [string, Value][] = [];
      by.forEach((name, at) => {
        cells.push([name, group.values[at] ?? null]);
      });
      fields.forEach((name, at) => {
        cells.push([name, values[at] ?? null]);
      });
      if (countField !== null) cells.push([countField, count]);
      if (percentField !== null) cells.push([percentField, ((100 * count) / group.total).toFixed(6)]);
      builder.add(cells, origins);
    };
    for (const group of [...groups.values()].sort((left, right) => compareLists(left.values, right.values))) {
      const ranked = [...group.counts.values()].sort(
        (left, right) =>
          (descending ? right.count - left.count : left.count - right.count) || compareLists(left.values, right.values),
      );
      const shown = limit > 0 ? ranked.slice(0, limit) : ranked;
      for (const { values, count, origins } of shown) emit(group, values, count, origins);
      const rest = ranked.slice(shown.length);
      if (useOther && rest.length > 0) {
        const count = rest.reduce((sum, counted) => sum + counted.count, 0);
        emit(
          group,
          fields.map(() => otherText),
          count,
          rest.flatMap((counted) => counted.origins),
        );
      }
    }
    yield builder.build();
  },
};

function entry<T>(map: Map<string, T>, values: readonly string[], make: () => T): T {
  const key = JSON.stringify(values);
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}

/** Each choice of one value per field; none where a field is missing. */
export function combinations(values: readonly Value[]): readonly (readonly string[])[] {
  return values.reduce<readonly (readonly string[])[]>(
    (chosen, value) => chosen.flatMap((list) => asList(value).map((element) => [...list, toText(element)])),
    [[]],
  );
}

function compareLists(left: readonly string[], right: readonly string[]): number {
  for (let at = 0; at < left.length; at += 1) {
    const order = compareText(left[at] as string, right[at] as string);
    if (order !== 0) return order;
  }
  return 0;
}
