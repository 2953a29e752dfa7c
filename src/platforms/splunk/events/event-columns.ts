import { Batch, type Origins } from '../../../table/batch.ts';
import { type Codes, hasValues } from '../../../table/codes.ts';
import { BulkColumn, type Column } from '../../../table/column.ts';
import type { Columns } from '../../../table/columns.ts';
import type { Value } from '../../../table/value.ts';
import { ColumnCodes } from './column-codes.ts';
import { DEFAULT_FIELDS } from './default-fields.ts';
import { matchedRows, shortened } from './field-values.ts';
import { LookedCodes } from './looked-codes.ts';
import type { EventRows } from './event-rows.ts';
import type { EventTypes } from './event-types.ts';
import { type CompileField, INDEXED, type ProfileRuntime, type RuntimeLookup } from './profile-runtime.ts';

/** Where fewer than one row in so many is in, columns are not made whole to tell which have a value. */
const ROWS_TOGETHER = 4;

type Names = (rows: Uint32Array | undefined) => readonly string[];

/** Computes the values of a field row by row; `all` computes them together, where that is possible. */
interface Computation {
  at(row: number, name: string): Value;
  codes(name: string): Codes | undefined;
  allCodes(name: string): Codes | undefined;
  /** See {@link Column.holds}; undefined for fields whose values are not dearer. */
  holds?(name: string): Column['holds'];
}

/** Columns whose values are computed, and remembered, when somebody reads them. */
class ComputedColumns implements Columns {
  readonly #length: number;
  readonly #computation: Computation;
  readonly #names: Names;
  readonly #columns = new Map<string, Column>();

  constructor(length: number, computation: Computation, names: Names) {
    this.#length = length;
    this.#computation = computation;
    this.#names = names;
  }

  get(name: string): Column {
    let column = this.#columns.get(name);
    if (!column) {
      const { at, codes, allCodes, holds } = this.#computation;
      column = new BulkColumn(this.#length, (row) => at(row, name), {
        codes: () => codes(name),
        allCodes: () => allCodes(name),
        holds: holds?.(name),
      });
      this.#columns.set(name, column);
    }
    return column;
  }

  names(): readonly string[] {
    return this.#names(undefined);
  }

  within(rows: Uint32Array): Columns {
    return {
      get: (name) => this.get(name),
      names: () => this.#names(rows),
      within: (fewer) => this.within(fewer),
    };
  }
}

/**
 * The fields of events at each step of Splunk's search-time order. A step sees the steps before it and none after:
 * calculated fields read `aliased`, event types read `looked`, and a search reads `batch`.
 */
export class EventColumns {
  readonly batch: Batch;
  readonly #rows: EventRows;
  readonly #compile: CompileField;
  readonly #eventTypes: EventTypes;
  readonly #tokenizers: ReadonlyMap<string, RegExp>;
  readonly #aliased: Batch;
  readonly #looked: Batch;

  constructor(
    rows: EventRows,
    origins: Origins,
    compile: CompileField,
    knowledge: { readonly eventTypes: EventTypes; readonly tokenizers: ReadonlyMap<string, RegExp> },
  ) {
    this.#rows = rows;
    this.#compile = compile;
    this.#eventTypes = knowledge.eventTypes;
    this.#tokenizers = knowledge.tokenizers;
    const codes = new ColumnCodes(rows);
    const stage = (computation: Computation): Batch =>
      new Batch(
        new ComputedColumns(rows.length, computation, (kept) => this.#namesIn(kept)),
        rows.length,
        undefined,
        origins,
      );
    const beforeLookups = (name: string): Codes | undefined => {
      if (isOfEventTypes(name) || this.#tokenizers.has(name)) return undefined;
      const hasLookups = (codes.runtime(false)?.steps(name).lookups ?? 0) > 0;
      return hasLookups ? undefined : codes.calculated(name, false, compile, this.#aliased);
    };
    this.#aliased = stage({
      at: (row, name) => this.#alias(row, name),
      codes: (name) => codes.aliased(name, false),
      allCodes: (name) => codes.aliased(name, true),
    });
    const looked = new LookedCodes({
      codes,
      length: rows.length,
      compile,
      eventTypes: knowledge.eventTypes,
      tokens: (name, value) => this.#tokens(name, value),
      hasTokens: (name) => this.#tokenizers.has(name),
      aliased: this.#aliased,
      looked: () => this.#looked,
    });
    this.#looked = stage({
      at: (row, name) => this.#tokens(name, this.#lookup(row, name)),
      codes: beforeLookups,
      allCodes: (name) => looked.looked(name),
      holds: (name) => (name.startsWith('tag::') ? undefined : this.#holds(name)),
    });
    this.batch = stage({
      at: (row, name) => this.#final(row, name),
      codes: beforeLookups,
      allCodes: (name) => looked.final(name),
      holds: (name) => this.#holds(name),
    });
  }

  /** Fields with a value in some of the rows (by default: all of them), in order; fields of an inner kind are not shown. */
  #namesIn(rows: Uint32Array | undefined): readonly string[] {
    const kept = rows ?? Uint32Array.from({ length: this.#rows.length }, (_, row) => row);
    const isMost = kept.length * ROWS_TOGETHER >= this.#rows.length;
    const candidates = new Set<string>(['_time', '_raw', 'host', 'index', 'source', 'sourcetype']);
    for (const name of Object.keys(DEFAULT_FIELDS)) candidates.add(name);
    for (const name of (isMost ? this.#rows.namesTogether(kept) : undefined) ?? this.#rows.namesOneByOne(kept)) {
      candidates.add(name);
    }
    for (const { profile, lookups } of this.#rows.runtimesOf(kept)) {
      for (const { fields } of profile.extractions) for (const name of fields ?? []) candidates.add(name);
      for (const { to } of profile.aliases) candidates.add(to);
      for (const name of profile.calculated.keys()) candidates.add(name);
      for (const { outputs } of lookups) for (const name of outputs.keys()) candidates.add(name);
    }
    for (const name of this.#eventTypes.fieldNames()) candidates.add(name);
    return [...candidates].filter((name) => {
      if (name.startsWith('_') && !INDEXED.has(name)) return false;
      const column = this.batch.columns.get(name);
      const codes = isMost ? column?.allCodes?.() : undefined;
      if (codes) return hasValues(codes, rows);
      return column !== undefined && kept.some((row) => column.at(row) !== null);
    });
  }

  /** Whether an event has a type or a tag is asked of the event types that decide it. */
  #holds(name: string): Column['holds'] {
    const types = this.#eventTypes;
    const runtime = (row: number): ProfileRuntime => this.#rows.runtime(row);
    if (name === 'eventtype') return (row, text) => types.holds(runtime(row), this.#looked, row, text);
    if (name === 'tag') return (row, text) => types.hasTag(runtime(row), this.#looked, row, text);
    if (!name.startsWith('tag::')) return undefined;
    const field = name.slice('tag::'.length);
    return (row, text) => types.hasTag(runtime(row), this.#looked, row, text, field);
  }

  #final(row: number, name: string): Value {
    const runtime = this.#rows.runtime(row);
    if (name === 'eventtype') return shortened(this.#eventTypes.of(runtime, this.#looked, row));
    if (name === 'tag') return shortened(this.#eventTypes.tags(runtime, this.#looked, row));
    if (name.startsWith('tag::')) {
      return shortened(this.#eventTypes.tagsOfField(runtime, this.#looked, row, name.slice('tag::'.length)));
    }
    return this.#tokens(name, this.#lookup(row, name));
  }

  /** The values that fields.conf cuts a field's text into. */
  #tokens(name: string, value: Value): Value {
    const tokenizer = this.#tokenizers.get(name);
    if (!tokenizer || typeof value !== 'string') return value;
    const values = [...value.matchAll(tokenizer)].flatMap(([, token]) => (token ? [token] : []));
    return values.length === 0 ? value : shortened(values);
  }

  #lookup(row: number, name: string, limit?: number): Value {
    const runtime = this.#rows.runtime(row);
    if (name === 'eventtype') return shortened(this.#eventTypes.of(runtime, this.#looked, row));
    if (name === 'tag') return shortened(this.#eventTypes.tags(runtime, this.#looked, row));
    const steps = runtime.steps(name);
    for (let at = Math.min(limit ?? steps.lookups, steps.lookups) - 1; at >= 0; at -= 1) {
      const lookup = runtime.lookups[at] as RuntimeLookup;
      const field = lookup.outputs.get(name);
      if (field === undefined) continue;
      const before = this.#lookup(row, name, at);
      if (lookup.definition.keepsExisting && before !== null) return before;
      const inputs = lookup.definition.inputs.map(({ event }) => this.#lookup(row, event, at));
      // An event without one of the fields is not looked up; one that is loses what the table does not give.
      if (inputs.includes(null)) return before;
      return lookup.matcher.output(matchedRows(lookup, inputs), field);
    }
    const calculation = steps.calculated ? this.#compile(runtime, name) : undefined;
    return calculation ? calculation.test(this.#aliased, row) : this.#alias(row, name);
  }

  #alias(row: number, name: string, limit?: number): Value {
    const runtime = this.#rows.runtime(row);
    const steps = runtime.steps(name);
    if (steps.indexed) return this.#rows.indexed(row, name) ?? null;
    for (let at = Math.min(limit ?? steps.aliases, steps.aliases) - 1; at >= 0; at -= 1) {
      const alias = runtime.profile.aliases[at];
      if (alias?.to !== name) continue;
      const existing = alias.keepsExisting ? this.#alias(row, name, at) : null;
      return existing ?? this.#alias(row, alias.from, at);
    }
    const extracted = this.#rows.extracted(row, name);
    if (extracted !== undefined) return extracted;
    const standard = Object.hasOwn(DEFAULT_FIELDS, name) ? DEFAULT_FIELDS[name] : undefined;
    return standard ? standard.at(this.#rows, row) : null;
  }
}

const isOfEventTypes = (name: string): boolean => name === 'eventtype' || name === 'tag' || name.startsWith('tag::');
