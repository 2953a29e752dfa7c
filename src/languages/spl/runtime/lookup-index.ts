import type { Batch } from '../../../table/batch.ts';
import type { SplLookup } from '../environment.ts';
import { cidrMatcher } from '../search/address.ts';
import { wildcardMatcher } from '../search/functions.ts';
import { toText } from '../values.ts';
import { columnOf } from './support.ts';

const DEFAULT_MAXIMUM = 1000;

type Test = (value: string) => boolean;

/** Finds the rows of a lookup table whose cells match values: exact cells by a map, patterns row by row. */
export class LookupIndex {
  readonly #exact: readonly number[];
  readonly #rows = new Map<string, number[]>();
  readonly #tests: readonly { readonly at: number; readonly tests: ReadonlyMap<number, Test> }[];
  readonly #fold: (text: string) => string;
  readonly #maximum: number;

  constructor(table: Batch, fields: readonly string[], definition: Omit<SplLookup, 'file'>) {
    this.#fold = definition.caseSensitiveMatch === false ? (text) => text.toLowerCase() : (text) => text;
    this.#maximum = definition.maxMatches ?? DEFAULT_MAXIMUM;
    const types = definition.matchTypes ?? {};
    const kindOf = (field: string) => (Object.hasOwn(types, field) ? types[field] : 'EXACT');
    this.#exact = fields.flatMap((field, at) => (kindOf(field) === 'EXACT' ? [at] : []));
    const columns = fields.map((field) => columnOf(table, field));
    const rows = [...table.rows()];
    this.#tests = fields.flatMap((field, at) => {
      const kind = kindOf(field);
      if (kind === 'EXACT') return [];
      const tests = new Map<number, Test>();
      for (const row of rows) {
        const cell = columns[at]?.at(row) ?? null;
        if (cell !== null)
          tests.set(row, kind === 'CIDR' ? inBlock(toText(cell)) : wildcardMatcher(this.#fold(toText(cell))));
      }
      return [{ at, tests }];
    });
    for (const row of rows) {
      const cells = this.#exact.map((at) => columns[at]?.at(row) ?? null);
      if (cells.includes(null)) continue;
      const key = JSON.stringify(cells.map((cell) => this.#fold(toText(cell))));
      const known = this.#rows.get(key);
      if (known) known.push(row);
      else this.#rows.set(key, [row]);
    }
  }

  /** Table rows in file order; `values` holds each field's values, any of which may match. */
  find(values: readonly (readonly string[])[]): readonly number[] {
    if (values.some((list) => list.length === 0)) return [];
    const found: number[] = [];
    for (const key of this.#keys(values)) {
      for (const row of this.#rows.get(key) ?? []) {
        const holds = this.#tests.every(({ at, tests }) => {
          const test = tests.get(row);
          return test !== undefined && (values[at] ?? []).some((value) => test(this.#fold(value)));
        });
        if (!holds || found.includes(row)) continue;
        found.push(row);
        if (found.length >= this.#maximum) return found;
      }
    }
    return found;
  }

  #keys(values: readonly (readonly string[])[]): readonly string[] {
    return this.#exact
      .reduce<readonly (readonly string[])[]>(
        (chosen, at) => chosen.flatMap((list) => (values[at] ?? []).map((value) => [...list, this.#fold(value)])),
        [[]],
      )
      .map((list) => JSON.stringify(list));
  }
}

const inBlock = (text: string): Test => cidrMatcher(text) ?? ((value) => value === text);
