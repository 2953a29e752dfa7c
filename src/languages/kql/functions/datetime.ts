import { QueryFailure } from '../../../plan/failure.ts';
import type { Value } from '../../../table/value.ts';
import {
  addMonths,
  addTicks,
  civilOf,
  dayOfYear,
  endOf,
  isoWeek,
  type Period,
  startOf,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_SECOND,
} from '../calendar.ts';
import { realOf, toLong } from '../convert.ts';
import { formatDatetime, formatTimespan } from '../format-time.ts';
import { datetimeOf, datetimeOfTicks, parseDatetime, timespanOfTicks } from '../parse-scalar.ts';
import { localToUtc, utcToLocal } from '../time-zone.ts';
import { Datetime, EPOCH_TICKS, Timespan } from '../values.ts';
import { TIME_ZONE_NAMES } from '../time-zone-names.ts';
import { defineFunction, type FunctionExample, type KqlFunction } from './define.ts';

const CATEGORY = 'DateTime/timespan functions';
const CLOCK_TICKS_PER_NANOSECOND = 100n;

const whole = (value: Value): number => Number(toLong(value) ?? 0);

const DATETIME = { name: 'datetime', type: Datetime };

/** What parameters of these names take: the parser only warns of other values, the service refuses them. */
const KINDS: Readonly<Record<string, { readonly name: string; readonly type: typeof Datetime | typeof Timespan }>> = {
  date: DATETIME,
  later: DATETIME,
  earlier: DATETIME,
  timespan: { name: 'timespan', type: Timespan },
};

function timeFunction(
  name: string,
  syntax: string,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (...values: never[]) => Value,
  more: { readonly aliases?: readonly string[]; readonly page?: string } = {},
): KqlFunction {
  const kinds = [...syntax.slice(name.length).matchAll(/\w+/g)].map(([parameter]) => KINDS[parameter]);
  const checked = (...values: readonly Value[]): Value => {
    values.forEach((value, at) => {
      const kind = kinds[at];
      if (kind === undefined || value instanceof kind.type) return;
      throw new QueryFailure(
        'type-mismatch',
        `${name}() takes a ${kind.name} here: convert the value with to${kind.name}().`,
      );
    });
    return (evaluate as (...values: readonly Value[]) => Value)(...values);
  };
  return defineFunction({ name, category: CATEGORY, summary, syntax, examples, evaluate: checked, ...more });
}

const boundary = (edge: 'start' | 'end', period: Period, result: string): KqlFunction =>
  timeFunction(
    `${edge}of${period}`,
    `${edge}of${period}(date [, offset])`,
    `The ${edge} of the ${period} that holds a date, or of one before or after it.${period === 'week' ? ' Weeks begin on Sunday.' : ''}`,
    [{ expression: `${edge}of${period}(datetime(2017-01-04 10:10:17))`, result }],
    (date: Datetime, offset: Value = 0) => (edge === 'start' ? startOf : endOf)(date, period, whole(offset)),
  );

const partOf = (
  name: string,
  summary: string,
  result: number,
  part: (date: Datetime) => number,
  more: { readonly aliases?: readonly string[]; readonly page?: string } = {},
): KqlFunction =>
  timeFunction(
    name,
    `${name}(date)`,
    summary,
    [{ expression: `${name}(datetime(2015-12-14 11:15))`, result }],
    part,
    more,
  );

const PARTS: ReadonlyMap<string, (date: Datetime) => number> = new Map([
  ['year', (date: Datetime) => civilOf(date).year],
  ['quarter', (date) => Math.ceil(civilOf(date).month / 3)],
  ['month', (date) => civilOf(date).month],
  ['week_of_year', isoWeek],
  ['weekofyear', isoWeek],
  ['day', (date) => civilOf(date).day],
  ['dayofyear', dayOfYear],
  ['hour', (date) => Number(civilOf(date).ticksOfDay / TICKS_PER_HOUR)],
  ['minute', (date) => Number(civilOf(date).ticksOfDay / (60n * TICKS_PER_SECOND)) % 60],
  ['second', (date) => Number(civilOf(date).ticksOfDay / TICKS_PER_SECOND) % 60],
  ['millisecond', (date) => Number((date.ticks % TICKS_PER_SECOND) / 10_000n)],
  ['microsecond', (date) => Number((date.ticks % TICKS_PER_SECOND) / 10n)],
  ['nanosecond', (date) => Number((date.ticks % TICKS_PER_SECOND) * 100n)],
]);

const FIXED: ReadonlyMap<string, bigint> = new Map([
  ['week', 7n * TICKS_PER_DAY],
  ['day', TICKS_PER_DAY],
  ['hour', TICKS_PER_HOUR],
  ['minute', 60n * TICKS_PER_SECOND],
  ['second', TICKS_PER_SECOND],
  ['millisecond', 10_000n],
  ['microsecond', 10n],
]);

const MONTHS: ReadonlyMap<string, number> = new Map([
  ['year', 12],
  ['quarter', 3],
  ['month', 1],
]);

function addPeriods(period: string, amount: Value, date: Datetime): Value {
  const unit = period.toLowerCase();
  const count = toLong(amount);
  if (count === null) return null;
  const months = MONTHS.get(unit);
  if (months !== undefined) return addMonths(date, Number(count) * months);
  if (unit === 'nanosecond') return addTicks(date, BigInt(count) / 100n);
  const ticks = FIXED.get(unit);
  return ticks === undefined ? null : addTicks(date, ticks * BigInt(count));
}

/** How many boundaries of a period lie between two moments. */
function difference(period: string, later: Datetime, earlier: Datetime): Value {
  const unit = period.toLowerCase();
  const months = MONTHS.get(unit);
  if (months !== undefined) {
    const index = (date: Datetime): number => {
      const { year, month } = civilOf(date);
      return Math.floor((year * 12 + month - 1) / months);
    };
    return index(later) - index(earlier);
  }
  if (unit === 'nanosecond') return toLong(new Timespan((later.ticks - earlier.ticks) * 100n));
  if (unit === 'week') {
    // The first day of the calendar, 0001-01-01, is a Monday.
    const index = (date: Datetime): bigint => (date.ticks + TICKS_PER_DAY) / (7n * TICKS_PER_DAY);
    return Number(index(later) - index(earlier));
  }
  const ticks = FIXED.get(unit);
  return ticks === undefined ? null : toLong(new Timespan(later.ticks / ticks - earlier.ticks / ticks));
}

function makeDatetime(...values: readonly Value[]): Value {
  const [first] = values;
  if (values.length === 1) return typeof first === 'string' ? parseDatetime(first) : null;
  const [year, month, day, hour, minute] = values.map(whole);
  const second = realOf(values[5] ?? 0) ?? 0;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || second >= 60) return null;
  if ((hour ?? 0) < 0 || (minute ?? 0) < 0 || second < 0) return null;
  const clock = BigInt((hour ?? 0) * 3600 + (minute ?? 0) * 60) * TICKS_PER_SECOND + BigInt(Math.round(second * 1e7));
  return datetimeOf(year ?? 0, month ?? 0, day ?? 0, clock);
}

function makeTimespan(...values: readonly Value[]): Value {
  const hasDays = values.length === 4;
  const days = hasDays ? whole(values[0] ?? 0) : 0;
  const [hour, minute, second] = hasDays ? values.slice(1) : values;
  const [hours, minutes] = [whole(hour ?? 0), whole(minute ?? 0)];
  const seconds = realOf(second ?? 0) ?? 0;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds >= 60) return null;
  const clock = BigInt(hours * 3600 + minutes * 60) * TICKS_PER_SECOND + BigInt(Math.round(seconds * 1e7));
  return timespanOfTicks(BigInt(days) * TICKS_PER_DAY + clock);
}

const unixTime = (unit: string, ticksPerUnit: number, example: string): KqlFunction =>
  timeFunction(
    `unixtime_${unit}_todatetime`,
    `unixtime_${unit}_todatetime(timestamp)`,
    `A Unix time in ${unit} as datetime.`,
    [{ expression: `unixtime_${unit}_todatetime(${example})`, result: '2019-01-01T00:00:00.0000000Z' }],
    (value: Value) => {
      const exact = toLong(value);
      if (typeof value === 'number' && !Number.isInteger(value)) {
        return datetimeOfTicks(BigInt(Math.trunc(value * ticksPerUnit)) + EPOCH_TICKS);
      }
      if (exact === null) return null;
      const ticks = ticksPerUnit >= 1 ? BigInt(exact) * BigInt(ticksPerUnit) : BigInt(exact) / 100n;
      return datetimeOfTicks(ticks + EPOCH_TICKS);
    },
  );

function checkedFormat(text: string | undefined, format: string): string {
  if (text !== undefined) return text;
  throw new QueryFailure('unsupported-function', `firedrill does not know the format "${format}".`);
}

export const datetimeFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'now',
    category: CATEGORY,
    summary: 'The present of the replay, or a moment before or after it; never the wall clock.',
    syntax: 'now([offset])',
    examples: [{ expression: 'now() - now(-1d)', result: '1.00:00:00' }],
    compile: (site) => {
      const now = new Datetime(site.context.clock.now / CLOCK_TICKS_PER_NANOSECOND + EPOCH_TICKS);
      const [offset] = site.arguments;
      if (!offset) return () => now;
      return (row) => {
        const value = offset.evaluate(row);
        return value instanceof Timespan ? addTicks(now, value.ticks) : now;
      };
    },
  }),
  defineFunction({
    name: 'ago',
    category: CATEGORY,
    summary: 'The moment that lies a timespan before the present of the replay.',
    syntax: 'ago(timespan)',
    examples: [{ expression: 'now() - ago(2h)', result: '02:00:00' }],
    compile: (site) => {
      const now = site.context.clock.now / CLOCK_TICKS_PER_NANOSECOND + EPOCH_TICKS;
      return (row) => {
        const value = site.arguments[0]?.evaluate(row) ?? null;
        return value instanceof Timespan ? datetimeOfTicks(now - value.ticks) : null;
      };
    },
  }),
  boundary('start', 'day', '2017-01-04T00:00:00.0000000Z'),
  boundary('start', 'week', '2017-01-01T00:00:00.0000000Z'),
  boundary('start', 'month', '2017-01-01T00:00:00.0000000Z'),
  boundary('start', 'year', '2017-01-01T00:00:00.0000000Z'),
  boundary('end', 'day', '2017-01-04T23:59:59.9999999Z'),
  boundary('end', 'week', '2017-01-07T23:59:59.9999999Z'),
  boundary('end', 'month', '2017-01-31T23:59:59.9999999Z'),
  boundary('end', 'year', '2017-12-31T23:59:59.9999999Z'),
  partOf('dayofmonth', 'The day of the month.', 14, (date) => civilOf(date).day, { page: 'day-of-month-function' }),
  partOf('dayofyear', 'The day of the year.', 348, dayOfYear, { page: 'day-of-year-function' }),
  partOf('hourofday', 'The hour of the day.', 11, (date) => Number(civilOf(date).ticksOfDay / TICKS_PER_HOUR), {
    page: 'hour-of-day-function',
  }),
  partOf('monthofyear', 'The month of the year.', 12, (date) => civilOf(date).month, {
    aliases: ['getmonth'],
    page: 'month-of-year-function',
  }),
  partOf('getyear', 'The year.', 2015, (date) => civilOf(date).year),
  partOf('week_of_year', 'The ISO 8601 week of the year.', 51, isoWeek, { aliases: ['weekofyear'] }),
  timeFunction(
    'dayofweek',
    'dayofweek(date)',
    'How many days have passed since the last Sunday, as a timespan.',
    [{ expression: 'dayofweek(datetime(1970-05-11))', result: '1.00:00:00' }],
    (date: Datetime) => new Timespan(BigInt(civilOf(date).weekday) * TICKS_PER_DAY),
    { page: 'day-of-week-function' },
  ),
  timeFunction(
    'datetime_part',
    'datetime_part(part, date)',
    'A part of a date as a number.',
    [
      { expression: `datetime_part("quarter", datetime(2017-10-30))`, result: 4 },
      { expression: `datetime_part("week_of_year", datetime(2017-10-30))`, result: 44 },
      { expression: `datetime_part("nanosecond", datetime(2017-10-30 01:02:03.7654321))`, result: 765432100 },
    ],
    (part: string, date: Datetime) => PARTS.get(part.toLowerCase())?.(date) ?? null,
    { aliases: ['datepart'] },
  ),
  timeFunction(
    'datetime_add',
    'datetime_add(period, amount, date)',
    'A date moved by a number of periods.',
    [
      { expression: `datetime_add('month', 1, datetime(2017-01-31))`, result: '2017-02-28T00:00:00.0000000Z' },
      { expression: `datetime_add('week', -1, datetime(2017-01-08))`, result: '2017-01-01T00:00:00.0000000Z' },
    ],
    addPeriods,
  ),
  timeFunction(
    'datetime_diff',
    'datetime_diff(period, later, earlier)',
    'How many boundaries of a period lie between two dates.',
    [
      { expression: `datetime_diff('year', datetime(2017-01-01), datetime(2000-12-31))`, result: 17 },
      { expression: `datetime_diff('week', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))`, result: 5 },
      { expression: `datetime_diff('hour', datetime(2017-10-31 01:00), datetime(2017-10-30 23:59))`, result: 2 },
    ],
    difference,
  ),
  timeFunction(
    'make_datetime',
    'make_datetime(year, month, day [, hour, minute [, second]])',
    'A datetime out of its parts; null when there is no such time.',
    [
      { expression: 'make_datetime(2017, 10, 1, 12, 11, 0.1234567)', result: '2017-10-01T12:11:00.1234567Z' },
      { expression: 'make_datetime(2017, 2, 30)', result: null },
    ],
    makeDatetime,
  ),
  timeFunction(
    'make_timespan',
    'make_timespan([day,] hour, minute [, second])',
    'A timespan out of its parts; null when there is no such time.',
    [{ expression: 'make_timespan(1, 15)', result: '01:15:00' }],
    makeTimespan,
  ),
  timeFunction(
    'format_datetime',
    'format_datetime(date, format)',
    'A datetime as text, by a format.',
    [
      {
        expression: `format_datetime(datetime(2009-06-15T13:45:30), "yyyy-MM-dd HH:mm:ss")`,
        result: '2009-06-15 13:45:30',
      },
      { expression: `format_datetime(datetime(2009-06-15T13:45:30.5), "h:mm:ss.fff tt")`, result: '1:45:30.500 PM' },
    ],
    (date: Datetime, format: string) => checkedFormat(formatDatetime(date, format), format),
  ),
  timeFunction(
    'format_timespan',
    'format_timespan(timespan, format)',
    'A timespan as text, by a format.',
    [{ expression: `format_timespan(time(29.09:00:05.12345), 'dd.hh:mm:ss [fff]')`, result: '29.09:00:05 [123]' }],
    (timespan: Timespan, format: string) => checkedFormat(formatTimespan(timespan, format), format),
  ),
  timeFunction(
    'datetime_utc_to_local',
    'datetime_utc_to_local(date, timezone)',
    'The local time of a zone at a moment; null when there is no such zone.',
    [
      {
        expression: `datetime_utc_to_local(datetime(2015-12-31 23:59:59), 'US/Eastern')`,
        result: '2015-12-31T18:59:59.0000000Z',
      },
    ],
    utcToLocal,
  ),
  timeFunction(
    'datetime_local_to_utc',
    'datetime_local_to_utc(date, timezone)',
    'The moment of a local time of a zone; null when there is no such zone.',
    [
      {
        expression: `datetime_local_to_utc(datetime(2022-03-27 04:00), 'Europe/Brussels')`,
        result: '2022-03-27T02:00:00.0000000Z',
      },
    ],
    localToUtc,
  ),
  unixTime('seconds', 1e7, '1546300800'),
  unixTime('milliseconds', 1e4, '1546300800000'),
  unixTime('microseconds', 10, '1546300800000000'),
  unixTime('nanoseconds', 0.01, '1546300800000000000'),
  timeFunction(
    'around',
    'around(value, center, delta)',
    'Whether a value lies no further than a distance from a center.',
    [
      { expression: 'around(datetime(2021-01-01 01:31), datetime(2021-01-01 01:30), 1m)', result: true },
      { expression: 'around(5, 10, 4)', result: false },
    ],
    (value: Value, center: Value, delta: Value) => {
      if (value instanceof Datetime && center instanceof Datetime && delta instanceof Timespan) {
        return value.ticks >= center.ticks - delta.ticks && value.ticks <= center.ticks + delta.ticks;
      }
      if (value instanceof Timespan && center instanceof Timespan && delta instanceof Timespan) {
        return value.ticks >= center.ticks - delta.ticks && value.ticks <= center.ticks + delta.ticks;
      }
      const [a, b, c] = [realOf(value), realOf(center), realOf(delta)];
      return a === undefined || b === undefined || c === undefined ? null : a >= b - c && a <= b + c;
    },
  ),
  defineFunction({
    name: 'datetime_list_timezones',
    page: 'datetime-list-timezones',
    category: CATEGORY,
    syntax: 'datetime_list_timezones()',
    summary: 'The names of all time zones.',
    examples: [{ expression: 'datetime_list_timezones()[0]', result: 'Africa/Abidjan' }],
    evaluate: (): Value => [...TIME_ZONE_NAMES],
  }),
];
