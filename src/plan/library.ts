import type { Batch } from '../table/batch.ts';
import type { Column } from '../table/column.ts';
import type { Value } from '../table/value.ts';
import type { Context } from './context.ts';
import type { Expression } from './expression.ts';
import type { Frame } from './frame.ts';
import type { Mention, TimeBound } from './plan.ts';

/** Computes an expression for a base row of the frame's current batch. */
export type Evaluator = (row: number) => Value;

/** A compiled argument. */
export interface Argument {
  readonly expression: Expression;
  readonly evaluate: Evaluator;
  /** Present when the argument is the same for every row; lets a function prepare (compile a regex) once. */
  readonly constant?: { readonly value: Value };
  /** Of an argument that is a column: the one of the frame's current batch. */
  column?(): Column;
  /** Of an argument that is a call. */
  readonly arguments?: readonly Argument[];
}

/** A cell that a function fills before it evaluates an argument that names the variable. */
export interface Cell {
  value: Value;
}

export interface CallSite {
  readonly arguments: readonly Argument[];
  readonly options: unknown;
  readonly context: Context;
  /** The cell behind `{ kind: 'variable', name }` within this call's arguments. */
  variable(name: string): Cell;
  /** The rows of a `{ kind: 'table' }` argument, run once. */
  table(argument: Argument): Batch;
}

export interface ScalarFunction {
  readonly name: string;
  /** Prepares one call and returns its evaluator. Arguments are evaluated only when the evaluator asks. */
  compile(site: CallSite): Evaluator;
  /** True: every argument must hold for the call to hold, so the optimiser may split it. */
  readonly conjunction?: boolean;
  /** False for a function of the clock's kind that must not be folded (random numbers). Default true. */
  readonly deterministic?: boolean;
  /** True for an argument whose value it gives as its own without looking at it, as `if` does with its second. */
  passes?(position: number): boolean;
  /** Its value is that of its first argument that is not null. */
  readonly givesFirst?: boolean;
  /** What text a row must mention for the call to be true; undefined when nothing is certain. */
  mentions?(
    args: readonly Expression[],
    mentionsOf: (expression: Expression) => Mention | undefined,
    options: unknown,
  ): Mention | undefined;
  /** When a row must have happened for the call to be true; empty when nothing is certain. */
  bounds?(
    args: readonly Expression[],
    boundsOf: (expression: Expression) => readonly TimeBound[],
    options: unknown,
  ): readonly TimeBound[];
  /** What its arguments must mention for its value to show a text: functions that choose or copy values say so. */
  carries?(
    text: string,
    args: readonly Expression[],
    carried: (expression: Expression, text: string, numeric?: true) => Carried,
    options: unknown,
  ): Carried;
}

/** What must be mentioned for a value to show a text; `'never'`: it cannot; undefined: nothing is certain. */
export type Carried = Mention | 'never' | undefined;

/** A running aggregation over one group. */
export interface Accumulator {
  /** Takes a base row of the frame's current batch. */
  add(row: number): void;
  /**
   * Takes a value of the only argument as often as it occurs: there where neither the order of rows nor anything else
   * of them has a part in the result. Null changes nothing.
   */
  addValue?(value: Value, times: number): void;
  /** Takes so many texts of the only argument, where it does not matter which they are. */
  addTexts?(times: number): void;
  /** The value; with several outputs, one value for each. */
  result(): Value | readonly Value[];
}

export interface AggregateFunction {
  readonly name: string;
  /** Prepares one call; the result makes an accumulator per group. */
  compile(site: CallSite): () => Accumulator;
}

export interface TableCall {
  readonly options: unknown;
  readonly context: Context;
  /** Compiles an expression of the options against a frame that the function loads with its batches. */
  compile(expression: Expression, frame: Frame): Evaluator;
}

/** Takes rows and gives rows: the implementation behind Window and Reshape. */
export interface TableFunction {
  readonly name: string;
  /** True when rows come out in the order in which they went in. */
  readonly preservesOrder: boolean;
  /** True when nothing comes out before everything is in. */
  readonly needsAllInput: boolean;
  run(input: Iterable<Batch>, call: TableCall): Iterable<Batch>;
  /** Columns of the input that the call reads beside those asked of it; undefined: all. Lets the optimiser push. */
  reads?(options: unknown): readonly string[] | undefined;
}

/** What a key function makes of a value: equal keys are one group. `undefined` drops the row (joins: no match). */
export type Key = string | number | bigint | boolean | null;
export type KeyFunction = (value: Value) => Key | undefined;
export type Comparator = (left: Value, right: Value) => number;

/** Everything a plan may name. */
export interface Library {
  scalar(name: string): ScalarFunction | undefined;
  aggregate(name: string): AggregateFunction | undefined;
  table(name: string): TableFunction | undefined;
  key(name: string): KeyFunction | undefined;
  comparator(name: string): Comparator | undefined;
}

export interface LibraryEntries {
  readonly scalars?: readonly ScalarFunction[];
  readonly aggregates?: readonly AggregateFunction[];
  readonly tables?: readonly TableFunction[];
  readonly keys?: Readonly<Record<string, KeyFunction>>;
  readonly comparators?: Readonly<Record<string, Comparator>>;
}

/** One library out of several; a name may be defined once only. */
export function createLibrary(...parts: readonly LibraryEntries[]): Library {
  const index = <T>(entries: Iterable<readonly [string, T]>): Map<string, T> => {
    const map = new Map<string, T>();
    for (const [name, value] of entries) {
      if (map.has(name)) throw new Error(`"${name}" is defined twice.`);
      map.set(name, value);
    }
    return map;
  };
  const named = <T extends { readonly name: string }>(list: readonly T[] | undefined) =>
    (list ?? []).map((entry) => [entry.name, entry] as const);
  const scalars = index(parts.flatMap((part) => named(part.scalars)));
  const aggregates = index(parts.flatMap((part) => named(part.aggregates)));
  const tables = index(parts.flatMap((part) => named(part.tables)));
  const keys = index(parts.flatMap((part) => Object.entries(part.keys ?? {})));
  const comparators = index(parts.flatMap((part) => Object.entries(part.comparators ?? {})));
  return {
    scalar: (name) => scalars.get(name),
    aggregate: (name) => aggregates.get(name),
    table: (name) => tables.get(name),
    key: (name) => keys.get(name),
    comparator: (name) => comparators.get(name),
  };
}
