import { compileAggregate } from '../../../plan/compile.ts';
import { Frame } from '../../../plan/frame.ts';
import type { Accumulator, TableFunction } from '../../../plan/library.ts';
import { LazyColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import type { EventstatsOptions } from '../commands/eventstats.ts';
import { columnOf, expandCalls, groupKey } from './support.ts';

interface Group {
  readonly accumulators: readonly Accumulator[];
  results?: readonly Value[];
}

/**
 * The statistics of a row's group beside the row. Rows without one of the BY fields stay as they are.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/eventstats
 */
export const eventstats: TableFunction = {
  name: 'spl.eventstats',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { aggregates, by } = options as EventstatsOptions;
    const all = concatenate(input);
    const calls = aggregates.some(({ arguments: [first] }) => first?.kind === 'column' && first.name.includes('*'))
      ? expandCalls(aggregates, all.columns.names())
      : aggregates;
    const frame = new Frame();
    const makers = calls.map((call) => compileAggregate(call, frame, context));
    frame.load(all);
    const keys = by.map((name) => columnOf(all, name));
    const groups = new Map<string, Group>();
    const groupOf = new Map<number, Group>();
    for (const row of all.rows()) {
      const key = groupKey(keys.map((column) => column.at(row)));
      if (key === undefined) continue;
      let group = groups.get(key);
      if (!group) {
        group = { accumulators: makers.map((make) => make()) };
        groups.set(key, group);
      }
      groupOf.set(row, group);
      for (const accumulator of group.accumulators) accumulator.add(row);
    }
    const resultsOf = (group: Group): readonly Value[] => {
      group.results ??= group.accumulators.map((accumulator) => accumulator.result() as Value);
      return group.results;
    };
    const added = calls.map(({ outputs: [name = ''] }, at) => {
      const before = columnOf(all, name);
      const value = (row: number): Value => {
        const group = groupOf.get(row);
        return group ? (resultsOf(group)[at] ?? null) : before.at(row);
      };
      return [name, new LazyColumn(all.baseLength, value)] as const;
    });
    yield all.extend(new Map(added));
  },
};
