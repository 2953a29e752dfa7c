import type { Expression } from '../../../plan/expression.ts';
import type { Library } from '../../../plan/library.ts';
import type { Batch } from '../../../table/batch.ts';
import { codesOfRows, computedOnce, firstOf } from '../../../table/codes.ts';
import type { Codes } from '../../../table/column.ts';
import { DEFAULT_FIELDS } from './default-fields.ts';
import type { EventRows } from './event-rows.ts';
import type { ProfileRuntime, RowTest } from './profile-runtime.ts';

/** Columns that one calculated field may read for its values to be made together. */
const MOST_INPUTS = 8;

/**
 * Makes whole columns of events of one kind. What the bytes of the events tell is cheap; with `all`, where every row is
 * read anyway, what they do not tell is computed row by row and the steps behind it once for rows that agree.
 */
export class ColumnCodes {
  readonly #rows: EventRows;
  readonly #runtime: ProfileRuntime | undefined;
  readonly #library: Library;
  readonly #cheap: boolean;
  readonly #extracted = new Map<string, Codes | undefined>();
  readonly #extractedByRow = new Map<string, Codes>();

  constructor(rows: EventRows, library: Library) {
    this.#rows = rows;
    this.#library = library;
    this.#runtime = rows.commonRuntime;
    this.#cheap = rows.records.spans !== undefined;
  }

  /** What holds for all rows, when one thing does. */
  runtime(all: boolean): ProfileRuntime | undefined {
    return this.#cheap || all ? this.#runtime : undefined;
  }

  /** A field as extractions and aliases give it. */
  aliased(name: string, all: boolean, limit?: number): Codes | undefined {
    const runtime = this.runtime(all);
    if (!runtime) return undefined;
    const steps = runtime.steps(name);
    if (steps.indexed) return this.#metadata(name);
    for (let at = Math.min(limit ?? steps.aliases, steps.aliases) - 1; at >= 0; at -= 1) {
      const alias = runtime.profile.aliases[at];
      if (alias?.to !== name) continue;
      if (!alias.keepsExisting) return this.aliased(alias.from, all, at);
      const existing = all ? this.aliased(name, all, at) : undefined;
      const from = existing && this.aliased(alias.from, all, at);
      return from && firstOf(existing, from);
    }
    const standard = Object.hasOwn(DEFAULT_FIELDS, name) ? DEFAULT_FIELDS[name] : undefined;
    if (!standard) return this.#extractedCodes(runtime, name, all);
    const extracted = all ? this.#extractedCodes(runtime, name, all) : undefined;
    return (
      extracted &&
      firstOf(
        extracted,
        codesOfRows(this.#rows.length, (row) => standard(this.#rows, row)),
      )
    );
  }

  #extractedCodes(runtime: ProfileRuntime, name: string, all: boolean): Codes | undefined {
    const known = this.#extracted.get(name) ?? this.#extractedByRow.get(name);
    if (known) return known;
    if (!all) {
      if (!this.#extracted.has(name)) this.#extracted.set(name, this.#rows.extractedCodes(runtime, name));
      return this.#extracted.get(name);
    }
    const byRow =
      this.#rows.extractedByStep(runtime, name) ??
      codesOfRows(this.#rows.length, (row) => this.#rows.extracted(row, name) ?? null);
    this.#extractedByRow.set(name, byRow);
    return byRow;
  }

  /** A field before lookups: calculated ones are computed once for all rows that agree in what the expression reads. */
  calculated(
    name: string,
    all: boolean,
    compile: (runtime: ProfileRuntime, name: string) => RowTest | undefined,
    batch: Batch,
  ): Codes | undefined {
    const runtime = this.runtime(all);
    if (!runtime) return undefined;
    if (!runtime.steps(name).calculated) return this.aliased(name, all);
    const expression = runtime.calculated(name);
    const test = compile(runtime, name);
    if (!expression || !test) return this.aliased(name, all);
    const inputs = this.#inputs(expression, all, batch);
    if (inputs) return computedOnce(inputs, this.#rows.length, (row) => test(batch, row));
    return all ? codesOfRows(this.#rows.length, (row) => test(batch, row)) : undefined;
  }

  /** The columns that an expression reads; undefined where they do not tell its value, or not cheaply. */
  #inputs(expression: Expression, all: boolean, batch: Batch): readonly Codes[] | undefined {
    const names = inputsOf(expression, this.#library);
    if (!names || (!all && names.size > MOST_INPUTS)) return undefined;
    const inputs: Codes[] = [];
    for (const name of names) {
      // Asked of the batch, so that the expression finds them there.
      const column = batch.columns.get(name);
      const codes = all ? column?.allCodes?.() : column?.codes?.();
      if (!codes) return undefined;
      inputs.push(codes);
    }
    return inputs;
  }

  #metadata(name: string): Codes | undefined {
    if (name === '_raw' || name === '_time') return undefined;
    const value = this.#rows.metadata(0, name);
    if (value === undefined) return undefined;
    return { numbers: new Uint32Array(this.#rows.length).fill(1), values: [null, value] };
  }
}

/** The columns that an expression reads; undefined when its value is not decided by them alone. */
export function inputsOf(expression: Expression, library: Library): Set<string> | undefined {
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
