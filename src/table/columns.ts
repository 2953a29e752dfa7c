import type { Column } from './column.ts';

/**
 * The named columns of a batch. `get` may extract a column on first use; `names` may have to look at every row, so
 * operators that know what they need call `get` alone.
 */
export interface Columns {
  get(name: string): Column | undefined;
  /** Every column, in order. */
  names(): readonly string[];
  /** The same columns where only these rows are in: names of columns without a value there may be left out. */
  within?(rows: Uint32Array): Columns;
}

export class MapColumns implements Columns {
  readonly #columns: ReadonlyMap<string, Column>;
  constructor(columns: ReadonlyMap<string, Column>) {
    this.#columns = columns;
  }
  get(name: string): Column | undefined {
    return this.#columns.get(name);
  }
  names(): readonly string[] {
    return [...this.#columns.keys()];
  }
}

/** `added` on top of `base`: replaces a column of the same name in place, and puts new ones last. */
export class OverlayColumns implements Columns {
  readonly #base: Columns;
  readonly #added: ReadonlyMap<string, Column>;
  constructor(base: Columns, added: ReadonlyMap<string, Column>) {
    this.#base = base;
    this.#added = added;
  }
  get(name: string): Column | undefined {
    return this.#added.get(name) ?? this.#base.get(name);
  }
  names(): readonly string[] {
    const names = new Set(this.#base.names());
    for (const name of this.#added.keys()) names.add(name);
    return [...names];
  }
  within(rows: Uint32Array): Columns {
    const base = this.#base.within?.(rows);
    return base ? new OverlayColumns(base, this.#added) : this;
  }
}

/** The columns of `base` that `keeps` accepts, in the order of `base`. */
export class PickedColumns implements Columns {
  readonly #base: Columns;
  readonly #keeps: (name: string) => boolean;
  constructor(base: Columns, keeps: (name: string) => boolean) {
    this.#base = base;
    this.#keeps = keeps;
  }
  get(name: string): Column | undefined {
    return this.#keeps(name) ? this.#base.get(name) : undefined;
  }
  names(): readonly string[] {
    return this.#base.names().filter(this.#keeps);
  }
  within(rows: Uint32Array): Columns {
    const base = this.#base.within?.(rows);
    return base ? new PickedColumns(base, this.#keeps) : this;
  }
}
