import type { Value } from '../../../table/value.ts';
import { compareValues, kqlKeys } from '../comparators.ts';
import { realOf } from '../convert.ts';
import { isArray } from '../dynamic.ts';
import { defineFunction, type FunctionExample, type KqlFunction, type Signature, valuesOf } from './define.ts';
import { largest } from '../../../util/append.ts';

const CATEGORY = 'Dynamic/array functions';

function array(
  name: string,
  syntax: string,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (...values: readonly never[]) => Value,
  nulls?: 'seen',
): KqlFunction {
  return defineFunction({ name, category: CATEGORY, syntax, summary, examples, evaluate, ...(nulls && { nulls }) });
}

const listOf = (value: Value): readonly Value[] | undefined => (isArray(value) ? value : undefined);

const keyOf = (value: Value): string => {
  const key = kqlKeys['kql.group']?.(value);
  return `${typeof key} ${String(key)}`;
};

/** Each value once, where it first stands. */
function unique(values: Iterable<Value>): Value[] {
  const seen = new Set<string>();
  const kept: Value[] = [];
  for (const value of values) {
    const key = keyOf(value);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(value);
  }
  return kept;
}

const keysOf = (values: readonly Value[]): ReadonlySet<string> => new Set(values.map(keyOf));

/** An index from the end when negative, cut to the array. */
const position = (index: Value, length: number): number => {
  const at = Number(index);
  return Math.min(Math.max(at < 0 ? at + length : at, 0), length);
};

function rotated(values: readonly Value[], count: number): Value[] {
  const { length } = values;
  if (length === 0) return [];
  const by = ((count % length) + length) % length;
  return [...values.slice(by), ...values.slice(0, by)];
}

function shifted(values: readonly Value[], count: number, fill: Value): Value[] {
  return values.map((_, at) => {
    const from = at + count;
    return from >= 0 && from < values.length ? (values[from] as Value) : fill;
  });
}

/** Sorts the first array, and the others along with it; nulls go last unless asked otherwise. */
function sorter(name: string, descending: boolean, example: FunctionExample): KqlFunction {
  return defineFunction({
    name,
    category: CATEGORY,
    syntax: `${name}(array, … [, nullsLast])`,
    summary: `An array in ${descending ? 'descending' : 'ascending'} order; further arrays are ordered along with it.`,
    examples: [example],
    compile: (site, signature: Signature) => {
      const evaluators = valuesOf(site, signature);
      const isTuple = signature.result === 'tuple';
      return (row) => {
        const values = evaluators.map((argument) => argument(row));
        const last = values.at(-1);
        const nullsLast = typeof last === 'boolean' ? last : true;
        const arrays = typeof last === 'boolean' ? values.slice(0, -1) : values;
        const first = listOf(arrays[0] ?? null);
        if (!first) return isTuple ? arrays.map(() => null) : null;
        const order = first
          .map((_, at) => at)
          .sort((left, right) => {
            const [a, b] = [first[left] ?? null, first[right] ?? null];
            if (a === null || b === null) return a === b ? 0 : (a === null) === nullsLast ? 1 : -1;
            return descending ? compareValues(b, a) : compareValues(a, b);
          });
        const results = arrays.map((value): Value => {
          const items = listOf(value);
          return items && items.length === first.length ? order.map((at) => items[at] ?? null) : null;
        });
        return isTuple ? results : (results[0] ?? null);
      };
    },
  });
}

export const arrayFunctions: readonly KqlFunction[] = [
  {
    ...array(
      'array_length',
      'array_length(array)',
      'How many elements an array has; null when it is none.',
      [{ expression: 'array_length(dynamic([1, 2, 3]))', result: 3 }],
      (value: Value): Value => listOf(value)?.length ?? null,
    ),
    aliases: ['arraylength'],
  },
  array(
    'array_concat',
    'array_concat(array, …)',
    'The elements of several arrays, one after another.',
    [{ expression: 'array_concat(dynamic([1]), dynamic([2, 3]))', result: [1, 2, 3] }],
    (...values: readonly Value[]): Value =>
      values.flatMap((value) => (value === null ? [] : (listOf(value) ?? [value]))),
    'seen',
  ),
  array(
    'array_slice',
    'array_slice(array, start, end)',
    'The elements from one index to another, both included.',
    [{ expression: 'array_slice(dynamic([1, 2, 3, 4, 5]), 1, -2)', result: [2, 3, 4] }],
    (value: Value, start: Value, end: Value): Value => {
      const items = listOf(value);
      if (!items) return null;
      const stop = Number(end);
      const last = stop < 0 ? stop + items.length : stop;
      return items.slice(position(start, items.length), Math.max(0, last + 1));
    },
  ),
  array(
    'array_index_of',
    'array_index_of(array, value [, start [, length [, occurrence]]])',
    'Where a value first stands in an array; -1 when it does not.',
    [
      { expression: 'array_index_of(dynamic(["a", "b"]), "b")', result: 1 },
      { expression: 'array_index_of(dynamic(["a", "b"]), "c")', result: -1 },
    ],
    (value: Value, wanted: Value, start: Value = 0, length: Value = -1, occurrence: Value = 1): Value => {
      const items = listOf(value);
      if (!items) return null;
      const from = position(start, items.length);
      const end = Number(length) < 0 ? items.length : Math.min(items.length, from + Number(length));
      const key = keyOf(wanted);
      let left = Number(occurrence);
      for (let at = from; at < end; at += 1) {
        if (keyOf(items[at] ?? null) !== key) continue;
        left -= 1;
        if (left <= 0) return at;
      }
      return -1;
    },
  ),
  array(
    'array_reverse',
    'array_reverse(array)',
    'The elements from the last to the first.',
    [{ expression: 'array_reverse(dynamic([1, 2, 3]))', result: [3, 2, 1] }],
    (value: Value): Value => listOf(value)?.toReversed() ?? null,
  ),
  array(
    'array_rotate_left',
    'array_rotate_left(array, count)',
    'The elements moved to the left, the first ones to the end.',
    [{ expression: 'array_rotate_left(dynamic([1, 2, 3]), 1)', result: [2, 3, 1] }],
    (value: Value, count: Value): Value => (isArray(value) ? rotated(value, Number(count)) : null),
  ),
  array(
    'array_rotate_right',
    'array_rotate_right(array, count)',
    'The elements moved to the right, the last ones to the start.',
    [{ expression: 'array_rotate_right(dynamic([1, 2, 3]), 1)', result: [3, 1, 2] }],
    (value: Value, count: Value): Value => (isArray(value) ? rotated(value, -Number(count)) : null),
  ),
  array(
    'array_shift_left',
    'array_shift_left(array, count [, fill])',
    'The elements moved to the left, the end filled.',
    [{ expression: 'array_shift_left(dynamic([1, 2, 3]), 1, 0)', result: [2, 3, 0] }],
    (value: Value, count: Value, fill: Value = null): Value =>
      isArray(value) ? shifted(value, Number(count), fill) : null,
    'seen',
  ),
  array(
    'array_shift_right',
    'array_shift_right(array, count [, fill])',
    'The elements moved to the right, the start filled.',
    [{ expression: 'array_shift_right(dynamic([1, 2, 3]), 1, 0)', result: [0, 1, 2] }],
    (value: Value, count: Value, fill: Value = null): Value =>
      isArray(value) ? shifted(value, -Number(count), fill) : null,
    'seen',
  ),
  array(
    'array_split',
    'array_split(array, index | indexes)',
    'The array cut at one or several places.',
    [
      {
        expression: 'array_split(dynamic([1, 2, 3, 4, 5]), 2)',
        result: [
          [1, 2],
          [3, 4, 5],
        ],
      },
    ],
    (value: Value, places: Value): Value => {
      if (!isArray(value)) return null;
      const cuts = (isArray(places) ? places : [places]).map((place) => position(place, value.length));
      const parts: Value[] = [];
      let from = 0;
      for (const cut of cuts) {
        parts.push(value.slice(from, cut));
        from = Math.max(from, cut);
      }
      return [...parts, value.slice(from)];
    },
  ),
  array(
    'array_sum',
    'array_sum(array)',
    'The sum of the numbers of an array.',
    [
      { expression: 'array_sum(dynamic([1, 2, 3]))', result: 6 },
      { expression: 'array_sum(dynamic([1.0, 2.5]))', result: 3.5 },
      { expression: 'array_sum(dynamic([1, "2"]))', result: null },
    ],
    (value: Value): Value => {
      const numbers = listOf(value)?.map(realOf);
      if (!numbers || numbers.includes(undefined)) return null;
      return numbers.reduce((sum: number, number) => sum + (number ?? 0), 0);
    },
  ),
  defineFunction({
    name: 'array_iff',
    aliases: ['array_iif'],
    category: CATEGORY,
    syntax: 'array_iff(conditions, whenTrue, whenFalse)',
    summary: 'Element by element, one value or the other.',
    examples: [{ expression: 'array_iff(dynamic([true, false]), dynamic([1, 2]), dynamic([3, 4]))', result: [1, 4] }],
    nulls: 'seen',
    evaluate: (conditions: Value, whenTrue: Value, whenFalse: Value): Value => {
      if (!isArray(conditions)) return null;
      const pick = (from: Value, at: number): Value => (isArray(from) ? (from[at] ?? null) : from);
      return conditions.map((condition, at) => {
        const number = typeof condition === 'string' ? undefined : realOf(condition);
        const isTrue = typeof condition === 'boolean' ? condition : number === undefined ? undefined : number !== 0;
        return isTrue === undefined ? null : pick(isTrue ? whenTrue : whenFalse, at);
      });
    },
  }),
  sorter('array_sort_asc', false, { expression: 'array_sort_asc(dynamic([3, 1, 2]))', result: [1, 2, 3] }),
  sorter('array_sort_desc', true, { expression: 'array_sort_desc(dynamic([3, 1, 2]))', result: [3, 2, 1] }),
  defineFunction({
    name: 'pack_array',
    category: CATEGORY,
    syntax: 'pack_array(value, …)',
    summary: 'An array of the values.',
    examples: [{ expression: 'pack_array(1, "a", dynamic([2]))', result: [1, 'a', [2]] }],
    nulls: 'seen',
    evaluate: (...values: readonly Value[]): Value => [...values],
  }),
  array(
    'repeat',
    'repeat(value, count)',
    'An array of the same value.',
    [
      { expression: 'repeat("a", 2)', result: ['a', 'a'] },
      { expression: 'repeat("a", 0)', result: [] },
      { expression: 'repeat("a", -1)', result: null },
    ],
    (value: Value, count: Value): Value =>
      Number(count) < 0 ? null : new Array<Value>(Math.min(Number(count), 1_048_576)).fill(value),
  ),
  array(
    'zip',
    'zip(array, …)',
    'Arrays of the elements that stand at the same place.',
    [
      {
        expression: 'zip(dynamic([1, 2]), dynamic(["a", "b"]))',
        result: [
          [1, 'a'],
          [2, 'b'],
        ],
      },
    ],
    (...values: readonly Value[]): Value => {
      const lists = values.map((value) => listOf(value) ?? []);
      return Array.from({ length: largest(lists.map((list) => list.length)) }, (_, at) =>
        lists.map((list) => list[at] ?? null),
      );
    },
  ),
  array(
    'set_union',
    'set_union(array, …)',
    'Each value that stands in one of the arrays, once.',
    [{ expression: 'set_union(dynamic([1, 2]), dynamic([2, 3]))', result: [1, 2, 3] }],
    (...values: readonly Value[]): Value => unique(values.flatMap((value) => listOf(value) ?? [])),
    'seen',
  ),
  array(
    'set_intersect',
    'set_intersect(array, …)',
    'Each value that stands in all of the arrays, once.',
    [{ expression: 'set_intersect(dynamic([1, 2]), dynamic([2, 3]))', result: [2] }],
    (first: Value, ...others: readonly Value[]): Value => {
      const kept = others.map((other) => keysOf(listOf(other) ?? []));
      return unique((listOf(first) ?? []).filter((value) => kept.every((keys) => keys.has(keyOf(value)))));
    },
    'seen',
  ),
  array(
    'set_difference',
    'set_difference(array, …)',
    'Each value of the first array that no other has, once.',
    [{ expression: 'set_difference(dynamic([1, 2]), dynamic([2, 3]))', result: [1] }],
    (first: Value, ...others: readonly Value[]): Value => {
      const dropped = others.map((other) => keysOf(listOf(other) ?? []));
      return unique((listOf(first) ?? []).filter((value) => !dropped.some((keys) => keys.has(keyOf(value)))));
    },
    'seen',
  ),
  array(
    'set_has_element',
    'set_has_element(array, value)',
    'Whether a value stands in an array; null when it is none.',
    [{ expression: 'set_has_element(dynamic(["a", "b"]), "b")', result: true }],
    (value: Value, wanted: Value): Value => {
      const items = listOf(value);
      return items ? keysOf(items).has(keyOf(wanted)) : null;
    },
  ),
  array(
    'jaccard_index',
    'jaccard_index(array, array)',
    'The size of the intersection of two sets by the size of their union.',
    [{ expression: 'jaccard_index(dynamic([1, 2, 3]), dynamic([1, 2, 3, 4]))', result: 0.75 }],
    (left: Value, right: Value): Value => {
      const [a, b] = [listOf(left), listOf(right)];
      if (!a || !b) return null;
      const [first, second] = [keysOf(a), keysOf(b)];
      const union = new Set([...first, ...second]).size;
      return [...first].filter((key) => second.has(key)).length / union;
    },
  ),
];
