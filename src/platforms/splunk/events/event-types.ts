import type { SplEnvironment } from '../../../languages/spl/environment.ts';
import { knowledgeSearch } from '../knowledge-expressions.ts';
import type { Context } from '../../../plan/context.ts';
import { decidingColumns } from '../../../plan/deciding-columns.ts';
import type { Expression } from '../../../plan/expression.ts';
import { compileRowTest, type RowTest } from '../../../plan/row-test.ts';
import type { Batch } from '../../../table/batch.ts';
import type { Value } from '../../../table/value.ts';
import type { EventType, SplunkKnowledge } from '../knowledge.ts';
import type { ProfileRuntime } from './profile-runtime.ts';
import { settledByKind, settledTypes, type TypeParts } from './settled-types.ts';
import { TagTable, textsOf } from './tag-table.ts';

export interface CompiledType {
  readonly name: string;
  readonly parts: readonly { readonly expression: Expression; readonly test: RowTest }[];
}

interface LiveType extends TypeParts {
  /** Rows of the batch at hand that were asked already. */
  readonly asked: WeakMap<Batch, (boolean | undefined)[]>;
}

/**
 * Event types and tags of events. What follows from source, sourcetype and host is settled once per kind of event, so
 * that only the types that can hold are asked about each event. Who asks for one type, or one tag, has only the types
 * compiled that decide it.
 */
export class EventTypes {
  readonly #types: readonly EventType[];
  /** By name, and by tag, in small letters. */
  readonly #named = new Map<string, EventType[]>();
  readonly #tagging = new Map<string, readonly EventType[]>();
  readonly #environment: SplEnvironment;
  readonly #context: Context;
  readonly #tags: TagTable;
  /** Told of each search that cannot be run, when it is first needed. */
  readonly #complain: (problem: string) => void;
  readonly #compiled = new Map<EventType, CompiledType | undefined>();
  /** The types that can hold for a kind, all of them or one by one. */
  readonly #live = new Map<ProfileRuntime, readonly LiveType[]>();
  readonly #single = new Map<ProfileRuntime, Map<EventType, LiveType | undefined>>();

  constructor(
    knowledge: SplunkKnowledge,
    environment: SplEnvironment,
    context: Context,
    complain: (problem: string) => void,
  ) {
    this.#types = knowledge.eventTypes;
    this.#environment = environment;
    this.#context = context;
    this.#tags = new TagTable(knowledge.tags);
    this.#complain = complain;
    for (const type of this.#types) {
      const name = type.name.toLowerCase();
      this.#named.set(name, [...(this.#named.get(name) ?? []), type]);
    }
  }

  /** Names of the event types that hold, in order. */
  of(runtime: ProfileRuntime, batch: Batch, row: number): readonly string[] {
    return this.#liveTypes(runtime)
      .filter((type) => holds(type, batch, row))
      .map(({ name }) => name);
  }

  /** Whether an event type with this name, in small letters, holds. */
  holds(runtime: ProfileRuntime, batch: Batch, row: number, name: string): boolean {
    return this.#named.get(name)?.some((type) => this.#typeHolds(runtime, batch, row, type)) ?? false;
  }

  tags(runtime: ProfileRuntime, batch: Batch, row: number): readonly string[] {
    return this.#tags.all((field) => this.#tagged(runtime, batch, row, field));
  }

  tagsOfField(runtime: ProfileRuntime, batch: Batch, row: number, field: string): readonly string[] {
    return this.#tags.has(field) ? this.#tags.of(field, this.#tagged(runtime, batch, row, field)) : [];
  }

  /** The tags of a field with this value or these values. */
  tagsOfValue(field: string, value: Value): readonly string[] {
    return this.#tags.of(field, value);
  }

  /** Whether an event has a tag, in small letters: of any field, or of this one. */
  hasTag(runtime: ProfileRuntime, batch: Batch, row: number, tag: string, field?: string): boolean {
    return this.#tags
      .givers(tag)
      .some(
        (giver) =>
          (field === undefined || giver.field === field) &&
          (giver.field === 'eventtype'
            ? this.#typesGiving(tag, giver.values).some((type) => this.#typeHolds(runtime, batch, row, type))
            : textsOf(this.#tagged(runtime, batch, row, giver.field)).some((text) => giver.values.has(text))),
      );
  }

  /** The fields that have tags. */
  taggedFields(): readonly string[] {
    return this.#tags.fields;
  }

  /** The fields that the event types of a kind ask about; undefined when other things have a part. */
  inputs(runtime: ProfileRuntime): readonly string[] | undefined {
    const inputs = new Set<string>();
    for (const { parts } of this.#liveTypes(runtime)) {
      for (const { expression } of parts) {
        const columns = decidingColumns(expression, this.#context.library);
        if (!columns) return undefined;
        for (const column of columns) for (const input of this.#inputsBehind(column)) inputs.add(input);
      }
    }
    return [...inputs];
  }

  /** What event types ask about each other is decided by what they ask about fields. */
  #inputsBehind(column: string): readonly string[] {
    const fields = column === 'tag' ? this.taggedFields() : [column.replace(/^tag::/, '')];
    return fields.filter((field) => field !== 'eventtype');
  }

  /** Names of the fields that event types and tags give. */
  fieldNames(): readonly string[] {
    return ['eventtype', 'tag', ...this.#tags.fields.map((field) => `tag::${field}`)];
  }

  #typesGiving(tag: string, names: ReadonlySet<string>): readonly EventType[] {
    let giving = this.#tagging.get(tag);
    if (!giving) {
      giving = this.#types.filter(({ name }) => names.has(name));
      this.#tagging.set(tag, giving);
    }
    return giving;
  }

  /** The value of a field that has tags. */
  #tagged(runtime: ProfileRuntime, batch: Batch, row: number, field: string): Value {
    if (field === 'eventtype') return this.of(runtime, batch, row) as Value;
    return batch.columns.get(field)?.at(row) ?? null;
  }

  #compile(type: EventType): CompiledType | undefined {
    if (!this.#compiled.has(type)) this.#compiled.set(type, this.#compileNew(type));
    return this.#compiled.get(type);
  }

  #compileNew({ name, search }: EventType): CompiledType | undefined {
    const { expression } = knowledgeSearch(search, this.#environment);
    if (!expression) {
      this.#complain(`The search of the event type "${name}" cannot be run: ${search}`);
      return undefined;
    }
    const parts = this.#conjuncts(expression).map((part) => ({
      expression: part,
      test: compileRowTest(part, this.#context),
    }));
    // What asks about other event types is asked last: most events fail one of the other conditions.
    return { name, parts: parts.sort((left, right) => Number(asksForTypes(left)) - Number(asksForTypes(right))) };
  }

  #conjuncts(expression: Expression): readonly Expression[] {
    if (expression.kind !== 'call' || !this.#context.library.scalar(expression.function)?.conjunction)
      return [expression];
    return expression.arguments.flatMap((argument) => this.#conjuncts(argument));
  }

  #liveTypes(runtime: ProfileRuntime): readonly LiveType[] {
    let live = this.#live.get(runtime);
    if (!live) {
      const compiled = this.#types.flatMap((type) => this.#compile(type) ?? []);
      live = settledTypes(compiled, runtime.kind).map(asLive);
      this.#live.set(runtime, live);
    }
    return live;
  }

  #typeHolds(runtime: ProfileRuntime, batch: Batch, row: number, type: EventType): boolean {
    let single = this.#single.get(runtime);
    if (!single) {
      single = new Map();
      this.#single.set(runtime, single);
    }
    if (!single.has(type)) {
      const compiled = this.#compile(type);
      const settled = compiled && settledByKind(compiled, runtime.kind);
      single.set(type, settled && asLive(settled));
    }
    const live = single.get(type);
    return live !== undefined && holds(live, batch, row);
  }
}

const asLive = (type: TypeParts): LiveType => ({ ...type, asked: new WeakMap() });

const asksForTypes = ({ expression }: CompiledType['parts'][number]): boolean =>
  columnsIn(expression).some((column) => column === 'eventtype' || column === 'tag' || column.startsWith('tag::'));

/** A type that asks about event types is not asked again while it is being asked. */
function holds({ parts, asked }: LiveType, batch: Batch, row: number): boolean {
  let answers = asked.get(batch);
  if (!answers) {
    answers = [];
    asked.set(batch, answers);
  }
  const known = answers[row];
  if (known !== undefined) return known;
  answers[row] = false;
  const answer = parts.every(({ test }) => test(batch, row) === true);
  answers[row] = answer;
  return answer;
}

function columnsIn(expression: Expression): readonly string[] {
  if (expression.kind === 'column') return [expression.name];
  return expression.kind === 'call' ? expression.arguments.flatMap(columnsIn) : [];
}
