import type { Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { percentileOf } from '../aggregations/percentiles.ts';
import { compareValues } from '../comparators.ts';
import { convert, realOf } from '../convert.ts';
import { isArray, unwrapReal } from '../dynamic.ts';
import { digestValues, hllKeys, mergedDigest, mergedHll } from '../sketch.ts';
import { defineFunction, type KqlFunction, valuesOf } from './define.ts';

const CATEGORY = 'Scalar aggregation functions';
const DIFFERENCES = 'Exact, where the service estimates.';

/** `toscalar(range … | summarize tdigest(x))`: the digest of 1 to 10. */
const DIGEST = 'toscalar(range x from 1 to 10 step 1 | summarize tdigest(x))';
const HLL = 'toscalar(range x from 1 to 10 step 1 | summarize hll(x % 3))';

/** The weight of the values up to one, and of all. */
function rankIn(state: Value, value: Value): { readonly below: number; readonly total: number } | undefined {
  const values = digestValues(state);
  if (!values || values.length === 0 || value === null) return undefined;
  const plain = unwrapReal(value);
  let below = 0;
  let total = 0;
  for (const entry of values) {
    total += entry.weight;
    if (compareValues(unwrapReal(entry.value), plain) <= 0) below += entry.weight;
  }
  return { below, total };
}

export const sketchFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'dcount_hll',
    category: CATEGORY,
    summary: 'The number of distinct values behind a state of hll().',
    syntax: 'dcount_hll(hll)',
    examples: [{ expression: `dcount_hll(${HLL})`, result: 3 }],
    differences: DIFFERENCES,
    evaluate: (state: Value): Value => hllKeys(state)?.length ?? null,
  }),
  defineFunction({
    name: 'hll_merge',
    category: CATEGORY,
    summary: 'One state out of several states of hll().',
    syntax: 'hll_merge(hll, hll [, …])',
    examples: [{ expression: `dcount_hll(hll_merge(${HLL}, ${HLL}))`, result: 3 }],
    differences: DIFFERENCES,
    nulls: 'seen',
    evaluate: (...states: readonly Value[]): Value => mergedHll(states),
  }),
  defineFunction({
    name: 'merge_tdigest',
    aliases: ['tdigest_merge'],
    category: CATEGORY,
    summary: 'One state out of several states of tdigest().',
    syntax: 'merge_tdigest(tdigest, tdigest [, …])',
    examples: [{ expression: `rank_tdigest(merge_tdigest(${DIGEST}, ${DIGEST}), 3)`, result: 6 }],
    differences: DIFFERENCES,
    nulls: 'seen',
    evaluate: (...states: readonly Value[]): Value => mergedDigest(states),
  }),
  defineFunction({
    name: 'percentile_tdigest',
    category: CATEGORY,
    summary: 'A percentile of the values behind a state of tdigest(), in the type asked for.',
    syntax: 'percentile_tdigest(tdigest, percentile [, typeof(type)])',
    examples: [{ expression: `percentile_tdigest(${DIGEST}, 90, typeof(long))`, result: 9 }],
    differences: DIFFERENCES,
    compile: (site, signature) => {
      const [state, percent] = valuesOf(site, signature) as readonly [Evaluator, Evaluator];
      const { result } = signature;
      return (row) => {
        const values = digestValues(state(row));
        const asked = realOf(percent(row));
        if (!values || asked === undefined) return null;
        const found = percentileOf(values, asked);
        return result === 'dynamic' ? found : convert(found, 'dynamic', result);
      };
    },
  }),
  defineFunction({
    name: 'percentile_array_tdigest',
    aliases: ['percentiles_array_tdigest'],
    category: CATEGORY,
    summary: 'Several percentiles of the values behind a state of tdigest(), as an array.',
    syntax: 'percentile_array_tdigest(tdigest, percentile, … | dynamic [, typeof(type)])',
    page: 'percentile-array-tdigest-function',
    examples: [{ expression: `percentiles_array_tdigest(${DIGEST}, dynamic([10, 90]), typeof(long))`, result: [1, 9] }],
    differences: DIFFERENCES,
    compile: (site, signature) => {
      const [state, ...others] = valuesOf(site, signature) as readonly [Evaluator, ...Evaluator[]];
      return (row) => {
        const values = digestValues(state(row));
        if (!values) return null;
        const asked = others.flatMap((other) => {
          const value = other(row);
          return isArray(value) ? value : [value];
        });
        return asked.flatMap((percent) => {
          const number = realOf(percent);
          return number === undefined ? [] : [percentileOf(values, number)];
        });
      };
    },
  }),
  defineFunction({
    name: 'rank_tdigest',
    category: CATEGORY,
    summary: 'How many of the values behind a state of tdigest() are not greater than a value.',
    syntax: 'rank_tdigest(tdigest, value)',
    examples: [{ expression: `rank_tdigest(${DIGEST}, 4)`, result: 4 }],
    differences: DIFFERENCES,
    evaluate: (state: Value, value: Value): Value => rankIn(state, value)?.below ?? null,
  }),
  defineFunction({
    name: 'percentrank_tdigest',
    category: CATEGORY,
    summary: 'The share of the values behind a state of tdigest() that are not greater than a value, in per cent.',
    syntax: 'percentrank_tdigest(tdigest, value)',
    page: 'percentrank-tdigest-function',
    examples: [{ expression: `percentrank_tdigest(${DIGEST}, 4)`, result: 40 }],
    differences: DIFFERENCES,
    evaluate: (state: Value, value: Value): Value => {
      const rank = rankIn(state, value);
      return rank ? (100 * rank.below) / rank.total : null;
    },
  }),
];
