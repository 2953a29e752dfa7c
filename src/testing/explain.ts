import { openEventSource } from '../data/event-source.ts';
import type { Context } from '../plan/context.ts';
import { execute } from '../plan/execute.ts';
import type { Expression } from '../plan/expression.ts';
import type { Library } from '../plan/library.ts';
import { optimise } from '../plan/optimise.ts';
import { type Filter, inputsOf, type Let, type Plan } from '../plan/plan.ts';
import type { Value } from '../table/value.ts';
import { type QueryJob, type QueryOutcome, type Runtime, runQuery } from './engine.ts';
import { Replay } from './replay.ts';
import { absoluteRange } from './time-range.ts';

/** Values that stood in a column, most frequent first. */
export interface ObservedColumn {
  readonly column: string;
  readonly values: readonly { readonly value: string; readonly rows: number }[];
  /** Distinct values beyond those listed. */
  readonly more: number;
}

/** One condition of the filter that lost the last row. */
export interface ExplainedPredicate {
  readonly text: string;
  /** Rows for which it holds by itself. */
  readonly alone: number;
  /** Rows that the filter would let through without it. */
  readonly without: number;
  /** What stood in its columns. */
  readonly observed: readonly ObservedColumn[];
}

/** Where the rows went. */
export interface Loss {
  readonly kind: 'filter' | 'source' | 'operator';
  /** The step of the query, as written. */
  readonly stage: string | undefined;
  readonly rowsIn: number;
  readonly what: string;
  readonly predicates: readonly ExplainedPredicate[];
}

export interface Explanation {
  readonly results: number;
  readonly events: number;
  readonly stages: QueryOutcome['stages'];
  /** Named parts of a rule (Sigma selections), and the rows for which each holds. */
  readonly parts: readonly { readonly name: string; readonly rows: number }[];
  /** Absent when rows came out. */
  readonly loss?: Loss;
  readonly notes: readonly string[];
}

const VALUES_SHOWN = 8;

/** Says how many rows each stage let through and, when none came out, which condition lost the last ones. */
export function explainQuery(job: QueryJob, runtime: Runtime, text: string): Explanation {
  const outcome = runQuery({ ...job, optimise: false }, runtime);
  const probe = new Probe(job, runtime, text);
  const loss = outcome.rows.length === 0 ? probe.loss() : undefined;
  return {
    results: outcome.rows.length,
    events: outcome.events,
    stages: outcome.stages,
    parts: probe.parts(),
    ...(loss && { loss }),
    notes: outcome.notes,
  };
}

/** Runs pieces of a plan to see how many rows they give. */
class Probe {
  readonly #job: QueryJob;
  readonly #runtime: Runtime;
  readonly #text: string;
  readonly #library: Library;
  readonly #plan: Plan;
  readonly #run: (plan: Plan) => ReturnType<typeof execute>['batches'];

  constructor(job: QueryJob, runtime: Runtime, text: string) {
    this.#job = job;
    this.#runtime = runtime;
    this.#text = text;
    this.#library = runtime.library;
    const quiet = { batchSize: 1024, report: () => undefined };
    const source = openEventSource(job.logs);
    const range = job.range && absoluteRange(job.range, () => job.now ?? new Replay(source).clock(quiet));
    const replay = new Replay(source, range);
    const catalog = runtime.catalog(job, replay, () => undefined);
    const clock: Context['clock'] = {
      get now() {
        return job.now ?? replay.clock(quiet);
      },
    };
    this.#plan = optimise(job.query.plan, { library: this.#library, catalog, pushdown: false });
    this.#run = (plan) => execute(plan, 0, { library: this.#library, catalog, clock, optimise: false }).batches;
  }

  parts(): Explanation['parts'] {
    const { parts } = this.#job.query;
    const source = parts && this.#scanOf(this.#plan);
    if (!parts || !source) return [];
    return parts.map(({ name, expression }) => ({
      name,
      rows: this.#count({ op: 'Filter', input: source, predicate: expression }, []),
    }));
  }

  loss(): Loss {
    return this.#lossIn(this.#plan, []);
  }

  /** The plan gives no rows: finds the lowest operator that had some and let none through. */
  #lossIn(plan: Plan, lets: readonly Let[]): Loss {
    if (plan.op === 'Let') return this.#lossIn(plan.body, [...lets, plan]);
    if (plan.op === 'Reference') {
      const bound = lets.findLast(({ name }) => name === plan.name);
      if (bound) return this.#lossIn(bound.value, lets.slice(0, lets.indexOf(bound)));
    }
    const inputs = inputsOf(plan);
    const counts = inputs.map((input) => this.#count(input, lets));
    const starved = inputs[counts.indexOf(0)];
    if (starved && (plan.op !== 'Union' || counts.every((count) => count === 0))) return this.#lossIn(starved, lets);
    if (plan.op === 'Filter') return this.#filterLoss(plan, lets, counts[0] ?? 0);
    const what = inputs.length === 0 ? `The source "${sourceOf(plan)}" gave no rows.` : 'The step let no row through.';
    return {
      kind: inputs.length === 0 ? 'source' : 'operator',
      stage: this.#stageText(plan),
      rowsIn: counts.reduce((sum, count) => sum + count, 0),
      what,
      predicates: [],
    };
  }

  #filterLoss(plan: Filter, lets: readonly Let[], rowsIn: number): Loss {
    const conjuncts = this.#conjuncts(plan.predicate);
    const predicates = conjuncts.map((predicate) => {
      const others = conjuncts.filter((other) => other !== predicate);
      const survivors = others.reduce<Plan>((input, other) => ({ op: 'Filter', input, predicate: other }), plan.input);
      const without = this.#count(survivors, lets);
      return {
        text: this.#describe(predicate),
        alone: this.#count({ op: 'Filter', input: plan.input, predicate }, lets),
        without,
        observed: this.#observe(predicate, without > 0 ? survivors : plan.input, lets),
      };
    });
    const never = predicates.filter(({ alone }) => alone === 0).map(({ text }) => text);
    const what =
      never.length > 0
        ? `Held for no row: ${never.join('; ')}`
        : 'Each condition holds for some row, but no row meets all of them.';
    return { kind: 'filter', stage: this.#stageText(plan), rowsIn, what, predicates };
  }

  #conjuncts(predicate: Expression): readonly Expression[] {
    const conjunction = predicate.kind === 'call' && this.#library.scalar(predicate.function)?.conjunction === true;
    return conjunction ? predicate.arguments.flatMap((part) => this.#conjuncts(part)) : [predicate];
  }

  #observe(predicate: Expression, input: Plan, lets: readonly Let[]): readonly ObservedColumn[] {
    const columns = [...columnsOf(predicate)];
    const counts = new Map(columns.map((name) => [name, new Map<string, number>()]));
    for (const batch of this.#run(within(input, lets))) {
      for (const [name, seen] of counts) {
        const column = batch.columns.get(name);
        for (const row of batch.rows()) {
          const text = this.#show(column?.at(row) ?? null);
          seen.set(text, (seen.get(text) ?? 0) + 1);
        }
      }
    }
    return [...counts].map(([column, seen]) => {
      const ranked = [...seen].sort((left, right) => right[1] - left[1]);
      return {
        column,
        values: ranked.slice(0, VALUES_SHOWN).map(([value, rows]) => ({ value, rows })),
        more: Math.max(0, ranked.length - VALUES_SHOWN),
      };
    });
  }

  #show(value: Value): string {
    const cell = this.#runtime.print(value);
    return cell === null ? '(none)' : typeof cell === 'string' ? cell : JSON.stringify(cell);
  }

  #count(plan: Plan, lets: readonly Let[]): number {
    let count = 0;
    for (const batch of this.#run(within(plan, lets))) count += batch.length;
    return count;
  }

  #stageText(plan: Plan): string | undefined {
    return plan.stage === undefined ? undefined : this.#job.query.stages[plan.stage]?.text;
  }

  #describe(expression: Expression): string {
    const { span } = expression;
    if (span && span.end <= this.#text.length) return this.#text.slice(span.start, span.end).replace(/\s+/g, ' ');
    return describe(expression);
  }

  #scanOf(plan: Plan): Plan | undefined {
    if (plan.op === 'Scan') return plan;
    const [first] = inputsOf(plan);
    return first && this.#scanOf(first);
  }
}

/** The plan with the names that are bound around it. */
const within = (plan: Plan, lets: readonly Let[]): Plan =>
  lets.reduceRight<Plan>((body, { name, value }) => ({ op: 'Let', name, value, body }), plan);

const sourceOf = (plan: Plan): string => (plan.op === 'Scan' ? plan.source.replace(/^[a-z]+:/, '') : plan.op);

function* columnsOf(expression: Expression): Iterable<string> {
  if (expression.kind === 'column') yield expression.name;
  if (expression.kind === 'call') yield* new Set(expression.arguments.flatMap((argument) => [...columnsOf(argument)]));
}

/** An expression that stands in no text of the user's: of a connector, a parser, a data model. */
function describe(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
    case 'variable':
      return expression.name;
    case 'literal':
      return typeof expression.value === 'string' ? JSON.stringify(expression.value) : String(expression.value);
    case 'table':
      return '(table)';
    case 'call':
      return `${expression.function.replace(/^[a-z]+\./, '')}(${expression.arguments.map(describe).join(', ')})`;
  }
}
