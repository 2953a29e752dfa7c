import type { Codes } from './column.ts';
import type { Value } from './value.ts';

/** Keys of combinations stay below this: a number holds no more without loss. */
const MOST_COMBINATIONS = 2 ** 52;

/** Numbers values as they come; number 0 is null. */
class Numbering {
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

/** Numbers the values of rows. */
export function codesOfRows(length: number, at: (row: number) => Value): Codes {
  const numbering = new Numbering();
  const numbers = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) numbers[row] = numbering.numberOf(at(row));
  return { numbers, values: numbering.values };
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
  return { numbers, values: numbering.values };
}

/** The values of one column, each replaced by another. */
export function mappedCodes({ numbers, values }: Codes, change: (value: Value) => Value): Codes {
  const numbering = new Numbering();
  const changed = values.map((value) => numbering.numberOf(change(value)));
  return { numbers: numbers.map((number) => changed[number] as number), values: numbering.values };
}

/** The first column's values; where it has none, the second's. */
export function firstOf(preferred: Codes, other: Codes): Codes {
  const shift = preferred.values.length - 1;
  const numbers = preferred.numbers.map((number, row) => {
    if (number !== 0) return number;
    const second = other.numbers[row] as number;
    return second === 0 ? 0 : second + shift;
  });
  return { numbers, values: [...preferred.values, ...other.values.slice(1)] };
}

/** For each row the number of its combination of values, numbered as they come. */
export function combinationsOf(inputs: readonly Codes[], length: number): ArrayLike<number> {
  const [first, ...others] = inputs;
  if (!first) return new Uint32Array(length);
  let numbers = first.numbers;
  let count = first.values.length;
  for (const other of others) {
    if (count * other.values.length > MOST_COMBINATIONS) throw new Error('Internal error: too many combinations.');
    const next = new Uint32Array(length);
    const known = new Map<number, number>();
    for (let row = 0; row < length; row += 1) {
      const key = (numbers[row] as number) * other.values.length + (other.numbers[row] as number);
      let number = known.get(key);
      if (number === undefined) {
        number = known.size;
        known.set(key, number);
      }
      next[row] = number;
    }
    numbers = next;
    count = known.size;
  }
  return numbers;
}
