import type { Accumulator, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { realOf } from '../convert.ts';
import { digestOf, hllKeyOf, hllOf, mergedDigest, mergedHll, type Weighted } from '../sketch.ts';
import { type AggregationSpecification, conditional, defineAggregation, type KqlAggregation } from './define.ts';

const LETTERS = 'datatable(a: string, b: bool) ["x", true, "y", false, "x", true]';
const NUMBERS = 'range x from 1 to 10 step 1';
const DIFFERENCES = 'Exact, where the service estimates; the state itself is written otherwise.';

const hll: AggregationSpecification = {
  name: 'hll',
  summary: 'The distinct values that are not null, as a state for dcount_hll() and hll_merge().',
  syntax: 'hll(expr [, accuracy])',
  examples: [{ query: `${LETTERS} | summarize s = hll(a) | project n = dcount_hll(s)`, rows: [[2]] }],
  differences: DIFFERENCES,
  create: ({ values }) => {
    const [evaluate] = values as readonly [Evaluator];
    return (): Accumulator => {
      const keys = new Set<string>();
      let isEmpty = true;
      return {
        add: (row) => {
          isEmpty = false;
          const value = evaluate(row);
          if (value !== null) keys.add(hllKeyOf(value));
        },
        result: () => (isEmpty ? null : hllOf(keys)),
      };
    };
  },
};

/** An aggregation that makes one state of many. */
const merging = (merge: (states: Iterable<Value>) => Value): AggregationSpecification['create'] => {
  return ({ values }) => {
    const [evaluate] = values as readonly [Evaluator];
    return (): Accumulator => {
      const states: Value[] = [];
      return { add: (row) => void states.push(evaluate(row)), result: () => merge(states) };
    };
  };
};

export const sketchAggregations: readonly KqlAggregation[] = [
  defineAggregation(hll),
  conditional(hll, {
    name: 'hll_if',
    syntax: 'hll_if(expr, predicate [, accuracy])',
    examples: [{ query: `${LETTERS} | summarize s = hll_if(a, b) | project n = dcount_hll(s)`, rows: [[1]] }],
    differences: DIFFERENCES,
  }),
  defineAggregation({
    name: 'hll_merge',
    summary: 'One state out of many states of hll().',
    syntax: 'hll_merge(hll)',
    examples: [
      {
        query: `${LETTERS} | summarize s = hll(a) by b | summarize m = hll_merge(s) | project n = dcount_hll(m)`,
        rows: [[2]],
      },
    ],
    differences: DIFFERENCES,
    create: merging(mergedHll),
  }),
  defineAggregation({
    name: 'tdigest',
    summary: 'The values that are not null, as a state for percentile_tdigest() and its like.',
    syntax: 'tdigest(expr [, weight])',
    examples: [
      {
        query: `${NUMBERS} | summarize t = tdigest(x) | project p = percentile_tdigest(t, 50, typeof(long))`,
        rows: [[5]],
      },
    ],
    differences: DIFFERENCES,
    create: ({ values, signature }) => {
      const [evaluate, weigh] = values as readonly [Evaluator, Evaluator | undefined];
      return (): Accumulator => {
        const seen: Weighted[] = [];
        let isEmpty = true;
        return {
          add: (row) => {
            isEmpty = false;
            const value = evaluate(row);
            const weight = weigh ? (realOf(weigh(row)) ?? 0) : 1;
            if (value !== null && weight > 0) seen.push({ value, weight });
          },
          result: () => (isEmpty ? null : digestOf(seen, signature.types[0] ?? 'dynamic')),
        };
      };
    },
  }),
  defineAggregation({
    name: 'tdigest_merge',
    aliases: ['merge_tdigest'],
    page: 'tdigest-merge-aggregation-function',
    summary: 'One state out of many states of tdigest().',
    syntax: 'tdigest_merge(tdigest)',
    examples: [
      {
        query: `${NUMBERS} | summarize t = tdigest(x) by x % 2 | summarize m = tdigest_merge(t) | project p = percentile_tdigest(m, 100, typeof(long))`,
        rows: [[10]],
      },
    ],
    differences: DIFFERENCES,
    create: merging(mergedDigest),
  }),
];
