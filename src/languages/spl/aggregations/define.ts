import type { Accumulator, AggregateFunction, CallSite, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { asList, toNumber } from '../values.ts';

/** Everything about one statistical function. */
export interface SplAggregation {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly syntax: string;
  /** It cannot be called without a field. */
  readonly needsField: boolean;
  readonly reference: string;
  readonly aggregate: AggregateFunction;
}

export const REFERENCE =
  'https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/statistical-and-charting-functions/';

type Description = Omit<SplAggregation, 'aggregate' | 'reference'> & {
  readonly page:
    'aggregate-functions' | 'event-order-functions' | 'multivalue-stats-and-chart-functions' | 'time-functions';
};

/** What is known of a group so far; it sees the values of a row one by one, and no missing ones. */
export interface Running {
  add(value: Value, row: number): void;
  result(): Value;
}

/** A function of the values of its field, several values of a row counted one by one. */
export function defineAggregation(
  description: Description & {
    start(options: unknown): Running;
    /** The result depends on which values there are, not on their order nor on how often they occur. */
    readonly ofDifferentValues?: boolean;
  },
): SplAggregation {
  const { start, page, ofDifferentValues = false, ...rest } = description;
  return {
    ...rest,
    reference: REFERENCE + page,
    aggregate: {
      name: `spl.${rest.name}`,
      compile: ({ arguments: [argument], options }) => {
        const evaluate: Evaluator = argument?.evaluate ?? (() => null);
        const numbersOnly = (options as { allnum?: boolean } | undefined)?.allnum === true;
        return () => {
          const running = numbersOnly ? ofNumbersAlone(start(options)) : start(options);
          return accumulatorOf(evaluate, running, ofDifferentValues);
        };
      },
    },
  };
}

/** `allnum=true`: no result as soon as one of the values is no number. */
function ofNumbersAlone(running: Running): Running {
  let numeric = true;
  return {
    add: (value, row) => {
      if (toNumber(value) === null) numeric = false;
      else running.add(value, row);
    },
    result: () => (numeric ? running.result() : null),
  };
}

const NO_ROW = -1;

function accumulatorOf(evaluate: Evaluator, running: Running, ofDifferentValues: boolean): Accumulator {
  const add = (value: Value, row: number): void => {
    if (value === null) return;
    if (Array.isArray(value)) for (const element of asList(value)) running.add(element, row);
    else running.add(value, row);
  };
  return {
    add: (row) => add(evaluate(row), row),
    ...(ofDifferentValues && { addValue: (value: Value) => add(value, NO_ROW) }),
    result: () => running.result(),
  };
}

/** A function that looks at rows itself. */
export function defineRowAggregation(
  description: Description & { compile(site: CallSite): () => Accumulator },
): SplAggregation {
  const { compile, page, ...rest } = description;
  return { ...rest, reference: REFERENCE + page, aggregate: { name: `spl.${rest.name}`, compile } };
}
