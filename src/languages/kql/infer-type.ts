import type { Value } from '../../table/value.ts';
import { Datetime, Decimal, Real, Timespan } from './values.ts';

/** The type of a column that only its values tell: theirs when they have one type, `dynamic` otherwise. */
export function inferColumnType(values: Iterable<Value>): string {
  const types = new Set<string>();
  for (const value of values) if (value !== null) types.add(typeOf(value));
  const [only = 'dynamic'] = types;
  return types.size > 1 ? 'dynamic' : only;
}

function typeOf(value: NonNullable<Value>): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'number':
      return Number.isInteger(value) ? 'long' : 'real';
    default:
      if (value instanceof Real) return 'real';
      if (value instanceof Datetime) return 'datetime';
      if (value instanceof Timespan) return 'timespan';
      return value instanceof Decimal ? 'decimal' : 'dynamic';
  }
}
