import { wildcardCaptures } from '../../../util/wildcard-captures.ts';
import { compileAggregate } from '../../../plan/compile.ts';
import type { Context } from '../../../plan/context.ts';
import { column } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { Accumulator, TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { addValues, ORIGINS_KEPT } from '../../../plan/operators/aggregate.ts';
import type { AggregateCall } from '../../../plan/plan.ts';
import type { Batch, EventId } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { aggregateBy } from '../group-by.ts';
import { append } from '../../../util/append.ts';

interface Options {
  readonly by: readonly string[];
  readonly aggregations: readonly {
    readonly call: AggregateCall;
    /** The field's pattern; null where the field is plain. */
    readonly pattern: string | null;
    readonly named: boolean;
  }[];
}

const INPUT = 'stats input';

/** stats with wildcards (`values(*) as *`): the calls for the fields that the results have. */
export const statsWildcard: TableFunction = {
  name: 'spl.stats-wildcard',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { by, aggregations } = options as Options;
    const isField = (name: string): boolean => !by.includes(name) && !name.startsWith('_');
    const running = new RunningCalls(aggregations, context);
    if (by.length === 0 && running.areOfValues) {
      for (const batch of input) running.add(batch, batch.columns.names().filter(isField));
      yield running.result();
      return;
    }
    const batches: Batch[] = [];
    const names = new Set<string>();
    for (const batch of input) {
      batches.push(batch);
      for (const name of batch.columns.names()) names.add(name);
    }
    const aggregates = callsFor(aggregations, [...names].filter(isField));
    const plan = aggregateBy({ op: 'Reference', name: INPUT }, by, aggregates);
    yield* context.execute(plan, new Map([[INPUT, batches]]));
  },
};

interface RunningCall {
  readonly call: AggregateCall;
  readonly accumulator: Accumulator;
}

/** Calls over the fields seen so far: no batch is kept. Holds for calls that rows without the field change nothing of. */
class RunningCalls {
  readonly #aggregations: Options['aggregations'];
  readonly #context: Context;
  readonly #frame = new Frame();
  readonly #accumulators = new Map<string, Accumulator>();
  readonly #origins: EventId[] = [];
  readonly #byField = new Map<string, readonly RunningCall[]>();

  constructor(aggregations: Options['aggregations'], context: Context) {
    this.#aggregations = aggregations;
    this.#context = context;
  }

  get areOfValues(): boolean {
    return this.#aggregations.every(
      ({ call, pattern }) => pattern !== null && this.#accumulatorOf(call).addValue !== undefined,
    );
  }

  add(batch: Batch, fields: readonly string[]): void {
    this.#frame.load(batch);
    const running = fields.flatMap((field) => this.#callsOf(field));
    const rest = addValues(
      running.map(({ accumulator }) => accumulator),
      batch,
      running.map(({ call }) => call),
    );
    for (let position = 0; position < batch.length; position += 1) {
      if (rest.length === 0 && this.#origins.length >= ORIGINS_KEPT) break;
      const row = batch.rowAt(position);
      for (const accumulator of rest) accumulator.add(row);
      if (this.#origins.length < ORIGINS_KEPT) append(this.#origins, batch.originsAt(row));
    }
  }

  /** The same call written twice is counted once, and printed where both stand. */
  #callsOf(field: string): readonly RunningCall[] {
    let running = this.#byField.get(field);
    if (!running) {
      const calls = new Map(callsFor(this.#aggregations, [field]).map((call) => [keyOf(call), call]));
      running = [...calls].map(([key, call]) => {
        const accumulator = this.#accumulators.get(key) ?? this.#accumulatorOf(call);
        this.#accumulators.set(key, accumulator);
        return { call, accumulator };
      });
      this.#byField.set(field, running);
    }
    return running;
  }

  result(): Batch {
    const calls = callsFor(this.#aggregations, [...this.#byField.keys()]);
    const rows = new RowBuilder(calls.flatMap(({ outputs }) => outputs));
    rows.add(
      calls.map((call) => {
        return [call.outputs[0] as string, (this.#accumulators.get(keyOf(call))?.result() ?? null) as Value] as const;
      }),
      this.#origins,
    );
    return rows.build();
  }

  #accumulatorOf(call: AggregateCall): Accumulator {
    return compileAggregate(call, this.#frame, this.#context)();
  }
}

const keyOf = (call: AggregateCall): string =>
  JSON.stringify([call.function, call.options, call.arguments, call.outputs]);

function callsFor(aggregations: Options['aggregations'], fields: readonly string[]): readonly AggregateCall[] {
  return aggregations.flatMap(({ call, pattern, named }) =>
    pattern === null
      ? [call]
      : fields.filter(namePattern(pattern)).map((field) => callFor(call, pattern, named, field)),
  );
}

function callFor(call: AggregateCall, pattern: string, named: boolean, field: string): AggregateCall {
  const [written = ''] = call.outputs;
  if (named) return callForField(call, pattern, field);
  return withOutput(
    call,
    field,
    written.replace(pattern, () => field),
  );
}

/** A call over a pattern, for one of the fields that fit it: each `*` of its output is what that of the pattern stood for. */
export function callForField(call: AggregateCall, pattern: string, field: string): AggregateCall {
  const [written = ''] = call.outputs;
  const found = wildcardCaptures(pattern)(field) ?? [field];
  let at = 0;
  return withOutput(
    call,
    field,
    written.replace(/\*/g, (star) => found[at++] ?? star),
  );
}

const withOutput = (call: AggregateCall, field: string, output: string): AggregateCall => ({
  ...call,
  outputs: [output],
  arguments: [column(field), ...call.arguments.slice(1)],
});
