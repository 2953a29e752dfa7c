import type { SplEnvironment } from '../../../languages/spl/environment.ts';
import { knowledgeEval } from '../knowledge-expressions.ts';
import type { Expression } from '../../../plan/expression.ts';
import type { RowTest } from '../../../plan/row-test.ts';
import type { WholeColumn } from '../../../plan/whole-column.ts';
import type { SplunkKnowledge } from '../knowledge.ts';
import { LookupMatcher } from '../lookups/lookup-table.ts';
import type { AutomaticLookup } from '../props/automatic-lookup.ts';
import { createProfile, type Profile } from '../props/profile.ts';
import type { EventKind } from '../props/stanza-selection.ts';

/** A calculated field, compiled for one row and for whole columns, if its inputs alone decide it. */
export interface CompiledField {
  readonly test: RowTest;
  readonly whole: WholeColumn | undefined;
}

/** Compiles a calculated field once; undefined when the field is none. */
export type CompileField = (runtime: ProfileRuntime, name: string) => CompiledField | undefined;

export interface RuntimeLookup {
  readonly definition: AutomaticLookup;
  readonly matcher: LookupMatcher;
  /** Output name → field of the table. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** Of the aliases and lookups, as many as matter for a field: the last that gives it and those before. */
export interface FieldSteps {
  /** It stands beside the event: its time, its text, its metadata. */
  readonly indexed: boolean;
  readonly aliases: number;
  readonly lookups: number;
  readonly calculated: boolean;
}

/** Fields that stand beside an event, and its text. */
export const INDEXED: ReadonlySet<string> = new Set(['_raw', '_time', 'source', 'sourcetype', 'host', 'index']);

/** What props say about one kind of event, compiled as far as it is used. */
export class ProfileRuntime {
  /** As searches see it: after `rename`. */
  readonly kind: EventKind;
  readonly index: string;
  readonly profile: Profile;
  readonly lookups: readonly RuntimeLookup[];
  /** What the knowledge says and cannot be followed here. */
  readonly problems: readonly string[];
  readonly #environment: SplEnvironment;
  readonly #expressions = new Map<string, Expression | undefined>();
  readonly #steps = new Map<string, FieldSteps>();
  readonly #producers = new Map<string, readonly number[]>();

  constructor(kind: EventKind, index: string, knowledge: SplunkKnowledge, environment: SplEnvironment) {
    const sourcetype = knowledge.props.renamed(kind.sourcetype);
    this.kind = { ...kind, sourcetype };
    this.index = index;
    this.profile = createProfile(knowledge.props.settingsFor(this.kind), knowledge.transforms);
    this.#environment = environment;
    const problems = [...this.profile.problems];
    this.lookups = this.profile.lookups.flatMap((definition) => {
      const unsupported = knowledge.lookups.unsupported(definition.lookup);
      if (unsupported !== undefined) problems.push(`The lookup "${definition.lookup}" ${unsupported}.`);
      return unsupported === undefined ? runtimeLookup(definition, knowledge) : [];
    });
    this.problems = problems;
  }

  /** Which steps have a part in a field. */
  steps(name: string): FieldSteps {
    let steps = this.#steps.get(name);
    if (!steps) {
      const last = <T>(list: readonly T[], gives: (entry: T) => boolean): number => list.findLastIndex(gives) + 1;
      steps = {
        indexed: INDEXED.has(name),
        aliases: last(this.profile.aliases, ({ to }) => to === name),
        lookups: last(this.lookups, ({ outputs }) => outputs.has(name)),
        calculated: this.profile.calculated.has(name),
      };
      this.#steps.set(name, steps);
    }
    return steps;
  }

  /** The extractions that may give a field, in order. */
  producers(name: string): readonly number[] {
    let producers = this.#producers.get(name);
    if (!producers) {
      producers = this.profile.extractions.flatMap(({ fields }, at) => (!fields || fields.has(name) ? [at] : []));
      this.#producers.set(name, producers);
    }
    return producers;
  }

  /** The expression of a calculated field; undefined when the field is none. */
  calculated(name: string): Expression | undefined {
    if (!this.#expressions.has(name)) {
      const text = this.profile.calculated.get(name);
      const lowered = text === undefined ? undefined : knowledgeEval(text, this.#environment);
      this.#expressions.set(name, lowered?.expression);
    }
    return this.#expressions.get(name);
  }
}

function runtimeLookup(definition: AutomaticLookup, { lookups }: SplunkKnowledge): readonly RuntimeLookup[] {
  const found = lookups.definition(definition.lookup);
  if (!found) return [];
  const table = lookups.table(found);
  const inputs = definition.inputs.map((input) => input.table);
  const outputs =
    definition.outputs.length > 0
      ? definition.outputs.map(({ table: field, event }) => [event, field] as const)
      : table.fields.filter((field) => !inputs.includes(field)).map((field) => [field, field] as const);
  return [{ definition, matcher: new LookupMatcher(table, inputs, found), outputs: new Map(outputs) }];
}
