import type { Batch } from '../table/batch.ts';
import { type Column, ConstantColumn } from '../table/column.ts';

const ABSENT: Column = new ConstantColumn(null);

/** Whether the batch lacks the column. */
export const isAbsentColumn = (column: Column): boolean => column === ABSENT;

/**
 * The batch that compiled expressions read. An expression is compiled once per operator, against a frame; the operator
 * loads each batch into the frame before it evaluates.
 */
export class Frame {
  readonly #names: string[] = [];
  readonly #slots: Column[] = [];
  #batch: Batch | undefined;

  /** The column's place in this frame; the same name has one place. */
  slot(name: string): number {
    const known = this.#names.indexOf(name);
    if (known >= 0) return known;
    this.#names.push(name);
    this.#slots.push(this.#batch?.columns.get(name) ?? ABSENT);
    return this.#names.length - 1;
  }

  get batch(): Batch | undefined {
    return this.#batch;
  }

  load(batch: Batch): void {
    this.#batch = batch;
    for (let slot = 0; slot < this.#names.length; slot += 1) {
      this.#slots[slot] = batch.columns.get(this.#names[slot] as string) ?? ABSENT;
    }
  }

  column(slot: number): Column {
    return this.#slots[slot] as Column;
  }
}
