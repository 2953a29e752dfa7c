import { Batch } from './batch.ts';
import type { Codes } from './codes.ts';
import type { Column } from './column.ts';
import type { Columns } from './columns.ts';
import { MapColumns } from './columns.ts';

/** Gives a column's values as numbers; undefined where it has no such form. */
export type CodesOf = (name: string) => Codes | undefined;

/** Columns that note which of them are read. */
class NotedColumns implements Columns {
  readonly #codesOf: CodesOf;
  readonly #columns = new Map<string, Column>();
  /** Those read since the last row, in order. */
  read: Codes[] = [];
  /** A column without numbers was read. */
  lacks = false;

  constructor(codesOf: CodesOf) {
    this.#codesOf = codesOf;
  }

  get(name: string): Column {
    let column = this.#columns.get(name);
    if (!column) {
      column = this.#noted(name);
      this.#columns.set(name, column);
    }
    return column;
  }

  names(): readonly string[] {
    return [...this.#columns.keys()];
  }

  #noted(name: string): Column {
    let codes: Codes | undefined;
    return {
      at: (row) => {
        codes ??= this.#codesOf(name);
        if (!codes) {
          this.lacks = true;
          return null;
        }
        if (!this.read.includes(codes)) this.read.push(codes);
        return codes.value(codes.numbers[row] as number);
      },
    };
  }
}

/** One column of one row, whose value is set from outside. */
export class SingleCell {
  value: ReturnType<Column['at']> = null;
  readonly batch: Batch;
  constructor(name: string) {
    this.batch = new Batch(new MapColumns(new Map([[name, { at: () => this.value }]])), 1);
  }
}

/** A column that is read next, and where its numbers lead to. */
class Node {
  readonly codes: Codes;
  readonly #table: Int32Array | undefined;
  readonly #map: Map<number, number> | undefined;
  constructor(codes: Codes, isTabled: boolean) {
    this.codes = codes;
    if (isTabled) this.#table = new Int32Array(codes.size);
    else this.#map = new Map();
  }
  get(number: number): number {
    return this.#table ? (this.#table[number] as number) : (this.#map?.get(number) ?? UNKNOWN);
  }
  set(number: number, entry: number): void {
    if (this.#table) this.#table[number] = entry;
    else this.#map?.set(number, entry);
  }
}

const UNKNOWN = 0;
/** Columns of so few values have a table at every node; the others at the first nodes. */
const FEW_VALUES = 64;
const FIRST_NODES = 16;

/**
 * What a computation comes to, row by row, where it reads some columns and nothing else. It is done once for rows that
 * agree in what it reads: the columns that it reads, in order, make a tree whose leaves are results.
 *
 * @example `case(EventCode=="3", Image, EventCode=="22", QueryName)` reads `EventCode`, and `Image` for rows with 3 alone.
 */
export class Decisions {
  readonly #noted: NotedColumns;
  readonly #batch: Batch;
  readonly #compute: (batch: Batch, row: number) => number;
  readonly #nodes: Node[] = [];
  /** The number of a node, from 1; below zero the leaf `-entry - 1`. */
  #root = UNKNOWN;

  /** `compute` gives a number from 0 for a row, and reads the batch it is given. */
  constructor(codesOf: CodesOf, length: number, compute: (batch: Batch, row: number) => number) {
    this.#noted = new NotedColumns(codesOf);
    this.#batch = new Batch(this.#noted, length);
    this.#compute = compute;
  }

  /** The result for a row; undefined where a column is read whose values have no numbers. */
  of(row: number): number | undefined {
    let entry = this.#root;
    while (entry > UNKNOWN) {
      const node = this.#nodes[entry - 1] as Node;
      entry = node.get(node.codes.numbers[row] as number);
    }
    return entry < UNKNOWN ? -entry - 1 : this.#learn(row);
  }

  #learn(row: number): number | undefined {
    const noted = this.#noted;
    noted.read = [];
    let result: number;
    try {
      result = this.#compute(this.#batch, row);
    } catch (error) {
      if (noted.lacks) return undefined;
      throw error;
    }
    if (noted.lacks) return undefined;
    let set = (entry: number): void => {
      this.#root = entry;
    };
    let entry = this.#root;
    for (const codes of noted.read) {
      if (entry === UNKNOWN) {
        this.#nodes.push(new Node(codes, codes.size <= FEW_VALUES || this.#nodes.length < FIRST_NODES));
        entry = this.#nodes.length;
        set(entry);
      }
      const node = this.#nodes[entry - 1] as Node;
      const number = codes.numbers[row] as number;
      set = (next) => node.set(number, next);
      entry = node.get(number);
    }
    set(-result - 1);
    return result;
  }
}
