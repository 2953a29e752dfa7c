import type { Argument, CallSite, Evaluator } from '../../../../plan/library.ts';
import type { Value } from '../../../../table/value.ts';
import { compareValues, keyOfValue } from '../../comparators.ts';
import { cast } from '../../convert.ts';
import { stringOf } from '../../print.ts';
import { Datetime, Timespan } from '../../values.ts';
import { argumentValue, defineFunction, type KqlFunction, type Signature } from '../define.ts';
import { listOf } from '../list-argument.ts';
import { mentionOfAny } from '../mention.ts';
import { boundsOfBetween } from '../time-bound.ts';
import { commonType, comparable } from './comparison.ts';

/** What the elements on the right are to be, given the left side's type and that of the first right argument. */
function elementOf(left: string | undefined, value: Value): Value {
  if (value === null || left === undefined || left === 'dynamic') return value;
  if (left === 'string') return typeof value === 'string' ? value : stringOf(value);
  return cast(value, 'dynamic', left);
}

function compileIn(site: CallSite, { types }: Signature, ci: boolean, negated: boolean): Evaluator {
  const [subject] = site.arguments as readonly [Argument];
  const evaluate = argumentValue(subject, types[0]);
  const list = listOf(site, 1);
  const ofLeft = (value: Value): Value => (ci ? stringOf(value, types[0]).toLowerCase() : value);
  const ofRight = (value: Value): Value => (ci ? stringOf(value).toLowerCase() : elementOf(types[0], value));
  let known: ReadonlySet<unknown> | undefined;
  const setAt = (row: number): ReadonlySet<unknown> =>
    new Set(
      list
        .values(row)
        .map(ofRight)
        .filter((value) => value !== null)
        .map(keyOfValue),
    );
  return (row) => {
    const value = ofLeft(evaluate(row));
    if (value === null) return negated;
    if (list.constant) known ??= setAt(row);
    return (known ?? setAt(row)).has(keyOfValue(value)) !== negated;
  };
}

function compileBetween(site: CallSite, { types }: Signature, negated: boolean): Evaluator {
  const [subject, low, high] = site.arguments as readonly [Argument, Argument, Argument];
  // A timespan as upper end counts from the lower one: `between (start .. 1d)`.
  const value = comparable(subject, types[0], commonType(types[0], types[1]) === types[1] ? types[1] : undefined);
  const evaluateLow = comparable(low, types[1], types[1] === 'dynamic' ? types[0] : undefined);
  const evaluateHigh = comparable(high, types[2], types[2] === 'dynamic' ? types[0] : undefined);
  return (row) => {
    const at = value(row);
    const from = evaluateLow(row);
    const end = evaluateHigh(row);
    if (at === null || from === null || end === null) return null;
    const to = from instanceof Datetime && end instanceof Timespan ? new Datetime(from.ticks + end.ticks) : end;
    return (compareValues(at, from) >= 0 && compareValues(at, to) <= 0) !== negated;
  };
}

const membership = (ci: boolean, negated: boolean): KqlFunction => {
  const symbol = `${negated ? '!' : ''}in${ci ? '~' : ''}`;
  return defineFunction({
    name: `${negated ? 'not-' : ''}in${ci ? '-ci' : ''}`,
    category: 'String operators',
    page: negated ? (ci ? 'not-in-operator' : 'not-in-cs-operator') : ci ? 'in-operator' : 'in-cs-operator',
    summary: `Whether a value is ${negated ? 'none' : 'one'} of the others${ci ? ', without regard to case' : ''}; a missing value is none.`,
    syntax: `value ${symbol} (others)`,
    examples: [
      { expression: `"abc" ${symbol} ("123", "abc")`, result: !negated },
      { expression: `"Abc" ${symbol} ("123", "abc")`, result: ci !== negated },
      { expression: `"b" ${symbol} (dynamic(["a", "b"]))`, result: !negated },
      ...(ci ? [] : [{ expression: `int(null) ${symbol} (1, 2)`, result: negated }]),
    ],
    compile: (site, signature) => compileIn(site, signature, ci, negated),
    ...(!negated && { mentions: mentionOfAny }),
  });
};

export const membershipOperators: readonly KqlFunction[] = [
  ...[false, true].flatMap((ci) => [false, true].map((negated) => membership(ci, negated))),
  defineFunction({
    name: 'between',
    category: 'Operators',
    page: 'between-operator',
    summary: 'Whether a value lies between two others, both included.',
    syntax: 'value between (low .. high)',
    examples: [
      { expression: '5 between (1 .. 5)', result: true },
      { expression: '6 between (1 .. 5)', result: false },
      { expression: 'datetime(2024-01-02) between (datetime(2024-01-01) .. 1d)', result: true },
    ],
    compile: (site, signature) => compileBetween(site, signature, false),
    bounds: boundsOfBetween,
  }),
  defineFunction({
    name: 'not-between',
    category: 'Operators',
    page: 'not-between-operator',
    summary: 'Whether a value lies outside of two others.',
    syntax: 'value !between (low .. high)',
    examples: [{ expression: '6 !between (1 .. 5)', result: true }],
    compile: (site, signature) => compileBetween(site, signature, true),
  }),
];
