import { keyOfValue } from '../comparators.ts';
import {
  type AggregationSpecification,
  conditional,
  defineAggregation,
  type KqlAggregation,
  overValues,
} from './define.ts';

const LETTERS = 'datatable(a: string, b: bool) ["x", true, "y", false, "x", true]';

const count: AggregationSpecification = {
  name: 'count',
  aliases: ['cnt'],
  summary: 'The number of rows.',
  syntax: 'count()',
  examples: [{ query: `${LETTERS} | summarize count()`, rows: [[3]] }],
  create: () => () => {
    let rows = 0;
    return {
      add: () => {
        rows += 1;
      },
      result: () => rows,
    };
  },
};

const distinct = (name: string, summary: string): AggregationSpecification => ({
  name,
  summary,
  syntax: `${name}(expr)`,
  examples: [{ query: `${LETTERS} | summarize n = ${name}(a)`, rows: [[2]] }],
  create: ({ values }) =>
    overValues(
      values[0],
      () => new Set<unknown>(),
      (seen, value) => seen.add(keyOfValue(value)),
      (seen) => seen.size,
    ),
});

const dcount: AggregationSpecification = {
  ...distinct('dcount', 'The number of distinct values that are not null; the empty string counts.'),
  syntax: 'dcount(expr [, accuracy])',
  differences: 'Exact whatever the accuracy; the service estimates beyond about a thousand values.',
};

const countDistinct = distinct('count_distinct', 'The exact number of distinct values that are not null.');

export const countAggregations: readonly KqlAggregation[] = [
  defineAggregation(count),
  conditional(
    count,
    {
      name: 'countif',
      summary: 'The number of rows for which the predicate is true.',
      syntax: 'countif(predicate)',
      examples: [{ query: `${LETTERS} | summarize n = countif(b)`, rows: [[2]] }],
    },
    0,
  ),
  defineAggregation(dcount),
  conditional(dcount, {
    name: 'dcountif',
    syntax: 'dcountif(expr, predicate [, accuracy])',
    examples: [{ query: `${LETTERS} | summarize n = dcountif(a, b)`, rows: [[1]] }],
  }),
  defineAggregation(countDistinct),
  conditional(countDistinct, {
    name: 'count_distinctif',
    syntax: 'count_distinctif(expr, predicate)',
    examples: [{ query: `${LETTERS} | summarize n = count_distinctif(a, b)`, rows: [[1]] }],
  }),
];
