import type { Comparator, Key, KeyFunction } from '../../plan/library.ts';
import type { Value } from '../../table/value.ts';
import { Real, unwrapReal } from './dynamic.ts';
import { jsonText } from './print.ts';
import { Datetime, Decimal, Timespan } from './values.ts';

/** Ranks of kinds, for the order of values of different kinds inside dynamics. */
function rankOf(value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Real || Decimal.isDecimal(value))
    return 2;
  if (value instanceof Datetime) return 3;
  if (value instanceof Timespan) return 4;
  if (typeof value === 'string') return 5;
  return 6;
}

const order = <T extends number | bigint | string | boolean>(left: T, right: T): number =>
  left < right ? -1 : left > right ? 1 : 0;

function compareNumbers(left: Value, right: Value, nan: number): number {
  const a = unwrapReal(left);
  const b = unwrapReal(right);
  if (Decimal.isDecimal(a) || Decimal.isDecimal(b)) {
    if (Number.isNaN(a) || Number.isNaN(b))
      return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.isNaN(a) ? nan : -nan;
    return decimalOf(a).comparedTo(decimalOf(b));
  }
  const aIsNaN = typeof a === 'number' && Number.isNaN(a);
  const bIsNaN = typeof b === 'number' && Number.isNaN(b);
  if (aIsNaN || bIsNaN) return aIsNaN && bIsNaN ? 0 : aIsNaN ? nan : -nan;
  return order(a as number, b as number);
}

/** A number of any kind as a decimal. */
export function decimalOf(value: Value): Decimal {
  if (Decimal.isDecimal(value)) return value as Decimal;
  const plain = unwrapReal(value);
  return new Decimal(typeof plain === 'bigint' ? plain.toString() : (plain as number));
}

/** Strings by code point, as the engine's ordinal comparison of UTF-8 gives. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    const aHigh = a >= 0xd800 && a <= 0xdfff;
    const bHigh = b >= 0xd800 && b <= 0xdfff;
    return aHigh === bHigh ? a - b : aHigh ? 1 : -1;
  }
  return left.length - right.length;
}

function compareWith(nan: number): Comparator {
  return (left, right) => {
    if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
    if (typeof left === 'number' && typeof right === 'number' && !Number.isNaN(left) && !Number.isNaN(right))
      return left - right || order(left, right);
    const leftRank = rankOf(left);
    const rightRank = rankOf(right);
    if (leftRank !== rightRank) return leftRank - rightRank;
    switch (leftRank) {
      case 0:
        return 0;
      case 1:
        return order(left as boolean, right as boolean);
      case 2:
        return compareNumbers(left, right, nan);
      case 3:
        return order((left as Datetime).ticks, (right as Datetime).ticks);
      case 4:
        return order((left as Timespan).ticks, (right as Timespan).ticks);
      default:
        return compareText(jsonText(left), jsonText(right));
    }
  };
}

/** The order of values: null before everything, NaN before every other real. */
export const compareValues: Comparator = compareWith(-1);

export const kqlComparators: Readonly<Record<string, Comparator>> = {
  'kql.compare': compareValues,
  /** NaN after every other real: for `asc nulls last` and `desc nulls first`, where NaN keeps next to the nulls. */
  'kql.compare-nan-high': compareWith(1),
};

/** Equal values have equal keys, whatever kind of number they are. */
export function keyOfValue(value: Value): Key {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return value;
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (value instanceof Datetime) return `d${value.ticks}`;
  if (value instanceof Timespan) return `t${value.ticks}`;
  if (value instanceof Real) return value.value === 0 ? 0 : value.value;
  if (Decimal.isDecimal(value)) return `m${(value as Decimal).toString()}`;
  return `j${jsonText(value)}`;
}

/** Makes one text of several values: equal texts are one group, whatever kinds of values stand there. */
export function keyOfValues(values: readonly Value[]): string {
  let text = '';
  for (const value of values) {
    const key = keyOfValue(value);
    const part = String(key);
    text += `${(typeof key)[0]}${part.length}:${part}`;
  }
  return text;
}

export const kqlKeys: Readonly<Record<string, KeyFunction>> = {
  'kql.group': keyOfValue,
  'kql.join': (value) => (value === null ? undefined : keyOfValue(value)),
};
