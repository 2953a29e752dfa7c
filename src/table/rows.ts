import { Batch, type EventId, type Origins } from './batch.ts';
import type { Value } from './value.ts';

/** Collects rows into a batch: the way for operators that make rows of their own. */
export class RowBuilder {
  readonly #arrays = new Map<string, Value[]>();
  readonly #origins: (readonly EventId[])[] = [];
  #length = 0;

  /** `names` fixes the first columns and their order; `add` appends others as it meets them. */
  constructor(names: readonly string[] = []) {
    for (const name of names) this.#arrays.set(name, []);
  }

  get length(): number {
    return this.#length;
  }

  add(cells: Iterable<readonly [string, Value]>, origins: readonly EventId[] = []): void {
    for (const [name, value] of cells) {
      let array = this.#arrays.get(name);
      if (!array) {
        array = new Array<Value>(this.#length).fill(null);
        this.#arrays.set(name, array);
      }
      while (array.length < this.#length) array.push(null);
      array[this.#length] = value;
    }
    this.#origins.push(origins);
    this.#length += 1;
  }

  build(): Batch {
    for (const array of this.#arrays.values()) while (array.length < this.#length) array.push(null);
    const origins: Origins = (row) => this.#origins[row] ?? [];
    return Batch.fromArrays(this.#arrays, this.#length, origins);
  }
}
