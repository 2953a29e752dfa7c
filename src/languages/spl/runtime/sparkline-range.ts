import type { TableFunction } from '../../../plan/library.ts';
import { ConstantColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { SPARKLINE_RANGE } from '../aggregation-call.ts';
import { toNumber } from '../values.ts';
import { columnOf } from './support.ts';

/** The first and the last time of all rows, in two columns beside each of them. */
export const sparklineRange: TableFunction = {
  name: 'spl.sparkline-range',
  preservesOrder: true,
  needsAllInput: true,
  *run(input) {
    const all = concatenate(input);
    const column = columnOf(all, '_time');
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of all.rows()) {
      const time = toNumber(column.at(row));
      if (time === null) continue;
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
    const [low, high] = SPARKLINE_RANGE;
    yield all.extend(
      new Map([
        [low, new ConstantColumn(first <= last ? first : null)],
        [high, new ConstantColumn(first <= last ? last : null)],
      ]),
    );
  },
  reads: () => ['_time'],
};
