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
import { settledTypes } from './settled-types.ts';

export interface CompiledType {
  readonly name: string;
  readonly parts: readonly { readonly expression: Expression; readonly test: RowTest }[];
}

interface LiveType {
  readonly name: string;
  /** What is left to be asked of the event itself. */
  readonly parts: CompiledType['parts'];
  /** Rows of the batch at hand that were asked already. */
  readonly asked: WeakMap<Batch, (boolean | undefined)[]>;
}

/**
 * Event types and tags of events. What follows from source, sourcetype and host is settled once per kind of event, so
 * that only the types that can hold are asked about each event.
 */
export class EventTypes {
  /** Searches that cannot be run. */
  readonly problems: string[] = [];
  readonly #context: Context;
  readonly #compiled: readonly CompiledType[];
  readonly #live = new Map<ProfileRuntime, readonly LiveType[]>();
  /** field → value → tags. */
  readonly #tags = new Map<string, Map<string, readonly string[]>>();

  constructor(knowledge: SplunkKnowledge, environment: SplEnvironment, context: Context) {
    this.#context = context;
    this.#compiled = knowledge.eventTypes.flatMap((eventType) => this.#compile(eventType, environment));
    for (const [pair, tags] of knowledge.tags) {
      const equals = pair.indexOf('=');
      if (equals < 0) continue;
      const field = pair.slice(0, equals);
      const values = this.#tags.get(field) ?? new Map<string, readonly string[]>();
      values.set(pair.slice(equals + 1), tags);
      this.#tags.set(field, values);
    }
  }

  /** Names of the event types that hold, in order. */
  of(runtime: ProfileRuntime, batch: Batch, row: number): readonly string[] {
    return this.#liveTypes(runtime)
      .filter((type) => holds(type, batch, row))
      .map(({ name }) => name);
  }

  tags(runtime: ProfileRuntime, batch: Batch, row: number): readonly string[] {
    return this.#tagsOf((field) => this.tagsOfField(runtime, batch, row, field));
  }

  /** The tags of an event by the values of the fields that have tags, in the order of `taggedFields`. */
  tagsOfValues(values: readonly Value[]): readonly string[] {
    let at = -1;
    return this.#tagsOf((field) => {
      at += 1;
      return this.tagsOfValue(field, values[at] ?? null);
    });
  }

  #tagsOf(tagsOfField: (field: string) => readonly string[]): readonly string[] {
    const found = new Set<string>();
    for (const field of this.#tags.keys()) for (const tag of tagsOfField(field)) found.add(tag);
    return [...found].sort();
  }

  tagsOfField(runtime: ProfileRuntime, batch: Batch, row: number, field: string): readonly string[] {
    if (!this.#tags.has(field)) return [];
    return this.tagsOfValue(
      field,
      field === 'eventtype' ? this.of(runtime, batch, row) : (batch.columns.get(field)?.at(row) ?? null),
    );
  }

  /** The tags of a field with this value or these values. */
  tagsOfValue(field: string, value: Value): readonly string[] {
    const known = this.#tags.get(field);
    return known ? [...new Set(textsOf(value).flatMap((text) => known.get(text) ?? []))].sort() : [];
  }

  /** The fields that have tags. */
  taggedFields(): readonly string[] {
    return [...this.#tags.keys()];
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
    return ['eventtype', 'tag', ...[...this.#tags.keys()].map((field) => `tag::${field}`)];
  }

  #compile({ name, search }: EventType, environment: SplEnvironment): readonly CompiledType[] {
    const { expression } = knowledgeSearch(search, environment);
    if (!expression) {
      this.problems.push(`The search of the event type "${name}" cannot be run: ${search}`);
      return [];
    }
    const parts = this.#conjuncts(expression).map((part) => ({
      expression: part,
      test: compileRowTest(part, this.#context),
    }));
    // What asks about other event types is asked last: most events fail one of the other conditions.
    return [{ name, parts: parts.sort((left, right) => Number(asksForTypes(left)) - Number(asksForTypes(right))) }];
  }

  #conjuncts(expression: Expression): readonly Expression[] {
    if (expression.kind !== 'call' || !this.#context.library.scalar(expression.function)?.conjunction)
      return [expression];
    return expression.arguments.flatMap((argument) => this.#conjuncts(argument));
  }

  #liveTypes(runtime: ProfileRuntime): readonly LiveType[] {
    let live = this.#live.get(runtime);
    if (!live) {
      live = settledTypes(this.#compiled, runtime.kind).map((type) => ({ ...type, asked: new WeakMap() }));
      this.#live.set(runtime, live);
    }
    return live;
  }
}

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

function textsOf(value: Value): readonly string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
