import type { Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { compilePcre } from '../regex/index.ts';
import { cidrMatcher } from '../search/address.ts';
import { asList, toNumber, toText } from '../values.ts';
import { defineFunction, defineSpecialFunction, type SplFunction } from './define.ts';
import { likeMatcher } from './like.ts';
import { withoutNoise } from './precision.ts';

/** Picks the value of the first pair whose condition is `wanted`. */
const firstPair =
  (pairs: readonly Evaluator[], wanted: boolean): Evaluator =>
  (row) => {
    for (let index = 0; index + 1 < pairs.length; index += 2) {
      if (pairs[index]?.(row) === wanted) return pairs[index + 1]?.(row) ?? null;
    }
    return null;
  };

const isValueOfPair = (position: number): boolean => position % 2 === 1;

/** Whether some value of a field passes; null for a missing field. */
const anyValue = (value: Value, test: (text: string) => boolean): Value =>
  value === null ? null : Array.isArray(value) ? asList(value).some((one) => test(toText(one))) : test(toText(value));

/** Prepares by an argument: once where it is constant. */
export function prepared<T>(
  argument: { evaluate: Evaluator; constant?: { value: Value } } | undefined,
  prepare: (text: string) => T,
) {
  let constant: { made: T } | undefined;
  return (row: number): T | null => {
    if (argument?.constant) {
      const { value } = argument.constant;
      if (value === null) return null;
      constant ??= { made: prepare(toText(value)) };
      return constant.made;
    }
    const value = argument?.evaluate(row) ?? null;
    return value === null ? null : prepare(toText(value));
  };
}

export const conditionalFunctions: readonly SplFunction[] = [
  defineSpecialFunction({
    name: 'if',
    page: 'comparison',
    syntax: 'if(<predicate>, <true value>, <false value>)',
    summary: 'The second argument where the first is true, else the third.',
    minimum: 3,
    maximum: 3,
    examples: [
      { eval: 'if(1==1, "yes", "no")', result: 'yes' },
      { eval: 'if(missing=1, "yes", "no")', result: 'no' },
    ],
    passes: (position) => position > 0,
    compile:
      ({ arguments: [predicate, then, otherwise] }) =>
      (row) =>
        (predicate?.evaluate(row) === true ? then : otherwise)?.evaluate(row) ?? null,
  }),
  defineSpecialFunction({
    name: 'case',
    page: 'comparison',
    syntax: 'case(<condition>, <value>, …)',
    summary: 'The value of the first condition that is true; null when none is.',
    minimum: 2,
    examples: [
      { eval: 'case(1=2, "a", 1=1, "b")', result: 'b' },
      { eval: 'case(1=2, "a")', result: null },
    ],
    passes: isValueOfPair,
    compile: ({ arguments: args }) =>
      firstPair(
        args.map(({ evaluate }) => evaluate),
        true,
      ),
  }),
  defineSpecialFunction({
    name: 'validate',
    page: 'comparison',
    syntax: 'validate(<condition>, <value>, …)',
    summary: 'The value of the first condition that is not true; null when all are.',
    minimum: 2,
    examples: [{ eval: 'validate(1=1, "first", 1=2, "second")', result: 'second' }],
    passes: isValueOfPair,
    compile: ({ arguments: args }) => {
      const pairs = args.map(({ evaluate }) => evaluate);
      return (row) => {
        for (let index = 0; index + 1 < pairs.length; index += 2) {
          if (pairs[index]?.(row) !== true) return pairs[index + 1]?.(row) ?? null;
        }
        return null;
      };
    },
  }),
  defineSpecialFunction({
    name: 'coalesce',
    page: 'comparison',
    syntax: 'coalesce(<value>, …)',
    summary: 'The first value that is not null.',
    minimum: 1,
    examples: [{ eval: 'coalesce(null(), "a", "b")', result: 'a' }],
    givesFirst: true,
    compile:
      ({ arguments: args }) =>
      (row) => {
        for (const { evaluate } of args) {
          const value = evaluate(row);
          if (value !== null) return value;
        }
        return null;
      },
  }),
  defineFunction({
    name: 'nullif',
    page: 'comparison',
    syntax: 'nullif(<value>, <other>)',
    summary: 'Null where both are equal, else the first.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'nullif("a", "a")', result: null },
      { eval: 'nullif("a", "b")', result: 'a' },
    ],
    evaluate: ([value = null, other = null]) =>
      value !== null && other !== null && toText(value) === toText(other) ? null : value,
  }),
  defineFunction({
    name: 'true',
    page: 'comparison',
    syntax: 'true()',
    summary: 'True.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'if(true(), "yes", "no")', result: 'yes' }],
    evaluate: () => true,
  }),
  defineFunction({
    name: 'false',
    page: 'comparison',
    syntax: 'false()',
    summary: 'False.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'if(false(), "yes", "no")', result: 'no' }],
    evaluate: () => false,
  }),
  defineFunction({
    name: 'null',
    page: 'comparison',
    syntax: 'null()',
    summary: 'Null: assigning it removes the field.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'null()', result: null }],
    evaluate: () => null,
  }),
  defineSpecialFunction({
    name: 'match',
    page: 'comparison',
    syntax: 'match(<text>, <regex>)',
    summary: 'Whether the regular expression is found somewhere in the text.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'if(match("user=bob", "=b"), 1, 0)', result: '1' },
      { eval: 'if(match("BOB", "bob"), 1, 0)', result: '0' },
    ],
    compile: ({ arguments: [subject, pattern] }) => {
      const regex = prepared(pattern, compilePcre);
      return (row) => {
        const expression = regex(row);
        return expression ? anyValue(subject?.evaluate(row) ?? null, expression.test) : null;
      };
    },
  }),
  defineSpecialFunction({
    name: 'like',
    page: 'comparison',
    syntax: 'like(<text>, <pattern>)',
    summary: 'Whether the whole text fits the pattern, in which % stands for any text and _ for one character.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'if(like("cmd.exe /c", "cmd%"), 1, 0)', result: '1' },
      { eval: 'if(like("CMD.exe", "cmd%"), 1, 0)', result: '0' },
    ],
    compile: ({ arguments: [subject, pattern] }) => {
      const matcher = prepared(pattern, likeMatcher);
      return (row) => {
        const test = matcher(row);
        return test ? anyValue(subject?.evaluate(row) ?? null, test) : null;
      };
    },
  }),
  defineSpecialFunction({
    name: 'cidrmatch',
    page: 'comparison',
    syntax: 'cidrmatch(<network>, <address>)',
    summary: 'Whether the IPv4 or IPv6 address lies in the network.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'if(cidrmatch("192.0.2.0/24", "192.0.2.56"), 1, 0)', result: '1' },
      { eval: 'if(cidrmatch("192.0.2.0/24", "198.51.100.1"), 1, 0)', result: '0' },
    ],
    compile: ({ arguments: [network, address] }) => {
      const matcher = prepared(network, (text) => cidrMatcher(text) ?? ((other: string) => other === text));
      return (row) => {
        const test = matcher(row);
        const value = address?.evaluate(row) ?? null;
        return value === null ? null : anyValue(value, (text) => test?.(text) === true);
      };
    },
  }),
  defineFunction({
    name: 'random',
    page: 'statistical',
    syntax: 'random()',
    summary: 'A whole number from 0 to 2^31-1; the same in every run.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'if(random() >= 0, "number", "none")', result: 'number' }],
    deterministic: false,
    evaluate: (_args, context) => Math.floor(context.random() * 2 ** 31),
  }),
  defineFunction({
    name: 'max',
    page: 'statistical',
    syntax: 'max(<value>, …)',
    summary: 'The greatest value; a text is greater than any number. Missing fields are passed over.',
    minimum: 1,
    examples: [
      { eval: 'max(1, 3, 6, 7)', result: '7' },
      { eval: 'max(1, "foo")', result: 'foo' },
    ],
    evaluate: (args) => extreme(args, 1),
  }),
  defineFunction({
    name: 'min',
    page: 'statistical',
    syntax: 'min(<value>, …)',
    summary: 'The least value; a number is less than any text. Missing fields are passed over.',
    minimum: 1,
    examples: [{ eval: 'min(1, 3, "foo")', result: '1' }],
    evaluate: (args) => extreme(args, -1),
  }),
  defineFunction({
    name: 'sum',
    page: 'statistical',
    syntax: 'sum(<value>, …)',
    summary: 'The sum of the numbers; other values are passed over.',
    minimum: 1,
    examples: [{ eval: 'sum(5, tonumber("9"))', result: '14' }],
    evaluate: (args) => {
      const numbers = numbersOf(args);
      return numbers.length === 0 ? null : withoutNoise(numbers.reduce((sum, number) => sum + number, 0));
    },
  }),
  defineFunction({
    name: 'avg',
    page: 'statistical',
    syntax: 'avg(<value>, …)',
    summary: 'The mean of the numbers; other values are passed over.',
    minimum: 1,
    examples: [{ eval: 'avg(1, 2, 6)', result: '3' }],
    evaluate: (args) => {
      const numbers = numbersOf(args);
      return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    },
  }),
];

const numbersOf = (args: readonly Value[]): readonly number[] =>
  args
    .flatMap(asList)
    .map(toNumber)
    .filter((number) => number !== null);

/** Numbers stand below texts. */
function extreme(args: readonly Value[], direction: 1 | -1): Value {
  let best: Value = null;
  let bestNumber: number | null = null;
  for (const value of args.flatMap(asList)) {
    const number = toNumber(value);
    const order = best === null ? 1 : direction * orderOf(number, value, bestNumber, best);
    if (order > 0) {
      best = number ?? value;
      bestNumber = number;
    }
  }
  return best;
}

function orderOf(number: number | null, value: Value, otherNumber: number | null, other: Value): number {
  if (number !== null && otherNumber !== null) return number - otherNumber;
  if (number !== null) return -1;
  if (otherNumber !== null) return 1;
  const one = toText(value);
  const two = toText(other);
  return one < two ? -1 : one > two ? 1 : 0;
}
