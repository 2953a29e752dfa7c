import type { Argument, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { stringOf } from '../print.ts';

/** The text of an argument of any type, as `tostring` gives it: string functions take dynamics too. */
export function textOf(argument: Argument, type: string | undefined): (row: number) => string {
  const { evaluate } = argument;
  return (row) => {
    const value = evaluate(row);
    return typeof value === 'string' ? value : stringOf(value, type);
  };
}

/** A function of one text, worked out once when the argument is the same in every row. */
export function prepared<T>(
  argument: Argument,
  type: string | undefined,
  prepare: (text: string) => T,
): (row: number) => T {
  const text = textOf(argument, type);
  if (!argument.constant) {
    let lastText: string | undefined;
    let last: T | undefined;
    return (row) => {
      const now = text(row);
      if (now !== lastText || last === undefined) {
        last = prepare(now);
        lastText = now;
      }
      return last;
    };
  }
  let ready: { readonly value: T } | undefined;
  return (row) => {
    ready ??= { value: prepare(text(row)) };
    return ready.value;
  };
}

/** `evaluate` with every text of a dynamic argument, and null where the type is not `string`. */
export const asText = (value: Value): string => (typeof value === 'string' ? value : stringOf(value));

export type TextEvaluator = ReturnType<typeof textOf>;
export type { Evaluator };
