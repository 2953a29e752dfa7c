import type { Accumulator, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { compareValues } from '../comparators.ts';
import { realOf } from '../convert.ts';
import { isArray, toDynamic } from '../dynamic.ts';
import { type AggregateCallSite, type AggregationExample, defineAggregation, type KqlAggregation } from './define.ts';

const NUMBERS = 'range x from 1 to 10 step 1';
const WEIGHTED = 'datatable(n: long, x: long) [8, 10, 6, 20, 3, 30, 1, 40]';
const DIFFERENCES =
  'The service estimates percentiles of many values with a T-digest; here they are exact, by the nearest rank.';

interface Weighted {
  readonly value: Value;
  readonly weight: number;
}

/** Values of rounding errors such as 99.9 * 1000 / 100 = 999.0000000000001 do not move the rank. */
const ROUNDING = 1e-9;

/** The first value, in order, up to which at least the asked share of all weights lies. */
export function percentileOf(sorted: readonly Weighted[], percent: number): Value {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const rank = (percent * total) / 100 - ROUNDING * total;
  let reached = 0;
  for (const { value, weight } of sorted) {
    reached += weight;
    if (reached >= rank) return value;
  }
  return sorted.at(-1)?.value ?? null;
}

/** The percentages of a call: arguments, or arrays of them. */
function percentagesOf(values: readonly Evaluator[]): readonly number[] {
  return values.flatMap((evaluate) => {
    const value = evaluate(0);
    return (isArray(value) ? value : [value]).map((item) => realOf(item) ?? Number.NaN);
  });
}

function collect({ values }: AggregateCallSite, weighted: boolean, result: (sorted: readonly Weighted[]) => Value) {
  const [value, weight] = values as readonly [Evaluator, Evaluator];
  return (): Accumulator => {
    const seen: Weighted[] = [];
    return {
      add: (row) => {
        const found = value(row);
        if (found === null || (typeof found === 'number' && Number.isNaN(found))) return;
        const times = weighted ? (realOf(weight(row)) ?? 0) : 1;
        if (times > 0) seen.push({ value: found, weight: times });
      },
      result: () => result(seen.sort((left, right) => compareValues(left.value, right.value))),
    };
  };
}

interface Form {
  readonly name: string;
  readonly summary: string;
  readonly weighted: boolean;
  /** One value, a column for each percentage, or an array of them. */
  readonly gives: 'one' | 'columns' | 'array';
  readonly examples: readonly AggregationExample[];
}

function percentiles({ name, summary, weighted, gives, examples }: Form): KqlAggregation {
  const asked = gives === 'one' ? 'percentile' : 'percentile, …';
  return defineAggregation({
    name,
    page: weighted ? 'percentilesw-aggregation-function' : 'percentiles-aggregation-function',
    summary,
    syntax: weighted ? `${name}(expr, weight, ${asked})` : `${name}(expr, ${asked})`,
    examples,
    differences: DIFFERENCES,
    create: (call) => {
      const percentages = percentagesOf(call.values.slice(weighted ? 2 : 1));
      const type = call.signature.types[0] ?? 'dynamic';
      return collect(call, weighted, (sorted) => {
        const found = percentages.map((percent) => percentileOf(sorted, percent));
        if (gives === 'array') return found.map((value) => toDynamic(value, type));
        return call.signature.result === 'tuple' ? found : (found[0] ?? null);
      });
    },
  });
}

export const percentileAggregations: readonly KqlAggregation[] = [
  percentiles({
    name: 'percentile',
    summary: 'The value below which a share of all values lies.',
    weighted: false,
    gives: 'one',
    examples: [{ query: `${NUMBERS} | summarize p = percentile(x, 50)`, rows: [[5]] }],
  }),
  percentiles({
    name: 'percentiles',
    summary: 'Several percentiles, a column each.',
    weighted: false,
    gives: 'columns',
    examples: [{ query: `${NUMBERS} | summarize percentiles(x, 10, 95)`, rows: [[1, 10]] }],
  }),
  percentiles({
    name: 'percentiles_array',
    summary: 'Several percentiles in an array.',
    weighted: false,
    gives: 'array',
    examples: [{ query: `${NUMBERS} | summarize p = percentiles_array(x, dynamic([10, 95]))`, rows: [[[1, 10]]] }],
  }),
  percentiles({
    name: 'percentilew',
    summary: 'The percentile of values that count as often as their weight says.',
    weighted: true,
    gives: 'one',
    examples: [{ query: `${WEIGHTED} | summarize p = percentilew(x, n, 75)`, rows: [[20]] }],
  }),
  percentiles({
    name: 'percentilesw',
    summary: 'Several percentiles of values that count as often as their weight says, a column each.',
    weighted: true,
    gives: 'columns',
    examples: [{ query: `${WEIGHTED} | summarize percentilesw(x, n, 50, 99.9)`, rows: [[20, 40]] }],
  }),
  percentiles({
    name: 'percentilesw_array',
    summary: 'Several percentiles of values that count as often as their weight says, in an array.',
    weighted: true,
    gives: 'array',
    examples: [{ query: `${WEIGHTED} | summarize p = percentilesw_array(x, n, 50, 99.9)`, rows: [[[20, 40]]] }],
  }),
];
