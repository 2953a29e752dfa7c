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

interface BinAutoOptions {
  readonly field: string;
  readonly output: string;
  readonly bins: number;
  readonly minspan?: string | undefined;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** Numbers in at most `bins` ranges of a round length. */
export const binAuto: TableFunction = {
  name: 'spl.bin-auto',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { field, output, bins, minspan, from, to } = options as BinAutoOptions;
    const all = concatenate(input);
    const column = all.columns.get(field);
    const range = column && extent([...all.rows()].map((row) => column.at(row)));
    if (!column || !range) {
      yield all;
      return;
    }
    const low = Math.min(range[0], from ?? range[0]);
    const high = Math.max(range[1], to ?? range[1]);
    const time = field === '_time';
    const span = time ? timeSpan(automaticSpan(low, high, bins, minspan)) : undefined;
    const bucket = numberRange(Math.max(roundLength(low, high, bins), toNumber(minspan ?? null) ?? 0));
    const bucketed = new LazyColumn(all.baseLength, (row) => {
      const number = toNumber(column.at(row));
      if (number === null) return column.at(row);
      return span ? span.start(number) : bucket(number);
    });
    yield all.extend(new Map([[output, bucketed]]));
  },
};

/**
 * The least power of ten that makes no more than `bins` ranges.
 *
 * https://docs.splunk.com/Documentation/Splunk/8.1.0/Search/Usingbinsandtimespans
 */
function roundLength(low: number, high: number, bins: number): number {
  if (high <= low) return 1;
  const most = Math.max(1, bins);
  const fits = (length: number): boolean => Math.floor(high / length) - Math.floor(low / length) < most;
  // Ranges on both sides of zero never come to one.
  const longest = 10 * Math.max(Math.abs(low), Math.abs(high));
  let length = 10 ** Math.floor(Math.log10((high - low) / most));
  while (!fits(length) && length <= longest) length *= 10;
  return length;
}
