import type { TableFunction } from '../../../plan/library.ts';
import { ArrayColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import type { RunningOptions } from '../commands/running.ts';
import { toNumber } from '../values.ts';
import { columnOf } from './support.ts';

const clean = (number: number): number => Number(number.toPrecision(15));

/** Columns computed from the rows before: accum, delta, autoregress, trendline. */
export const running: TableFunction = {
  name: 'spl.running',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const all = concatenate(input);
    const rows = [...all.rows()];
    const added = new Map<string, ArrayColumn>();
    for (const one of options as readonly RunningOptions[]) {
      const column = columnOf(all, one.field);
      const computed = series(
        rows.map((row) => column.at(row)),
        one,
      );
      const values: Value[] = [];
      rows.forEach((row, at) => {
        values[row] = computed[at] ?? null;
      });
      added.set(one.output, new ArrayColumn(values));
    }
    yield all.extend(added);
  },
};

function series(values: readonly Value[], one: RunningOptions): readonly Value[] {
  const numbers = values.map(toNumber);
  switch (one.kind) {
    case 'accum': {
      let sum = 0;
      return numbers.map((number, at) => {
        if (number === null) return one.output === one.field ? (values[at] ?? null) : null;
        sum = clean(sum + number);
        return sum;
      });
    }
    case 'delta':
      return numbers.map((number, at) => {
        const before = numbers[at - one.distance] ?? null;
        return number === null || before === null ? null : clean(number - before);
      });
    case 'lag':
      return values.map((_value, at) => values[at - one.distance] ?? null);
    case 'trend':
      return trend(numbers, one.type, one.period);
  }
}

/** No value before the period is full. */
function trend(numbers: readonly (number | null)[], type: 'sma' | 'ema' | 'wma', period: number): readonly Value[] {
  let exponential: number | null = null;
  return numbers.map((number, at) => {
    const recent = numbers.slice(Math.max(0, at - period + 1), at + 1).filter((one) => one !== null);
    if (type === 'ema' && number !== null) {
      const weight = 2 / (period + 1);
      // As the page has it: EMA(t) = alpha·EMA(t-1) + (1-alpha)·field(t), with alpha = 2/(period+1).
      exponential = exponential === null ? number : weight * exponential + (1 - weight) * number;
    }
    if (number === null || recent.length < period) return null;
    if (type === 'ema') return exponential === null ? null : clean(exponential);
    const weights = recent.map((_one, index) => (type === 'wma' ? index + 1 : 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return clean(recent.reduce((sum, one, index) => sum + one * (weights[index] ?? 1), 0) / total);
  });
}
