import type { Argument, CallSite, Evaluator } from '../../../../plan/library.ts';
import type { Value } from '../../../../table/value.ts';
import { compareValues, keyOfValue } from '../../comparators.ts';
import { cast } from '../../convert.ts';
import { Real } from '../../dynamic.ts';
import { stringOf } from '../../print.ts';
import { Datetime, Decimal, Timespan } from '../../values.ts';
import {
  argumentValue,
  defineFunction,
  type FunctionSpecification,
  type KqlFunction,
  type Signature,
  signatureOf,
} from '../define.ts';
import { mentionOfInteger, mentionOfText } from '../mention.ts';
import { boundsOfOrder } from '../time-bound.ts';

const NUMERIC = new Set(['int', 'long', 'real', 'decimal']);

/**
 * The type in which two sides are compared. A dynamic is cast to the other side's type, a string that meets a number
 * is compared with the number's text, one that meets another type is converted to it.
 */
export function commonType(left: string | undefined, right: string | undefined): string | undefined {
  if (left === right || left === undefined || right === undefined) return undefined;
  if (left === 'dynamic') return right;
  if (right === 'dynamic') return left;
  if (left === 'string') return NUMERIC.has(right) || right === 'bool' ? 'string' : right;
  if (right === 'string') return NUMERIC.has(left) || left === 'bool' ? 'string' : left;
  if (left === 'bool' || right === 'bool') return 'long';
  return undefined;
}

/** A side of a comparison in the type in which it takes place. */
export function comparable(argument: Argument, type: string | undefined, common: string | undefined): Evaluator {
  const evaluate = argumentValue(argument, type);
  if (common === undefined || type === undefined || type === common) return evaluate;
  return (row) => {
    const value = evaluate(row);
    return value === null ? null : cast(value, type, common);
  };
}

const isNumber = (value: Value): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || Decimal.isDecimal(value);

export function equalValues(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' && typeof right !== 'object') {
    return typeof left !== typeof right && isNumber(left) && isNumber(right) && compareValues(left, right) === 0;
  }
  if (left instanceof Datetime) return right instanceof Datetime && left.ticks === right.ticks;
  if (left instanceof Timespan) return right instanceof Timespan && left.ticks === right.ticks;
  if (left instanceof Real) return equalValues(left.value, right);
  if (right instanceof Real) return equalValues(left, right.value);
  if (Decimal.isDecimal(left) || Decimal.isDecimal(right)) {
    return isNumber(left) && isNumber(right) && compareValues(left, right) === 0;
  }
  return left !== null && right !== null && keyOfValue(left) === keyOfValue(right);
}

/** Both sides of a call, ready to compare. */
export function sides(site: CallSite, { types }: Signature): readonly [Evaluator, Evaluator] {
  const [left, right] = site.arguments as readonly [Argument, Argument];
  const common = commonType(types[0], types[1]);
  return [comparable(left, types[0], common), comparable(right, types[1], common)];
}

/** With one side null `==` is false and `!=` is true; with both it is null. */
function equality(site: CallSite, signature: Signature, negated: boolean): Evaluator {
  const [left, right] = sides(site, signature);
  return (row) => {
    const a = left(row);
    const b = right(row);
    if (a === null || b === null) return a === b ? null : negated;
    return equalValues(a, b) !== negated;
  };
}

function ignoringCase(site: CallSite, { types }: Signature, negated: boolean): Evaluator {
  const [left, right] = site.arguments as readonly [Argument, Argument];
  const lower = (argument: Argument, type: string | undefined) => {
    const evaluate = argumentValue(argument, type);
    return (row: number): string => stringOf(evaluate(row), type).toLowerCase();
  };
  const a = lower(left, types[0]);
  if (right.constant) {
    let text: string | undefined;
    return (row) => {
      text ??= stringOf(right.constant?.value ?? '', types[1]).toLowerCase();
      return (a(row) === text) !== negated;
    };
  }
  const b = lower(right, types[1]);
  return (row) => (a(row) === b(row)) !== negated;
}

function ordering(holds: (order: number) => boolean): NonNullable<FunctionSpecification['compile']> {
  return (site, signature) => {
    const [left, right] = sides(site, signature);
    return (row) => {
      const a = left(row);
      if (a === null) return null;
      const b = right(row);
      if (b === null) return null;
      if (Number.isNaN(a) || Number.isNaN(b)) return false;
      return holds(compareValues(a, b));
    };
  };
}

const CATEGORY = 'Operators';
const NUMERICAL = 'numerical-operators';

const order = (name: string, symbol: string, summary: string, holds: (order: number) => boolean): KqlFunction =>
  defineFunction({
    name,
    category: CATEGORY,
    page: NUMERICAL,
    summary,
    syntax: `left ${symbol} right`,
    examples: [
      { expression: `1 ${symbol} 2`, result: holds(-1) },
      { expression: `2.5 ${symbol} 2`, result: holds(1) },
      { expression: `1d ${symbol} 24h`, result: holds(0) },
      { expression: `int(null) ${symbol} 1`, result: null },
    ],
    compile: ordering(holds),
    bounds: boundsOfOrder(holds(1)),
  });

export const comparisonOperators: readonly KqlFunction[] = [
  defineFunction({
    name: 'equals',
    category: CATEGORY,
    page: NUMERICAL,
    summary: 'Whether both sides are equal; false when one side is null, null when both are.',
    syntax: 'left == right',
    examples: [
      { expression: '"abc" == "ABC"', result: false },
      { expression: '1 == 1.0', result: true },
      { expression: 'int(null) == 1', result: false },
      { expression: 'int(null) == int(null)', result: null },
    ],
    differences: 'A string that meets a number is compared with the number as text.',
    compile: (site, signature) => equality(site, signature, false),
    mentions: (args, _mentionsOf, options) =>
      mentionOfText(args) ?? mentionOfInteger(args, signatureOf({ options }).types),
  }),
  defineFunction({
    name: 'not-equals',
    category: CATEGORY,
    page: NUMERICAL,
    summary: 'Whether both sides differ; true when one side is null, null when both are.',
    syntax: 'left != right',
    examples: [
      { expression: '"abc" != "ABC"', result: true },
      { expression: 'int(null) != 1', result: true },
    ],
    compile: (site, signature) => equality(site, signature, true),
  }),
  defineFunction({
    name: 'equals-ci',
    category: CATEGORY,
    page: 'equals-operator',
    summary: 'Whether both texts are equal without regard to case.',
    syntax: 'left =~ right',
    examples: [
      { expression: '"abc" =~ "ABC"', result: true },
      { expression: '"abc" =~ "abd"', result: false },
    ],
    compile: (site, signature) => ignoringCase(site, signature, false),
    mentions: mentionOfText,
  }),
  defineFunction({
    name: 'not-equals-ci',
    category: CATEGORY,
    page: 'not-equals-operator',
    summary: 'Whether both texts differ by more than case.',
    syntax: 'left !~ right',
    examples: [{ expression: '"abc" !~ "ABC"', result: false }],
    compile: (site, signature) => ignoringCase(site, signature, true),
  }),
  order('less', '<', 'Whether the left side is less; null when a side is null.', (at) => at < 0),
  order('less-or-equal', '<=', 'Whether the left side is less or equal; null when a side is null.', (at) => at <= 0),
  order('greater', '>', 'Whether the left side is greater; null when a side is null.', (at) => at > 0),
  order(
    'greater-or-equal',
    '>=',
    'Whether the left side is greater or equal; null when a side is null.',
    (at) => at >= 0,
  ),
];
