import type { Codes } from './codes.ts';
import type { Value } from './value.ts';

/** One column of a batch. `row` is a base row of the batch (see {@link Batch}), never a position in its selection. */
export interface Column {
  at(row: number): Value;
  /** All values as numbers of distinct ones, where that is cheap to have. */
  codes?(): Codes | undefined;
  /** The same for who reads every row anyway: also where some values have to be computed one by one. */
  allCodes?(): Codes | undefined;
  /** Whether one of the row's values is a text in small letters, whatever the case: there where all are dearer to have. */
  readonly holds?: ((row: number, text: string) => boolean) | undefined;
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

/** Values that are numbered. */
export class CodedColumn implements Column {
  readonly #codes: Codes;
  constructor(codes: Codes) {
    this.#codes = codes;
  }
  at(row: number): Value {
    return this.#codes.value(this.#codes.numbers[row] ?? 0);
  }
  codes(): Codes {
    return this.#codes;
  }
  allCodes(): Codes {
    return this.#codes;
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

/** A whole column is made at once when more than this share of its rows was asked for. */
const ROWS_ONE_BY_ONE = 1 / 16;
const FEW_ROWS = 4;

/** How the values of a whole column are numbered. */
export interface BulkComputation {
  /** Where that is cheaper than a part of the rows one by one. */
  codes(): Codes | undefined;
  /** Where that is no dearer than all rows one by one. */
  allCodes(): Codes | undefined;
  readonly holds?: Column['holds'];
}

/** Computes the first few values row by row, and all of them together when more are asked for, if that is possible. */
export class BulkColumn implements Column {
  readonly #length: number;
  readonly #rows: LazyColumn;
  readonly #computation: BulkComputation;
  #codes: Codes | undefined;
  #tried = false;
  #triedAll = false;
  #asked = 0;
  readonly holds: Column['holds'];
  constructor(length: number, compute: (row: number) => Value, computation: BulkComputation) {
    this.holds = computation.holds;
    this.#length = length;
    this.#rows = new LazyColumn(length, compute);
    this.#computation = computation;
  }
  at(row: number): Value {
    if (!this.#tried) {
      this.#asked += 1;
      if (this.#asked > FEW_ROWS + this.#length * ROWS_ONE_BY_ONE) this.codes();
    }
    const codes = this.#codes;
    return codes ? codes.value(codes.numbers[row] as number) : this.#rows.at(row);
  }
  codes(): Codes | undefined {
    if (!this.#tried) {
      this.#tried = true;
      this.#codes = this.#computation.codes();
    }
    return this.#codes;
  }
  allCodes(): Codes | undefined {
    if (!this.#codes && !this.#triedAll) {
      this.#triedAll = true;
      this.#codes = this.#computation.allCodes() ?? this.codes();
    }
    return this.#codes;
  }
}
