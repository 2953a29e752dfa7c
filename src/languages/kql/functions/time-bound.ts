import { call, type Expression } from '../../../plan/expression.ts';
import type { ScalarFunction } from '../../../plan/library.ts';
import type { TimeBound } from '../../../plan/plan.ts';
import { Datetime, EPOCH_TICKS } from '../values.ts';
import { isNeverTrue } from './mention.ts';

const NANOSECONDS = 'kql.nanoseconds';
const NANOSECONDS_PER_TICK = 100n;

/** What the ends of a time bound are made of: the instant of a datetime, to the end of its tick. */
export const timeBoundFunctions: readonly ScalarFunction[] = [
  {
    name: NANOSECONDS,
    compile: ({ arguments: [argument], options }) => {
      const slack = (options as { readonly slack: bigint }).slack;
      return (row) => {
        const value = argument?.evaluate(row);
        return value instanceof Datetime ? (value.ticks - EPOCH_TICKS) * NANOSECONDS_PER_TICK + slack : null;
      };
    },
  },
];

/** Functions of constants that give the same whenever they are asked in a run. */
const STEADY = new Set(
  'now ago cast add subtract multiply divide negate bin startofday startofweek startofmonth startofyear endofday todatetime totimespan datetime_add make_datetime'
    .split(' ')
    .map((name) => `kql.${name}`),
);

const isSteady = (expression: Expression): boolean =>
  expression.kind === 'literal' ||
  (expression.kind === 'call' && STEADY.has(expression.function) && expression.arguments.every(isSteady));

const end = (expression: Expression, slack: bigint): Expression =>
  call(NANOSECONDS, [expression], expression.span, { slack });

type Side = 'from' | 'to';

function bound(column: Expression | undefined, value: Expression | undefined, side: Side): readonly TimeBound[] {
  if (column?.kind !== 'column' || !value || !isSteady(value)) return [];
  return [{ column: column.name, [side]: end(value, side === 'to' ? NANOSECONDS_PER_TICK - 1n : 0n) }];
}

const areTimes = (options: unknown, count: number): boolean => {
  const { types = [] } = (options ?? {}) as { readonly types?: readonly string[] };
  return types.length >= count && types.slice(0, count).every((type) => type === 'datetime');
};

/** `column >= time` and its like: `least` when the left side is the later one. */
export const boundsOfOrder =
  (least: boolean): NonNullable<ScalarFunction['bounds']> =>
  ([left, right], _boundsOf, options) =>
    areTimes(options, 2)
      ? [...bound(left, right, least ? 'from' : 'to'), ...bound(right, left, least ? 'to' : 'from')]
      : [];

/** `column between (time .. time)`. */
export const boundsOfBetween: NonNullable<ScalarFunction['bounds']> = ([column, low, high], _boundsOf, options) => [
  ...(areTimes(options, 2) ? bound(column, low, 'from') : []),
  ...(areTimes(options, 3) ? bound(column, high, 'to') : []),
];

export const boundsOfAll: NonNullable<ScalarFunction['bounds']> = (args, boundsOf) => args.flatMap(boundsOf);

/** A filter that was not given (`isnull(starttime) or …`) says nothing once its argument is known. */
export const boundsOfAny: NonNullable<ScalarFunction['bounds']> = (args, boundsOf) => {
  const [only, ...others] = args.filter((side) => !isNeverTrue(side));
  return only && others.length === 0 ? boundsOf(only) : [];
};
