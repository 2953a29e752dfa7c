import type { Value } from './value.ts';

/** One column of a batch. `row` is a base row of the batch (see {@link Batch}), never a position in its selection. */
export interface Column {
  at(row: number): Value;
}

/** A column whose values are already there. */
export class ArrayColumn implements Column {
  readonly values: readonly Value[];
  constructor(values: readonly Value[]) {
    this.values = values;
  }
  at(row: number): Value {
    return this.values[row] ?? null;
  }
}

/** The same value in every row. */
export class ConstantColumn implements Column {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
  at(): Value {
    return this.value;
  }
}

const PENDING: unique symbol = Symbol('pending');

/** Computes a value when a row is first read, and remembers it: a column costs nothing until an operator reads it. */
export class LazyColumn implements Column {
  readonly #length: number;
  readonly #compute: (row: number) => Value;
  #memo: (Value | typeof PENDING)[] | undefined;
  constructor(length: number, compute: (row: number) => Value) {
    this.#length = length;
    this.#compute = compute;
  }
  at(row: number): Value {
    this.#memo ??= new Array<Value | typeof PENDING>(this.#length).fill(PENDING);
    const known = this.#memo[row];
    if (known !== PENDING && known !== undefined) return known;
    const value = this.#compute(row);
    this.#memo[row] = value;
    return value;
  }
}
