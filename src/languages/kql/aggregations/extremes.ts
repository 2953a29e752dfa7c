import type { Accumulator, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { compareValues } from '../comparators.ts';
import {
  type AggregationSpecification,
  conditional,
  defineAggregation,
  type KqlAggregation,
  overValues,
} from './define.ts';

const NUMBERS = 'datatable(k: string, x: int, y: string) ["a", 1, "p", "a", 3, "q", "b", int(null), "r", "b", 2, "s"]';

const extreme = (name: 'max' | 'min', sign: 1 | -1): AggregationSpecification => ({
  name,
  summary: `The ${name === 'max' ? 'greatest' : 'least'} value that is not null; null when there is none.`,
  syntax: `${name}(expr)`,
  examples: [
    { query: `${NUMBERS} | summarize m = ${name}(x)`, rows: [[name === 'max' ? 3 : 1]] },
    { query: `${NUMBERS} | where x > 9 | summarize m = ${name}(x)`, rows: [[null]] },
  ],
  create: ({ values }) =>
    overValues<Value>(
      values[0],
      () => null,
      (best, value) => (best === null || compareValues(value, best) * sign > 0 ? value : best),
      (best) => best,
    ),
});

/** The row with the greatest or least first argument: that argument and the others, as several outputs. */
const argument = (name: 'arg_max' | 'arg_min', sign: 1 | -1): AggregationSpecification => ({
  name,
  aliases: [name.replace('_', '')],
  summary: `The row with the ${name === 'arg_max' ? 'greatest' : 'least'} value: this value, and others of the same row.`,
  syntax: `${name}(expr, expr [, …] | *)`,
  examples: [
    {
      query: `${NUMBERS} | summarize ${name}(x, y) by k | sort by k asc`,
      rows:
        name === 'arg_max'
          ? [
              ['a', 3, 'q'],
              ['b', 2, 's'],
            ]
          : [
              ['a', 1, 'p'],
              ['b', 2, 's'],
            ],
    },
  ],
  differences: 'Of rows with the same value the first is kept; the service promises none.',
  create: ({ values }) => {
    const [rank, ...others] = values as readonly [Evaluator, ...Evaluator[]];
    return (): Accumulator => {
      let best: Value = null;
      let kept: readonly Value[] | undefined;
      return {
        add: (row) => {
          const value = rank(row);
          const wins =
            kept === undefined || (value !== null && (best === null || compareValues(value, best) * sign > 0));
          if (!wins) return;
          best = value;
          kept = others.map((evaluate) => evaluate(row));
        },
        result: () => (others.length === 0 ? best : [best, ...(kept ?? others.map(() => null))]),
      };
    };
  },
});

const any: AggregationSpecification = {
  name: 'take_any',
  aliases: ['any'],
  summary: 'The values of some row: of the first.',
  syntax: 'take_any(expr [, expr …] | *)',
  examples: [
    {
      query: `${NUMBERS} | summarize take_any(y) by k | sort by k asc`,
      rows: [
        ['a', 'p'],
        ['b', 'r'],
      ],
    },
  ],
  differences: 'A single expression prefers the first value that is not null; the service promises no row.',
  create: ({ values }) => {
    const [only] = values;
    if (values.length === 1 && only) {
      return overValues<Value>(
        only,
        () => null,
        (kept, value) => kept ?? value,
        (kept) => kept,
      );
    }
    return () => {
      let kept: readonly Value[] | undefined;
      return {
        add: (row) => {
          kept ??= values.map((evaluate) => evaluate(row));
        },
        result: () => kept ?? values.map(() => null),
      };
    };
  },
};

const max = extreme('max', 1);
const min = extreme('min', -1);

export const extremeAggregations: readonly KqlAggregation[] = [
  defineAggregation(max),
  conditional(max, {
    name: 'maxif',
    syntax: 'maxif(expr, predicate)',
    examples: [{ query: `${NUMBERS} | summarize m = maxif(x, k == "b")`, rows: [[2]] }],
  }),
  defineAggregation(min),
  conditional(min, {
    name: 'minif',
    syntax: 'minif(expr, predicate)',
    examples: [{ query: `${NUMBERS} | summarize m = minif(x, k == "b")`, rows: [[2]] }],
  }),
  defineAggregation(argument('arg_max', 1)),
  defineAggregation(argument('arg_min', -1)),
  defineAggregation(any),
  conditional(any, {
    name: 'take_anyif',
    aliases: ['anyif'],
    syntax: 'take_anyif(expr, predicate)',
    examples: [{ query: `${NUMBERS} | summarize m = take_anyif(y, k == "b")`, rows: [['r']] }],
  }),
];
