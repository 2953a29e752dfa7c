import type { ScalarFunction } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { someText, textsOf } from '../cell.ts';
import { partOfTime } from '../time.ts';
import type { TimeUnit } from '../value.ts';

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  eq: (left, right) => left === right,
};

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** The number that a text is; undefined for `-`, `0x10` and other texts. */
export const numberOf = (text: string): number | undefined => (DECIMAL.test(text) ? Number(text) : undefined);

const comparisons = Object.entries(COMPARISONS).map(([name, compare]): ScalarFunction => ({
  name: `sigma.${name}`,
  compile: ({ arguments: args }) => {
    const field = args[0]?.evaluate ?? (() => null);
    const limit = Number(args[1]?.constant?.value);
    const test = (text: string): boolean => {
      const number = numberOf(text);
      return number !== undefined && compare(number, limit);
    };
    return (row) => {
      const value: Value = field(row);
      return typeof value === 'number' ? compare(value, limit) : someText(value, test);
    };
  },
}));

/** A part of a time, in UTC; null when the field is no time. */
const timePart: ScalarFunction = {
  name: 'sigma.timepart',
  compile: ({ arguments: args, options }) => {
    const { unit } = options as { unit: TimeUnit };
    const field = args[0]?.evaluate ?? (() => null);
    return (row) => {
      const texts = textsOf(field(row));
      const text = typeof texts === 'string' ? texts : texts?.[0];
      return text === undefined ? null : (partOfTime(text, unit) ?? null);
    };
  },
};

export const numberFunctions: readonly ScalarFunction[] = [...comparisons, timePart];
