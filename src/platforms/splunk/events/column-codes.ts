import type { Expression } from '../../../plan/expression.ts';
import type { Library } from '../../../plan/library.ts';
import type { Batch } from '../../../table/batch.ts';
import type { Codes } from '../../../table/column.ts';
import type { Value } from '../../../table/value.ts';
import { DEFAULT_FIELDS } from './default-fields.ts';
import type { EventRows } from './event-rows.ts';
import type { ProfileRuntime, RowTest } from './profile-runtime.ts';

/** Columns that one calculated field may read for its values to be made together. */
const MOST_INPUTS = 8;

/** Makes whole columns of events of one kind from the bytes of the events, where nothing else has a part in the field. */
export class ColumnCodes {
  readonly #rows: EventRows;
  readonly #runtime: ProfileRuntime | undefined;
  readonly #library: Library;
  readonly #extracted = new Map<string, Codes | undefined>();

  constructor(rows: EventRows, library: Library) {
    this.#rows = rows;
    this.#library = library;
    this.#runtime = rows.records.spans ? rows.commonRuntime : undefined;
  }

  /** A field as extractions and aliases give it. */
  aliased(name: string, limit?: number): Codes | undefined {
    const runtime = this.#runtime;
    if (!runtime) return undefined;
    const steps = runtime.steps(name);
    if (steps.indexed) return this.#metadata(name);
    for (let at = Math.min(limit ?? steps.aliases, steps.aliases) - 1; at >= 0; at -= 1) {
      const alias = runtime.profile.aliases[at];
      if (alias?.to !== name) continue;
      return alias.keepsExisting ? undefined : this.aliased(alias.from, at);
    }
    if (Object.hasOwn(DEFAULT_FIELDS, name)) return undefined;
    if (!this.#extracted.has(name)) this.#extracted.set(name, this.#rows.extractedCodes(runtime, name));
    return this.#extracted.get(name);
  }

  /** A field before lookups: calculated ones are computed once for all rows that agree in what the expression reads. */
  calculated(
    name: string,
    compile: (runtime: ProfileRuntime, name: string) => RowTest | undefined,
    batch: Batch,
  ): Codes | undefined {
    const runtime = this.#runtime;
    if (!runtime || runtime.steps(name).lookups > 0) return undefined;
    if (!runtime.steps(name).calculated) return this.aliased(name);
    const expression = runtime.calculated(name);
    const test = compile(runtime, name);
    if (!expression || !test) return this.aliased(name);
    const inputs = inputsOf(expression, this.#library);
    if (!inputs || inputs.size > MOST_INPUTS) return undefined;
    const codes: Codes[] = [];
    for (const input of inputs) {
      const known = this.aliased(input);
      if (!known) return undefined;
      codes.push(known);
    }
    return computedOnce(codes, this.#rows.length, (row) => test(batch, row));
  }

  #metadata(name: string): Codes | undefined {
    if (name === '_raw' || name === '_time') return undefined;
    const value = this.#rows.metadata(0, name);
    if (value === undefined) return undefined;
    return { numbers: new Uint32Array(this.#rows.length).fill(1), values: [null, value] };
  }
}

/** The columns that an expression reads; undefined when its value is not decided by them alone. */
function inputsOf(expression: Expression, library: Library): Set<string> | undefined {
  const inputs = new Set<string>();
  const visit = (part: Expression): boolean => {
    switch (part.kind) {
      case 'column':
        inputs.add(part.name);
        return true;
      case 'call':
        return library.scalar(part.function)?.deterministic !== false && part.arguments.every(visit);
      case 'table':
        return false;
      default:
        return true;
    }
  };
  return visit(expression) ? inputs : undefined;
}

/** The values of rows where rows that agree in all inputs have the same; computed for the first of them. */
export function computedOnce(inputs: readonly Codes[], length: number, compute: (row: number) => Value): Codes {
  const numbers = new Uint32Array(length);
  const values: Value[] = [null];
  const numberOf = new Map<Value, number>([[null, 0]]);
  const known = new Map<number, number>();
  for (let row = 0; row < length; row += 1) {
    let key = 0;
    for (const { numbers: input, values: distinct } of inputs) key = key * distinct.length + (input[row] as number);
    let number = known.get(key);
    if (number === undefined) {
      const value = compute(row);
      number = numberOf.get(value);
      if (number === undefined) {
        number = values.length;
        values.push(value);
        numberOf.set(value, number);
      }
      known.set(key, number);
    }
    numbers[row] = number;
  }
  return { numbers, values };
}
