import { compileAggregate } from '../../../plan/compile.ts';
import { Frame } from '../../../plan/frame.ts';
import type { Accumulator, TableFunction } from '../../../plan/library.ts';
import { ArrayColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import type { StreamstatsOptions } from '../commands/streamstats.ts';
import { toNumber } from '../values.ts';
import { columnOf, expandCalls, groupKey } from './support.ts';

/** limits.conf: max_stream_window. */
const MAXIMUM_WINDOW = 10_000;

/**
 * Statistics over the rows so far, or over the last `window` of them. Without `global` each group has a window of its
 * own; with it the window counts all rows and the statistics those of the row's group in it.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/streamstats
 */
export const streamstats: TableFunction = {
  name: 'spl.streamstats',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context, compile }) {
    const { aggregates, by, current, window, timeWindow, global, resetOnChange, resetBefore, resetAfter } =
      options as StreamstatsOptions;
    const all = concatenate(input);
    const calls = aggregates.some(({ arguments: [first] }) => first?.kind === 'column' && first.name.includes('*'))
      ? expandCalls(aggregates, all.columns.names())
      : aggregates;
    const frame = new Frame();
    const makers = calls.map((call) => compileAggregate(call, frame, context));
    const before = resetBefore && compile(resetBefore, frame);
    frame.load(all);
    const results: Value[][] = calls.map(() => []);
    const output = all.extend(
      new Map(calls.map(({ outputs: [name = ''] }, at) => [name, new ArrayColumn(results[at] as Value[])])),
    );
    const outputFrame = new Frame();
    const after = resetAfter && compile(resetAfter, outputFrame);
    outputFrame.load(output);
    const keys = by.map((name) => columnOf(all, name));
    const times = columnOf(all, '_time');
    const timeOf = (row: number): number => toNumber(times.at(row)) ?? 0;
    const running = new Map<string, readonly Accumulator[]>();
    const recent: { readonly row: number; readonly key: string }[] = [];
    const recentOf = new Map<string, number[]>();
    let previous: string | undefined;
    const reset = (): void => {
      running.clear();
      recentOf.clear();
      recent.length = 0;
    };
    const fresh = (): readonly Accumulator[] => makers.map((make) => make());
    const write = (row: number, accumulators: readonly Accumulator[]): void => {
      accumulators.forEach((accumulator, at) => {
        (results[at] as Value[])[row] = accumulator.result() as Value;
      });
    };
    const overRows = (rows: readonly number[]): readonly Accumulator[] => {
      const accumulators = fresh();
      for (const row of rows) for (const accumulator of accumulators) accumulator.add(row);
      return accumulators;
    };
    for (const row of all.rows()) {
      const key = groupKey(keys.map((column) => column.at(row)));
      if (key === undefined) {
        calls.forEach(({ outputs: [name = ''] }, at) => {
          (results[at] as Value[])[row] = columnOf(all, name).at(row);
        });
        continue;
      }
      if ((resetOnChange && previous !== undefined && previous !== key) || before?.(row) === true) reset();
      previous = key;
      if (window > 0 || timeWindow !== null) {
        const own = rowsOf(recentOf, key);
        const bound = window > 0 ? window : MAXIMUM_WINDOW;
        const add = (): void => {
          if (global) remember(recent, { row, key }, bound);
          else remember(own, row, bound);
        };
        if (timeWindow !== null) {
          const now = timeOf(row);
          const left = (other: number): boolean => Math.abs(now - timeOf(other)) >= timeWindow;
          while (recent[0] && left(recent[0].row)) recent.shift();
          while (own[0] !== undefined && left(own[0])) own.shift();
        }
        if (current) add();
        write(row, overRows(global ? recent.filter((entry) => entry.key === key).map((entry) => entry.row) : own));
        if (!current) add();
      } else {
        let accumulators = running.get(key);
        if (!accumulators) {
          accumulators = fresh();
          running.set(key, accumulators);
        }
        if (!current) write(row, accumulators);
        for (const accumulator of accumulators) accumulator.add(row);
        if (current) write(row, accumulators);
      }
      if (after?.(row) === true) reset();
    }
    yield output;
  },
};

function rowsOf(recentOf: Map<string, number[]>, key: string): number[] {
  let rows = recentOf.get(key);
  if (!rows) {
    rows = [];
    recentOf.set(key, rows);
  }
  return rows;
}

/** Adds a row and lets go of the oldest when there are more than `window`. */
function remember<T>(list: T[], entry: T, window: number): void {
  list.push(entry);
  if (list.length > window) list.shift();
}
