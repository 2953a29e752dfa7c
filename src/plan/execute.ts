import type { Batch } from '../table/batch.ts';
import { compileExpression } from './compile.ts';
import type { Budget, Catalog, Clock, Context, ScanBound } from './context.ts';
import type { Expression } from './expression.ts';
import { QueryFailure } from './failure.ts';
import { Frame } from './frame.ts';
import type { Library } from './library.ts';
import { aggregate } from './operators/aggregate.ts';
import { distinct } from './operators/distinct.ts';
import { expand } from './operators/expand.ts';
import { extend } from './operators/extend.ts';
import { filter } from './operators/filter.ts';
import { join } from './operators/join.ts';
import { limit } from './operators/limit.ts';
import { pick } from './operators/pick.ts';
import { project } from './operators/project.ts';
import { sort } from './operators/sort.ts';
import { tableFunction } from './operators/table-function.ts';
import { values } from './operators/values.ts';
import { optimise } from './optimise.ts';
import { inputsOf, type Plan, type Scan, type TimeBound } from './plan.ts';
import { type StageCount, Trace } from './trace.ts';

/** The run of one query. */
export interface Execution {
  readonly batches: Iterable<Batch>;
  /** Complete once `batches` is drained. */
  readonly trace: Trace;
  readonly notes: ReadonlyMap<string, string>;
}

export interface ExecuteOptions {
  readonly library: Library;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly budget?: Budget;
  readonly batchSize?: number;
  /** False runs the plan as lowered: for tests that compare, and for `explain`. */
  readonly optimise?: boolean;
  readonly state?: Map<string, unknown>;
  /** Times each stage. */
  readonly timed?: boolean;
  readonly seed?: number;
  readonly onNote?: (name: string, message: string) => void;
}

const DEFAULT_BATCH_SIZE = 1024;
const NO_BUDGET: Budget = { check: () => undefined };
type Bindings = ReadonlyMap<string, Iterable<Batch>>;

/**
 * Runs a plan. Batches come as the plan makes them; nothing is computed before the first is asked for.
 *
 * @throws QueryFailure when content or data make it impossible to go on.
 */
export function execute(plan: Plan, stageCount: number, options: ExecuteOptions): Execution {
  const trace = new Trace(stageCount, { timed: options.timed === true });
  const notes = new Map<string, string>();
  const random = seededRandom(options.seed ?? 1);
  const prepare = (input: Plan): Plan =>
    optimise(input, { library: options.library, catalog: options.catalog, pushdown: options.optimise !== false });
  const base: Omit<Context, 'trace' | 'execute'> = {
    library: options.library,
    catalog: options.catalog,
    clock: options.clock,
    budget: options.budget ?? NO_BUDGET,
    batchSize: options.batchSize ?? DEFAULT_BATCH_SIZE,
    random,
    state: options.state ?? new Map(),
    note: (name, message) => {
      notes.set(name, message);
      options.onNote?.(name, message);
    },
  };
  // What is bound around a subplan is bound for those inside it too: `toscalar` of a part that `partition` names.
  const within = (outer: Bindings): Context['execute'] => {
    return (inner, bindings) => {
      const bound = bindings ? new Map([...outer, ...bindings]) : outer;
      return run(prepare(inner), { ...base, trace: undefined, execute: within(bound) }, bound, undefined);
    };
  };
  const context: Context = { ...base, trace, execute: within(new Map()) };
  return { batches: run(prepare(plan), context, new Map(), undefined), trace, notes };
}

function run(plan: Plan, context: Context, bindings: Bindings, outerStage: number | undefined): Iterable<Batch> {
  const output = runOperator(plan, context, bindings);
  return counted(plan, output, context, outerStage);
}

/** Counts rows where a stage begins (its input is another stage's) and where it ends. */
function counted(
  plan: Plan,
  output: Iterable<Batch>,
  context: Context,
  outerStage: number | undefined,
): Iterable<Batch> {
  const { trace } = context;
  if (!trace || plan.stage === outerStage) return checked(output, context);
  const ends = plan.stage === undefined ? undefined : trace.stages[plan.stage];
  const begins = outerStage === undefined ? undefined : trace.stages[outerStage];
  return (function* () {
    for (const batch of timed(checked(output, context), ends, begins)) {
      if (ends) ends.rowsOut += batch.length;
      if (begins) begins.rowsIn += batch.length;
      yield batch;
    }
  })();
}

/** What a stage takes counts for it, and not for the stage that waits for its rows. */
function* timed(
  output: Iterable<Batch>,
  ends: StageCount | undefined,
  begins: StageCount | undefined,
): Iterable<Batch> {
  if ((ends ?? begins)?.durationMs === undefined) {
    yield* output;
    return;
  }
  const iterator = output[Symbol.iterator]();
  for (;;) {
    const started = performance.now();
    const next = iterator.next();
    const took = performance.now() - started;
    if (ends) ends.durationMs = (ends.durationMs ?? 0) + took;
    if (begins) begins.durationMs = (begins.durationMs ?? 0) - took;
    if (next.done) return;
    yield next.value;
  }
}

function* checked(output: Iterable<Batch>, context: Context): Iterable<Batch> {
  for (const batch of output) {
    context.budget.check();
    yield batch;
  }
}

function runOperator(plan: Plan, context: Context, bindings: Bindings): Iterable<Batch> {
  const input = (child: Plan) => run(child, context, bindings, plan.stage);
  switch (plan.op) {
    case 'Scan':
      return scan(plan, context);
    case 'Values':
      return values(plan, context);
    case 'Reference': {
      const bound = bindings.get(plan.name);
      if (!bound) throw new Error(`Internal error: nothing is bound to "${plan.name}".`);
      return bound;
    }
    case 'Filter':
      return filter(input(plan.input), plan, context);
    case 'Project':
      return project(input(plan.input), plan, context);
    case 'Pick':
      return pick(input(plan.input), plan);
    case 'Extend':
      return extend(input(plan.input), plan, context);
    case 'Aggregate':
      return aggregate(input(plan.input), plan, context);
    case 'Sort':
      return sort(input(plan.input), plan, context);
    case 'Limit':
      return limit(input(plan.input), plan.count);
    case 'Join':
      return join(input(plan.left), input(plan.right), plan, context);
    case 'Union':
      return union(plan.inputs.map(input));
    case 'Expand':
      return expand(input(plan.input), plan, context);
    case 'Window':
    case 'Reshape':
      return tableFunction(input(plan.input), plan, context);
    case 'Distinct':
      return distinct(input(plan.input), plan, context);
    case 'Let': {
      const bound = lazyBatches(() => run(plan.value, context, bindings, undefined));
      return run(plan.body, context, new Map([...bindings, [plan.name, bound]]), plan.stage);
    }
    default:
      plan satisfies never;
      throw new Error(`Internal error: no operator ${JSON.stringify(inputsOf(plan))}.`);
  }
}

function scan(plan: Scan, context: Context): Iterable<Batch> {
  const rows = context.catalog.scan(
    {
      source: plan.source,
      options: plan.options,
      columns: plan.columns,
      mentions: plan.mentions,
      ...(plan.bounds && { bounds: plan.bounds.map((bound) => boundNow(bound, context)) }),
    },
    context,
  );
  if (!rows) throw new QueryFailure('unknown-source', `There is no source "${plan.source}".`, plan.span);
  return rows;
}

/** A bound whose ends are known: the clock of the run is. */
function boundNow({ column, from, to }: TimeBound, context: Context): ScanBound {
  const end = (expression: Expression | undefined): bigint | undefined => {
    const value = expression && compileExpression(expression, new Frame(), context)(0);
    return typeof value === 'bigint' ? value : undefined;
  };
  const [first, last] = [end(from), end(to)];
  return { column, ...(first !== undefined && { from: first }), ...(last !== undefined && { to: last }) };
}

function* union(inputs: readonly Iterable<Batch>[]): Iterable<Batch> {
  for (const input of inputs) yield* input;
}

/** Rows that are computed when first asked for, and kept: a `Let` that nobody reads costs nothing. */
function lazyBatches(compute: () => Iterable<Batch>): Iterable<Batch> {
  let kept: Batch[] | undefined;
  return {
    *[Symbol.iterator]() {
      kept ??= [...compute()];
      yield* kept;
    },
  };
}

/** Mulberry32: small, seeded, the same everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
