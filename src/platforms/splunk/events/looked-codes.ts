import type { Batch } from '../../../table/batch.ts';
import { type Codes, codesOfRows, computedOnce, firstOf, mappedCodes } from '../../../table/codes.ts';
import type { Value } from '../../../table/value.ts';
import type { ColumnCodes } from './column-codes.ts';
import type { EventTypes } from './event-types.ts';
import { matchedRows, shortened } from './field-values.ts';
import { joinedTags, textsOf } from './tag-table.ts';
import type { CompileField, ProfileRuntime, RuntimeLookup } from './profile-runtime.ts';

export interface LookedCodesParts {
  readonly codes: ColumnCodes;
  readonly length: number;
  readonly compile: CompileField;
  readonly eventTypes: EventTypes;
  readonly tokens: (name: string, value: Value) => Value;
  readonly hasTokens: (name: string) => boolean;
  /** What calculated fields read, and what event types read. */
  readonly aliased: Batch;
  readonly looked: () => Batch;
}

/** Whole columns behind lookups, event types and tags, for who reads every row: each distinct input is asked about once. */
export class LookedCodes {
  readonly #parts: LookedCodesParts;
  readonly #looked = new Map<string, Codes | undefined>();
  readonly #tagged = new Map<string, Codes | undefined>();
  #types: Codes | undefined;
  #asksForTypes = false;

  constructor(parts: LookedCodesParts) {
    this.#parts = parts;
  }

  /** A field as searches see it. */
  final(name: string): Codes | undefined {
    if (name === 'tag') return this.#tags();
    if (name.startsWith('tag::')) return this.#tagsOfField(name.slice('tag::'.length));
    return this.looked(name);
  }

  /** A field as event types see it. */
  looked(name: string): Codes | undefined {
    if (!this.#looked.has(name)) {
      const codes = this.#lookup(name);
      const { tokens, hasTokens } = this.#parts;
      this.#looked.set(name, codes && hasTokens(name) ? mappedCodes(codes, (value) => tokens(name, value)) : codes);
    }
    return this.#looked.get(name);
  }

  #lookup(name: string, limit?: number): Codes | undefined {
    const { codes, compile, aliased, length } = this.#parts;
    const runtime = codes.runtime(true);
    if (!runtime) return undefined;
    if (name === 'eventtype') return this.#eventTypes(runtime);
    if (name === 'tag') return this.#tags();
    const steps = runtime.steps(name);
    for (let at = Math.min(limit ?? steps.lookups, steps.lookups) - 1; at >= 0; at -= 1) {
      const lookup = runtime.lookups[at] as RuntimeLookup;
      const field = lookup.outputs.get(name);
      if (field === undefined) continue;
      const before = this.#lookup(name, at);
      const inputs = lookup.definition.inputs.map(({ event }) => this.#lookup(event, at));
      if (!before || !inputs.every((input) => input !== undefined)) return undefined;
      const valuesOf = (row: number): readonly Value[] =>
        inputs.map((codes) => codes.value(codes.numbers[row] as number));
      const found = (row: number, otherwise: (row: number) => Value): Value => {
        const values = valuesOf(row);
        if (values.includes(null)) return otherwise(row);
        return lookup.matcher.output(matchedRows(lookup, values), field);
      };
      if (lookup.definition.keepsExisting) {
        const given = computedOnce(inputs, length, (row) => found(row, () => null));
        return firstOf(before, given);
      }
      const earlier = (row: number): Value => before.value(before.numbers[row] as number);
      return computedOnce([...inputs, before], length, (row) => found(row, earlier));
    }
    return codes.calculated(name, true, compile, aliased);
  }

  #eventTypes(runtime: ProfileRuntime): Codes | undefined {
    const { eventTypes, looked, length } = this.#parts;
    if (!this.#types) {
      // A field that event types ask about, and that asks about event types, is left to the rows.
      if (this.#asksForTypes) return undefined;
      this.#asksForTypes = true;
      const columns = eventTypes.inputs(runtime)?.map((name) => this.#ofBatch(name));
      const type = (row: number): Value => shortened(eventTypes.of(runtime, looked(), row));
      this.#types = columns?.every((column) => column !== undefined)
        ? computedOnce(columns, length, type)
        : codesOfRows(length, type);
    }
    return this.#types;
  }

  /** Asked of the batch, so that event types find it there. */
  #ofBatch(name: string): Codes | undefined {
    return this.#parts.looked().columns.get(name)?.allCodes?.();
  }

  #tagsOfField(field: string): Codes | undefined {
    if (!this.#tagged.has(field)) {
      const codes = this.#parts.codes.runtime(true) && this.#ofBatch(field);
      const tags = (value: Value): Value => shortened(this.#parts.eventTypes.tagsOfValue(field, value));
      this.#tagged.set(field, codes && mappedCodes(codes, tags));
    }
    return this.#tagged.get(field);
  }

  #tags(): Codes | undefined {
    const { codes, eventTypes, looked, length } = this.#parts;
    const runtime = codes.runtime(true);
    if (!runtime) return undefined;
    const columns = eventTypes.taggedFields().map((field) => this.#tagsOfField(field));
    if (!columns.every((column) => column !== undefined)) {
      return codesOfRows(length, (row) => shortened(eventTypes.tags(runtime, looked(), row)));
    }
    // Tags are few, whatever the fields' values are.
    const given = columns.filter(({ size }) => size > 1);
    return computedOnce(given, length, (row) =>
      shortened(joinedTags(given.map((column) => textsOf(column.value(column.numbers[row] as number))))),
    );
  }
}
