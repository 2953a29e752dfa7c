import type { TableFunction } from '../../../plan/library.ts';
import { LazyColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import { toNumber } from '../values.ts';
import { automaticSpan, numberRange, timeSpan } from './bucket.ts';

const TIME_BINS = 100;

function extent(values: Iterable<Value>): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    const number = toNumber(value);
    if (number === null) continue;
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return low <= high ? [low, high] : undefined;
}

/** `_time` in buckets of the span that fits the whole result. */
export const binAutoTime: TableFunction = {
  name: 'spl.bin-auto-time',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { field } = options as { readonly field: string };
    const all = concatenate(input);
    const column = all.columns.get(field);
    const range = column && extent([...all.rows()].map((row) => column.at(row)));
    if (!column || !range) {
      yield all;
      return;
    }
    const span = timeSpan(automaticSpan(range[0], range[1], TIME_BINS));
    const bucketed = new LazyColumn(all.baseLength, (row) => {
      const time = toNumber(column.at(row));
      return time === null ? null : span.start(time);
    });
    yield all.extend(new Map([[field, bucketed]]));
  },
};

const STEPS = [1, 2, 2.5, 5, 10] as const;

/** Numbers in at most `bins` ranges of a round length. */
export const binAuto: TableFunction = {
  name: 'spl.bin-auto',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { field, output, bins } = options as {
      readonly field: string;
      readonly output: string;
      readonly bins: number;
    };
    const all = concatenate(input);
    const column = all.columns.get(field);
    const range = column && extent([...all.rows()].map((row) => column.at(row)));
    if (!column || !range) {
      yield all;
      return;
    }
    const [low, high] = range;
    const time = field === '_time';
    const span = time ? timeSpan(automaticSpan(low, high, bins)) : undefined;
    const bucket = numberRange(roundLength((high - low) / bins));
    const bucketed = new LazyColumn(all.baseLength, (row) => {
      const number = toNumber(column.at(row));
      if (number === null) return column.at(row);
      return span ? span.start(number) : bucket(number);
    });
    yield all.extend(new Map([[output, bucketed]]));
  },
};

/** The next length up that is 1, 2, 2.5 or 5 times a power of ten. */
function roundLength(least: number): number {
  if (least <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return (STEPS.find((step) => step * power >= least) ?? 10) * power;
}
