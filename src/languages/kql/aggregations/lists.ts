import type { Accumulator, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { keyOfValue } from '../comparators.ts';
import { realOf } from '../convert.ts';
import { type Bag, emptyBag, isArray, isBag, toDynamic } from '../dynamic.ts';
import {
  type AggregateCallSite,
  type AggregationSpecification,
  conditional,
  defineAggregation,
  type KqlAggregation,
} from './define.ts';

/** The service's own limit on elements of a list or a set. */
const MAXIMUM = 1_048_576;

const NUMBERS = 'datatable(x: int, b: bool) [1, true, 3, false, 2, true, 1, true]';
const BAGS = 'datatable(p: string, v: long, b: bool) ["k1", 1, true, "k2", 2, false] | extend bag = bag_pack(p, v)';

function limitOf({ site }: AggregateCallSite): number {
  const limit = realOf(site.arguments[1]?.constant?.value ?? null);
  return limit === undefined ? MAXIMUM : Math.min(limit, MAXIMUM);
}

/** The values of the first argument as elements of a dynamic. */
const elementsOf = ({ values, signature }: AggregateCallSite): Evaluator => {
  const evaluate = values[0] as Evaluator;
  const type = signature.types[0] ?? 'dynamic';
  return (row) => toDynamic(evaluate(row), type);
};

function list(withNulls: boolean): AggregationSpecification['create'] {
  return (call) => {
    const element = elementsOf(call);
    const limit = withNulls ? MAXIMUM : limitOf(call);
    return (): Accumulator => {
      const items: Value[] = [];
      let arrays = true;
      return {
        add: (row) => {
          if (items.length >= limit) return;
          const value = element(row);
          if (value === null && !withNulls) return;
          items.push(value);
          arrays &&= isArray(value);
        },
        result: () => (arrays && !withNulls ? items.flat(1).slice(0, limit) : items),
      };
    };
  };
}

const makeList: AggregationSpecification = {
  name: 'make_list',
  aliases: ['makelist'],
  summary: 'All values that are not null, as an array in the order of the rows; arrays are joined to one.',
  syntax: 'make_list(expr [, maximum])',
  differences: 'Arrays among values that are none stay whole; the documentation is silent.',
  examples: [
    { query: `${NUMBERS} | summarize a = make_list(x)`, rows: [[[1, 3, 2, 1]]] },
    { query: `${NUMBERS} | summarize a = make_list(x, 2)`, rows: [[[1, 3]]] },
    {
      query: 'datatable(a: dynamic) [dynamic([1, 2]), dynamic([[3]])] | summarize a = make_list(a)',
      rows: [[[1, 2, [3]]]],
    },
  ],
  create: list(false),
};

const makeSet: AggregationSpecification = {
  name: 'make_set',
  aliases: ['makeset'],
  summary: 'The distinct values that are not null, as an array in the order in which they first appear.',
  syntax: 'make_set(expr [, maximum])',
  examples: [
    { query: `${NUMBERS} | summarize a = make_set(x)`, rows: [[[1, 3, 2]]] },
    {
      query: 'datatable(a: dynamic) [dynamic([1, 2]), dynamic([2, 3])] | summarize s = make_set(a)',
      rows: [[[1, 2, 3]]],
    },
  ],
  create: (call) => {
    const element = elementsOf(call);
    const limit = limitOf(call);
    return (): Accumulator => {
      const seen = new Map<unknown, Value>();
      const take = (value: Value): void => {
        if (value === null || seen.size >= limit) return;
        const key = keyOfValue(value);
        if (!seen.has(key)) seen.set(key, value);
      };
      return {
        add: (row) => {
          const value = element(row);
          if (isArray(value)) for (const item of value) take(item);
          else take(value);
        },
        result: () => [...seen.values()],
      };
    };
  },
};

const makeBag: AggregationSpecification = {
  name: 'make_bag',
  aliases: ['make_dictionary'],
  summary: 'The properties of all bags in one; of a key that occurs several times the first value stays.',
  syntax: 'make_bag(bag [, maximum])',
  examples: [{ query: `${BAGS} | summarize d = make_bag(bag)`, rows: [[{ k1: 1, k2: 2 }]] }],
  differences: 'The service promises no value of a key that occurs several times.',
  create: (call) => {
    const [evaluate] = call.values as readonly [Evaluator];
    const limit = limitOf(call);
    return (): Accumulator => {
      const bag: Bag = emptyBag();
      let size = 0;
      return {
        add: (row) => {
          const value = evaluate(row);
          if (!isBag(value)) return;
          for (const key of Object.keys(value)) {
            if (size >= limit || key in bag) continue;
            bag[key] = value[key] ?? null;
            size += 1;
          }
        },
        result: () => bag,
      };
    };
  },
};

export const listAggregations: readonly KqlAggregation[] = [
  defineAggregation(makeList),
  conditional(makeList, {
    name: 'make_list_if',
    syntax: 'make_list_if(expr, predicate [, maximum])',
    examples: [{ query: `${NUMBERS} | summarize a = make_list_if(x, b)`, rows: [[[1, 2, 1]]] }],
  }),
  defineAggregation({
    name: 'make_list_with_nulls',
    summary: 'All values, nulls too, as an array in the order of the rows.',
    syntax: 'make_list_with_nulls(expr)',
    examples: [
      { query: 'datatable(x: int) [5, int(null)] | summarize a = make_list_with_nulls(x)', rows: [[[5, null]]] },
    ],
    create: list(true),
  }),
  defineAggregation(makeSet),
  conditional(makeSet, {
    name: 'make_set_if',
    syntax: 'make_set_if(expr, predicate [, maximum])',
    examples: [{ query: `${NUMBERS} | summarize a = make_set_if(x, b)`, rows: [[[1, 2]]] }],
  }),
  defineAggregation(makeBag),
  conditional(makeBag, {
    name: 'make_bag_if',
    syntax: 'make_bag_if(bag, predicate [, maximum])',
    examples: [{ query: `${BAGS} | summarize d = make_bag_if(bag, b)`, rows: [[{ k1: 1 }]] }],
  }),
];
