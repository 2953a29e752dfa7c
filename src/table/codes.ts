import type { Value } from './value.ts';

/**
 * The values of a column as numbers: each base row's number among values. Number 0 is null and no other number is; one
 * value may have several numbers.
 */
export interface Codes {
  readonly numbers: Uint32Array;
  /** How many numbers there are; number 0 is one of them. */
  readonly size: number;
  /** No value is anything but a text or null: who only counts need not make them. */
  readonly areTexts: boolean;
  /** The value behind a number: made when it is first asked for. */
  value(number: number): Value;
}

/** Values that are there; the first is null. */
export class ListedCodes implements Codes {
  readonly numbers: Uint32Array;
  readonly #values: readonly Value[];
  constructor(numbers: Uint32Array, values: readonly Value[]) {
    this.numbers = numbers;
    this.#values = values;
  }
  get size(): number {
    return this.#values.length;
  }
  get areTexts(): boolean {
    return this.#values.every((value) => value === null || typeof value === 'string');
  }
  value(number: number): Value {
    return this.#values[number] ?? null;
  }
}

/** Each row with a text and a number of its own, and the text made when it is asked for. */
export class RowTexts implements Codes {
  readonly numbers: Uint32Array;
  readonly size: number;
  readonly areTexts = true;
  readonly #at: (row: number) => string;
  readonly #values: string[] = [];
  constructor(length: number, at: (row: number) => string) {
    this.numbers = rising(length);
    this.size = length + 1;
    this.#at = at;
  }
  value(number: number): Value {
    if (number === 0) return null;
    this.#values[number] ??= this.#at(number - 1);
    return this.#values[number] ?? null;
  }
}

/** Values of several columns behind one another: a number is one of a part's, raised by what the parts before it have. */
export class JoinedCodes implements Codes {
  readonly numbers: Uint32Array;
  readonly size: number;
  readonly #parts: readonly Codes[];
  /** By how much the numbers of each part are raised. */
  readonly shifts: readonly number[];

  /** `numbers` may be filled later, with the help of `shifts`. */
  constructor(numbers: Uint32Array, parts: readonly Codes[]) {
    this.numbers = numbers;
    this.#parts = parts;
    let size = 1;
    this.shifts = parts.map((part) => {
      const shift = size - 1;
      size += part.size - 1;
      return shift;
    });
    this.size = size;
  }

  get areTexts(): boolean {
    return this.#parts.every(({ areTexts }) => areTexts);
  }

  value(number: number): Value {
    if (number === 0) return null;
    let at = this.shifts.length - 1;
    while (number <= (this.shifts[at] as number)) at -= 1;
    return (this.#parts[at] as Codes).value(number - (this.shifts[at] as number));
  }
}

/** Keys of combinations stay below this: a number holds no more without loss. */
const MOST_COMBINATIONS = 2 ** 52;
/** As many combinations are told apart in a table. */
const MOST_TABLED = 1 << 16;

/** Numbers values as they come; number 0 is null. */
export class Numbering {
  readonly values: Value[] = [null];
  readonly #numberOf = new Map<Value, number>([[null, 0]]);

  numberOf(value: Value): number {
    let number = this.#numberOf.get(value);
    if (number === undefined) {
      number = this.values.length;
      this.values.push(value);
      this.#numberOf.set(value, number);
    }
    return number;
  }
}

/** Numbers that many columns share: nobody writes to them. */
const shared = (make: (length: number) => Uint32Array): ((length: number) => Uint32Array) => {
  const known = new Map<number, Uint32Array>();
  return (length) => {
    let numbers = known.get(length);
    if (!numbers) {
      numbers = make(length);
      if (known.size < MOST_SHARED) known.set(length, numbers);
    }
    return numbers;
  };
};
const MOST_SHARED = 64;
const zeros = shared((length) => new Uint32Array(length));
const ones = shared((length) => new Uint32Array(length).fill(1));
const rising = shared((length) => Uint32Array.from({ length }, (_, row) => row + 1));

/** No row has a value. */
export const noCodes = (length: number): Codes => new ListedCodes(zeros(length), [null]);

/** All rows have the same value. */
export const constantCodes = (length: number, value: Value): Codes =>
  value === null ? noCodes(length) : new ListedCodes(ones(length), [null, value]);

/** Numbers the values of rows. */
export function codesOfRows(length: number, at: (row: number) => Value): Codes {
  const numbering = new Numbering();
  const numbers = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) numbers[row] = numbering.numberOf(at(row));
  return new ListedCodes(numbers, numbering.values);
}

/** The values of rows where rows that agree in all inputs have the same; computed for the first of them. */
export function computedOnce(inputs: readonly Codes[], length: number, compute: (row: number) => Value): Codes {
  const numbering = new Numbering();
  const numbers = new Uint32Array(length);
  const combinations = combinationsOf(inputs, length);
  const known: number[] = [];
  for (let row = 0; row < length; row += 1) {
    const combination = combinations[row] as number;
    let number = known[combination];
    if (number === undefined) {
      number = numbering.numberOf(compute(row));
      known[combination] = number;
    }
    numbers[row] = number;
  }
  return new ListedCodes(numbers, numbering.values);
}

/** The values of one column, each replaced by another; only those of rows are asked about. */
export function mappedCodes(codes: Codes, change: (value: Value) => Value): Codes {
  const { numbers, size } = codes;
  const numbering = new Numbering();
  const changed = new Int32Array(size).fill(-1);
  const mapped = new Uint32Array(numbers.length);
  for (let row = 0; row < numbers.length; row += 1) {
    const number = numbers[row] as number;
    let other = changed[number] as number;
    if (other < 0) {
      other = numbering.numberOf(change(codes.value(number)));
      changed[number] = other;
    }
    mapped[row] = other;
  }
  return new ListedCodes(mapped, numbering.values);
}

/** The first column's values; where it has none, the second's. */
export function firstOf(preferred: Codes, other: Codes): Codes {
  if (preferred.size === 1) return other;
  if (other.size === 1) return preferred;
  const numbers = new Uint32Array(preferred.numbers.length);
  const joined = new JoinedCodes(numbers, [preferred, other]);
  const shift = preferred.size - 1;
  for (let row = 0; row < numbers.length; row += 1) {
    const first = preferred.numbers[row] as number;
    const second = other.numbers[row] as number;
    numbers[row] = first !== 0 ? first : second === 0 ? 0 : second + shift;
  }
  return joined;
}

/** How many of some rows, of all where none are named, have a value. */
export function countOfValues({ numbers, size }: Codes, rows: Uint32Array | undefined): number {
  let count = 0;
  if (size === 1) return count;
  if (rows) for (let at = 0; at < rows.length; at += 1) count += numbers[rows[at] as number] === 0 ? 0 : 1;
  else for (let row = 0; row < numbers.length; row += 1) count += numbers[row] === 0 ? 0 : 1;
  return count;
}

/** Whether one of some rows, of all where none are named, has a value. */
export function hasValues({ numbers, size }: Codes, rows: Uint32Array | undefined): boolean {
  if (size === 1) return false;
  const { length } = rows ?? numbers;
  for (let at = 0; at < length; at += 1) if (numbers[rows ? (rows[at] as number) : at] !== 0) return true;
  return false;
}

/** For each row the number of its combination of values, numbered as they come. */
export function combinationsOf(inputs: readonly Codes[], length: number): ArrayLike<number> {
  const [first, ...others] = inputs;
  if (!first) return new Uint32Array(length);
  let { numbers } = first;
  let count = first.size;
  for (const other of others) {
    if (count * other.size > MOST_COMBINATIONS) throw new Error('Internal error: too many combinations.');
    const next = new Uint32Array(length);
    const numberOf = combinationNumbers(count * other.size);
    count = 0;
    for (let row = 0; row < length; row += 1) {
      const number = numberOf((numbers[row] as number) * other.size + (other.numbers[row] as number));
      if (number >= count) count = number + 1;
      next[row] = number;
    }
    numbers = next;
  }
  return numbers;
}

/** Numbers keys below a limit as they come, from 0. */
function combinationNumbers(limit: number): (key: number) => number {
  let count = 0;
  if (limit <= MOST_TABLED) {
    const table = new Int32Array(limit).fill(-1);
    return (key) => {
      const known = table[key] as number;
      if (known >= 0) return known;
      table[key] = count;
      count += 1;
      return count - 1;
    };
  }
  const known = new Map<number, number>();
  return (key) => {
    let number = known.get(key);
    if (number === undefined) {
      number = known.size;
      known.set(key, number);
    }
    return number;
  };
}
