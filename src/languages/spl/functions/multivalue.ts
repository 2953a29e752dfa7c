import type { CallSite, Cell } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { compilePcre } from '../regex/index.ts';
import { relativeTime } from '../time/relative-time.ts';
import { asList, compareText, fromList, toNumber, toText } from '../values.ts';
import { prepared } from './conditional.ts';
import { defineFunction, defineSpecialFunction, type SplFunction } from './define.ts';

const RANGE_LIMIT = 1_000_000;

/** In the second argument of `mvmap` and in `mvfilter` the field's name stands for one of its values. */
function itemOf(site: CallSite): Cell {
  const { item } = site.options as { readonly item: string };
  return site.variable(item);
}

/** A place in a list counted from zero, from the end where it is negative. */
const placeOf = (index: number, length: number): number => (index < 0 ? length + index : index);

export const multivalueFunctions: readonly SplFunction[] = [
  defineFunction({
    name: 'mvappend',
    page: 'multivalue',
    syntax: 'mvappend(<value>, …)',
    summary: 'All values one behind the other; missing ones are passed over.',
    minimum: 1,
    examples: [{ eval: 'mvappend("a", null(), split("b,c", ","))', result: ['a', 'b', 'c'] }],
    evaluate: (args) => fromList(args.flatMap(asList)),
  }),
  defineFunction({
    name: 'mvcount',
    page: 'multivalue',
    syntax: 'mvcount(<field>)',
    summary: 'How many values a field has; null for a missing one.',
    minimum: 1,
    maximum: 1,
    examples: [
      { eval: 'mvcount(split("a,b", ","))', result: '2' },
      { eval: 'mvcount(missing)', result: null },
    ],
    evaluate: ([value = null]) => (value === null ? null : asList(value).length),
  }),
  defineFunction({
    name: 'mvdedup',
    page: 'multivalue',
    syntax: 'mvdedup(<field>)',
    summary: 'The values without repetitions, in their order.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'mvdedup(split("b,a,b", ","))', result: ['b', 'a'] }],
    evaluate: ([value = null]) => {
      const seen = new Set<string>();
      return fromList(
        asList(value).filter((one) => {
          const text = toText(one);
          if (seen.has(text)) return false;
          seen.add(text);
          return true;
        }),
      );
    },
  }),
  defineFunction({
    name: 'mvreverse',
    page: 'multivalue',
    syntax: 'mvreverse(<field>)',
    summary: 'The values in reverse order.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'mvreverse(split("a,b,c", ","))', result: ['c', 'b', 'a'] }],
    evaluate: ([value = null]) => fromList([...asList(value)].reverse()),
  }),
  defineSpecialFunction({
    name: 'mvfilter',
    page: 'multivalue',
    syntax: 'mvfilter(<predicate>)',
    summary: 'The values of a field for which the predicate holds.',
    minimum: 1,
    maximum: 1,
    examples: [
      { fields: { user: ['alice', 'bob', 'alex'] }, eval: 'mvfilter(like(user, "al%"))', result: ['alice', 'alex'] },
    ],
    compile: (site) => {
      const [field, predicate] = site.arguments;
      const item = itemOf(site);
      return (row) => {
        const kept = asList(field?.evaluate(row) ?? null).filter((one) => {
          item.value = one;
          return predicate?.evaluate(row) === true;
        });
        return fromList(kept);
      };
    },
  }),
  defineSpecialFunction({
    name: 'mvmap',
    page: 'multivalue',
    syntax: 'mvmap(<field>, <expression>)',
    summary: 'The expression for each value of the field.',
    minimum: 2,
    maximum: 2,
    examples: [{ fields: { n: ['1', '2'] }, eval: 'mvmap(n, n * 10)', result: ['10', '20'] }],
    compile: (site) => {
      const [field, expression] = site.arguments;
      const item = itemOf(site);
      return (row) => {
        const results = asList(field?.evaluate(row) ?? null).flatMap((one) => {
          item.value = one;
          return asList(expression?.evaluate(row) ?? null);
        });
        return fromList(results);
      };
    },
  }),
  defineSpecialFunction({
    name: 'mvfind',
    page: 'multivalue',
    syntax: 'mvfind(<field>, <regex>)',
    summary: 'The place, from zero, of the first value in which the regular expression is found.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'mvfind(split("ok,err7", ","), "err\\d")', result: '1' },
      { eval: 'mvfind(split("ok,fine", ","), "err\\d")', result: null },
    ],
    compile: ({ arguments: [field, pattern] }) => {
      const regex = prepared(pattern, compilePcre);
      return (row) => {
        const expression = regex(row);
        const place = expression
          ? asList(field?.evaluate(row) ?? null).findIndex((one) => expression.test(toText(one)))
          : -1;
        return place < 0 ? null : place;
      };
    },
  }),
  defineFunction({
    name: 'mvindex',
    page: 'multivalue',
    syntax: 'mvindex(<field>, <start>, <end>)',
    summary: 'One value, or those from start to end, both included; negative places count from the end.',
    minimum: 2,
    maximum: 3,
    examples: [
      { eval: 'mvindex(split("a,b,c", ","), -1)', result: 'c' },
      { eval: 'mvindex(split("a,b,c", ","), 0, 1)', result: ['a', 'b'] },
    ],
    evaluate: ([value = null, start = null, end]) => {
      const list = asList(value);
      const from = toNumber(start);
      if (from === null) return null;
      const first = placeOf(Math.trunc(from), list.length);
      if (end === undefined) return first < 0 ? null : (list[first] ?? null);
      const to = toNumber(end);
      if (to === null) return null;
      const last = placeOf(Math.trunc(to), list.length);
      return last < first ? null : fromList(list.slice(Math.max(0, first), last + 1));
    },
  }),
  defineFunction({
    name: 'mvjoin',
    page: 'multivalue',
    syntax: 'mvjoin(<field>, <delimiter>)',
    summary: 'All values as one text.',
    minimum: 2,
    maximum: 2,
    examples: [{ eval: 'mvjoin(split("a,b", ","), " OR ")', result: 'a OR b' }],
    evaluate: ([value = null, delimiter = null]) =>
      value === null || delimiter === null ? null : asList(value).map(toText).join(toText(delimiter)),
  }),
  defineFunction({
    name: 'mvrange',
    page: 'multivalue',
    syntax: 'mvrange(<start>, <end>, <step>)',
    summary: 'The numbers from start up to, but not including, end; the step may be a time span.',
    minimum: 2,
    maximum: 3,
    examples: [
      { eval: 'mvrange(1, 4)', result: ['1', '2', '3'] },
      { eval: 'mvrange(0, 10, 4)', result: ['0', '4', '8'] },
    ],
    evaluate: ([start = null, end = null, step = 1]) => range(start, end, step),
  }),
  defineFunction({
    name: 'mvsort',
    page: 'multivalue',
    syntax: 'mvsort(<field>)',
    summary: 'The values in the order of text, capitals first.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'mvsort(split("b,10,9,B", ","))', result: ['10', '9', 'B', 'b'] }],
    evaluate: ([value = null]) =>
      fromList([...asList(value)].sort((left, right) => compareText(toText(left), toText(right)))),
  }),
  defineFunction({
    name: 'mvzip',
    page: 'multivalue',
    syntax: 'mvzip(<field>, <field>, <delimiter>)',
    summary:
      'The values of two fields in pairs, joined by a comma or the delimiter; a value without partner is left out.',
    minimum: 2,
    maximum: 3,
    examples: [{ eval: 'mvzip(split("a,b", ","), split("1,2", ","), ":")', result: ['a:1', 'b:2'] }],
    evaluate: ([left = null, right = null, delimiter = ',']) => {
      const ones = asList(left);
      const others = asList(right);
      const pairs = ones
        .slice(0, others.length)
        .map((one, at) => `${toText(one)}${toText(delimiter)}${toText(others[at] as Value)}`);
      return fromList(pairs);
    },
  }),
  defineFunction({
    name: 'split',
    page: 'multivalue',
    syntax: 'split(<text>, <delimiter>)',
    summary: 'The parts of a text between delimiters; its characters for the empty delimiter.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'split("a::b", "::")', result: ['a', 'b'] },
      { eval: 'split("abc", "")', result: ['a', 'b', 'c'] },
    ],
    evaluate: ([value = null, delimiter = null]) => {
      if (value === null || delimiter === null) return null;
      const by = toText(delimiter);
      return fromList(asList(value).flatMap((one) => (by === '' ? [...toText(one)] : toText(one).split(by))));
    },
  }),
  defineFunction({
    name: 'commands',
    page: 'multivalue',
    syntax: 'commands(<search>)',
    summary: 'The names of the commands of a search.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'commands("search foo | stats count | sort count")', result: ['search', 'stats', 'sort'] }],
    evaluate: ([value = null]) =>
      value === null
        ? null
        : fromList(
            toText(value)
              .split('|')
              .map((part) => /^\s*(\w+)/.exec(part)?.[1])
              .filter((name) => name !== undefined),
          ),
  }),
];

function range(start: Value, end: Value, step: Value): Value {
  const from = toNumber(start);
  const to = toNumber(end);
  if (from === null || to === null) return null;
  const by = toNumber(step);
  const numbers: number[] = [];
  if (by !== null) {
    if (by <= 0) return null;
    for (let number = from; number < to && numbers.length < RANGE_LIMIT; number += by) numbers.push(number);
    return fromList(numbers);
  }
  const span = toText(step);
  for (let time: number | null = from; time !== null && time < to && numbers.length < RANGE_LIMIT;) {
    numbers.push(time);
    const next: number | null = relativeTime(time, `+${span}`);
    if (next === null || next <= time) return null;
    time = next;
  }
  return fromList(numbers);
}
