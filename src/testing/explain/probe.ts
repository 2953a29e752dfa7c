import type { Catalog, Clock } from '../../plan/context.ts';
import { execute } from '../../plan/execute.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Library } from '../../plan/library.ts';
import { optimise } from '../../plan/optimise.ts';
import type { Let, Plan } from '../../plan/plan.ts';
import type { SplunkAnatomy } from '../../platforms/splunk/index.ts';
import { type Batch, type EventId, eventFile, eventRecord } from '../../table/batch.ts';
import type { Value } from '../../table/value.ts';
import { type Given, layOut, type QueryJob, type Runtime } from '../engine.ts';
import type { Replay } from '../replay.ts';
import { describePredicate } from './describe.ts';

/** The `let` bindings around a piece of a plan. */
export type Lets = readonly Let[];

/** Runs pieces of a job's plan over its logs, to see how many rows they give and what stands in them. */
export class Probe {
  readonly library: Library;
  readonly plan: Plan;
  readonly replay: Replay;
  readonly stages: QueryJob['query']['stages'];
  readonly parts: QueryJob['query']['parts'];
  readonly #runtime: Runtime;
  readonly #job: QueryJob;
  readonly text: string;
  readonly #catalog: Catalog;
  readonly #clock: Clock;
  readonly #files: readonly { readonly name: string }[];
  readonly #state: ReadonlyMap<string, unknown>;
  #anatomy: SplunkAnatomy | undefined;

  constructor(job: QueryJob, runtime: Runtime, text: string, given: Given) {
    const views = new Map([...job.views].map(([name, plan]) => [name, withoutSpans(plan)]));
    this.#job = { ...job, views };
    this.#runtime = runtime;
    this.text = text;
    this.library = runtime.library;
    this.stages = job.query.stages;
    this.parts = job.query.parts;
    const { catalog, clock, replay, files } = layOut(this.#job, runtime, given);
    this.#catalog = catalog;
    this.#clock = clock;
    this.replay = replay;
    this.#files = files;
    this.#state = given.carried?.state ?? new Map();
    this.plan = optimise(job.query.plan, { library: this.library, catalog, pushdown: false });
  }

  /** What stands behind data models, tags and event types; undefined where the platform has none. */
  get anatomy(): SplunkAnatomy | undefined {
    this.#anatomy ??= this.#runtime.anatomy?.(this.#job);
    return this.#anatomy;
  }

  run(plan: Plan, lets: Lets = []): Iterable<Batch> {
    const whole = lets.reduceRight<Plan>((body, { name, value }) => ({ op: 'Let', name, value, body }), plan);
    return execute(whole, 0, {
      library: this.library,
      catalog: this.#catalog,
      clock: this.#clock,
      optimise: false,
      state: new Map(this.#state),
    }).batches;
  }

  count(plan: Plan, lets: Lets = []): number {
    let count = 0;
    for (const batch of this.run(plan, lets)) count += batch.length;
    return count;
  }

  show(value: Value): string {
    const cell = this.#runtime.print(value);
    return cell === null ? '(none)' : typeof cell === 'string' ? cell : JSON.stringify(cell);
  }

  describe(expression: Expression): string {
    return describePredicate(expression, this.text);
  }

  /** The text at an expression's place, whatever it is: for an expression in a macro or function, the call. */
  writtenAt({ span }: Expression): string | undefined {
    return span && span.end <= this.text.length ? this.text.slice(span.start, span.end).trim() : undefined;
  }

  stageText(plan: Plan): string | undefined {
    return plan.stage === undefined ? undefined : this.stages[plan.stage]?.text;
  }

  /** `file:record` of the only event behind a row. */
  eventName(origins: readonly EventId[]): string | undefined {
    const [first, ...others] = origins;
    return first === undefined || others.length > 0
      ? undefined
      : `${this.#files[eventFile(first)]?.name ?? '?'}:${eventRecord(first)}`;
  }
}

/** A plan of another text: places in it would be taken for places in the query. */
export function withoutSpans<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutSpans) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'span');
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutSpans(part)])) as T;
}
