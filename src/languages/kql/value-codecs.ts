import type { ValueCodec } from '../../plan/codec.ts';
import { Real } from './dynamic.ts';
import { Datetime, Decimal, Timespan } from './values.ts';

/** How KQL's own kinds of value travel in cached plans and to workers. */
export const kqlValueCodecs: readonly ValueCodec[] = [
  {
    tag: 'kql.datetime',
    is: (value) => value instanceof Datetime,
    encode: (value) => (value as Datetime).ticks,
    decode: (plain) => new Datetime(plain as bigint),
  },
  {
    tag: 'kql.timespan',
    is: (value) => value instanceof Timespan,
    encode: (value) => (value as Timespan).ticks,
    decode: (plain) => new Timespan(plain as bigint),
  },
  {
    tag: 'kql.decimal',
    is: (value) => Decimal.isDecimal(value),
    encode: (value) => (value as Decimal).toString(),
    decode: (plain) => new Decimal(plain as string),
  },
  {
    tag: 'kql.real',
    is: (value) => value instanceof Real,
    encode: (value) => (value as Real).value,
    decode: (plain) => new Real(plain as number),
  },
];
