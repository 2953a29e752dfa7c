import type { Batch } from '../../../table/batch.ts';
import { type Codes, codesOfRows, constantCodes, firstOf } from '../../../table/codes.ts';
import { DEFAULT_FIELDS } from './default-fields.ts';
import type { EventRows } from './event-rows.ts';
import type { CompileField, ProfileRuntime } from './profile-runtime.ts';

/**
 * Makes whole columns of events of one kind. What the bytes of the events tell is cheap; with `all`, where every row is
 * read anyway, what they do not tell is computed row by row and the steps behind it once for rows that agree.
 */
export class ColumnCodes {
  readonly #rows: EventRows;
  readonly #runtime: ProfileRuntime | undefined;
  readonly #cheap: boolean;
  readonly #extracted = new Map<string, Codes | undefined>();
  readonly #extractedByRow = new Map<string, Codes>();

  constructor(rows: EventRows) {
    this.#rows = rows;
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
    return extracted && firstOf(extracted, standard.codes(this.#rows));
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
  calculated(name: string, all: boolean, compile: CompileField, batch: Batch): Codes | undefined {
    const runtime = this.runtime(all);
    if (!runtime) return undefined;
    const calculation = runtime.steps(name).calculated ? compile(runtime, name) : undefined;
    if (!calculation) return this.aliased(name, all);
    const codes = calculation.whole?.codes((input) => {
      // Asked of the batch, so that expressions find them there.
      const column = batch.columns.get(input);
      return all ? column?.allCodes?.() : column?.codes?.();
    }, this.#rows.length);
    if (codes || !all) return codes;
    return codesOfRows(this.#rows.length, (row) => calculation.test(batch, row));
  }

  #metadata(name: string): Codes | undefined {
    if (name === '_raw' || name === '_time') return undefined;
    const value = this.#rows.metadata(0, name);
    if (value === undefined) return undefined;
    return constantCodes(this.#rows.length, value);
  }
}
