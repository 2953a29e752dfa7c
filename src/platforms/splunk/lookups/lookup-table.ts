import { piecesInOrder } from '../../../util/pieces-in-order.ts';
import { cidrMatcher } from '../../../languages/spl/index.ts';

/** Rows of a lookup by column; an empty cell is null. */
export interface LookupTable {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface MatchRules {
  readonly matchTypes: Readonly<Record<string, 'EXACT' | 'WILDCARD' | 'CIDR'>>;
  readonly caseSensitive: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly defaultMatch: string;
}

type CellTest = (value: string) => boolean;

/**
 * Finds the rows of a table whose cells match values: in file order, up to `maximum`. Exact cells are found by a map;
 * wildcards and address blocks stand on the table's side.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual — Add field matching rules to your lookup configuration
 */
export class LookupMatcher {
  readonly #table: LookupTable;
  readonly #rules: MatchRules;
  readonly #columns: readonly number[];
  readonly #index = new Map<string, number[]>();
  readonly #tests: readonly { readonly at: number; readonly tests: readonly (CellTest | undefined)[] }[];
  readonly #exact: readonly number[];

  constructor(table: LookupTable, inputs: readonly string[], rules: MatchRules) {
    this.#table = table;
    this.#rules = rules;
    this.#columns = inputs.map((name) => table.fields.indexOf(name));
    const kinds = inputs.map((name) => rules.matchTypes[name] ?? 'EXACT');
    this.#exact = kinds.flatMap((kind, at) => (kind === 'EXACT' ? [at] : []));
    this.#tests = kinds.flatMap((kind, at) => {
      if (kind === 'EXACT') return [];
      const column = this.#columns[at] as number;
      return [{ at, tests: table.rows.map((row) => cellTest(row[column] ?? null, kind, rules.caseSensitive)) }];
    });
    table.rows.forEach((row, number) => {
      const key = this.#key(this.#exact.map((at) => row[this.#columns[at] as number] ?? null));
      if (key === undefined) return;
      const known = this.#index.get(key);
      if (known) known.push(number);
      else this.#index.set(key, [number]);
    });
  }

  /** Row numbers; empty without a match, or when a value is missing. */
  match(values: readonly (string | null)[]): readonly number[] {
    if (this.#columns.some((column) => column < 0)) return [];
    const key = this.#key(this.#exact.map((at) => values[at] ?? null));
    const candidates = key === undefined ? [] : (this.#index.get(key) ?? []);
    const found: number[] = [];
    for (const number of candidates) {
      if (found.length >= this.#rules.maximum) break;
      const holds = this.#tests.every(({ at, tests }) => {
        const value = values[at];
        return value !== null && value !== undefined && tests[number]?.(value) === true;
      });
      if (holds) found.push(number);
    }
    return found;
  }

  /** One output field over the rows found: null, one value, or all of them. */
  output(rows: readonly number[], field: string): string | readonly string[] | null {
    const column = this.#table.fields.indexOf(field);
    if (column < 0) return null;
    const values = rows
      .map((row) => this.#table.rows[row]?.[column] ?? null)
      .filter((value): value is string => value !== null);
    if (rows.length < this.#rules.minimum && this.#rules.defaultMatch !== '') values.push(this.#rules.defaultMatch);
    return values.length > 1 ? values : (values[0] ?? null);
  }

  #key(values: readonly (string | null)[]): string | undefined {
    if (values.some((value) => value === null)) return undefined;
    const text = values.join('\u0000');
    return this.#rules.caseSensitive ? text : text.toLowerCase();
  }
}

function cellTest(cell: string | null, kind: 'WILDCARD' | 'CIDR', caseSensitive: boolean): CellTest | undefined {
  if (cell === null) return undefined;
  if (kind === 'CIDR') return cidrMatcher(cell) ?? ((value) => value === cell);
  const folded = (text: string): string => (caseSensitive ? text : text.toLowerCase());
  const fits = piecesInOrder(folded(cell).split('*'));
  return (value) => fits(folded(value));
}
