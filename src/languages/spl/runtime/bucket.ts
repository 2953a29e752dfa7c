import { QueryFailure } from '../../../plan/failure.ts';
import { calendarOf, SECONDS_PER_DAY, secondsOf } from '../time/calendar.ts';
import { relativeTime } from '../time/relative-time.ts';

const FIXED: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  cs: 1e-2,
  ds: 1e-1,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hour: 3600,
  hours: 3600,
  d: SECONDS_PER_DAY,
  day: SECONDS_PER_DAY,
  days: SECONDS_PER_DAY,
  w: 7 * SECONDS_PER_DAY,
  week: 7 * SECONDS_PER_DAY,
  weeks: 7 * SECONDS_PER_DAY,
};

const MONTHLY: Readonly<Record<string, number>> = {
  mon: 1,
  month: 1,
  months: 1,
  q: 3,
  qtr: 3,
  qtrs: 3,
  quarter: 3,
  quarters: 3,
  y: 12,
  yr: 12,
  yrs: 12,
  year: 12,
  years: 12,
};

/** A span of time, or what a bucket of it begins with. */
export interface TimeSpan {
  /** The start of the bucket that holds a time, in seconds. */
  start(seconds: number): number;
  /** The start of the next bucket. */
  next(start: number): number;
}

/**
 * Buckets of a time span (`5m`, `1h`, `1mon`, `1d@d`): clock boundaries counted from 1970, calendar months for months.
 *
 * @param alignment a time that a bucket begins at, in place of 1970.
 * @throws QueryFailure when the text is no span.
 */
export function timeSpan(text: string, alignment?: number): TimeSpan {
  const match = /^(\d+(?:\.\d+)?)?([a-z]+)?(@[a-z0-9@+-]+)?$/i.exec(text.trim());
  const [, count, written, snap] = match ?? [];
  const unit = written?.toLowerCase() ?? (count === undefined ? undefined : 's');
  const amount = Number(count ?? 1);
  if (!match || unit === undefined || amount <= 0)
    throw new QueryFailure('invalid-argument', `"${text}" is no time span.`);
  const months = Object.hasOwn(MONTHLY, unit) ? MONTHLY[unit] : undefined;
  if (months !== undefined) return monthSpan(amount * months);
  const seconds = Object.hasOwn(FIXED, unit) ? FIXED[unit] : undefined;
  if (seconds === undefined) throw new QueryFailure('invalid-argument', `"${text}" is no time span.`);
  // Alignment is for spans shorter than a day.
  const aligned = alignment !== undefined && seconds < SECONDS_PER_DAY;
  return fixedSpan(amount * seconds, snap, aligned ? alignment : undefined);
}

function fixedSpan(length: number, snap: string | undefined, alignment: number | undefined): TimeSpan {
  const origin = alignment ?? (snap === undefined ? 0 : (relativeTime(0, snap) ?? 0));
  return {
    start: (seconds) => Math.floor((seconds - origin) / length + 1e-9) * length + origin,
    next: (start) => start + length,
  };
}

function monthSpan(length: number): TimeSpan {
  const first = (seconds: number): number => {
    const calendar = calendarOf(seconds);
    const index = calendar ? calendar.year * 12 + calendar.month : 0;
    const bucket = Math.floor(index / length) * length;
    return secondsOf(Math.floor(bucket / 12), bucket % 12, 1);
  };
  return {
    start: first,
    next: (start) => {
      const calendar = calendarOf(start);
      const index = calendar ? calendar.year * 12 + calendar.month + length : 0;
      return secondsOf(Math.floor(index / 12), index % 12, 1);
    },
  };
}

const AUTOMATIC = ['1s', '5s', '10s', '30s', '1m', '5m', '10m', '30m', '1h', '1d', '1mon'] as const;

/**
 * The span that Splunk chooses by itself: the shortest of its steps that needs no more than `bins` buckets.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/timechart
 */
export function automaticSpan(earliest: number, latest: number, bins: number, least?: string): string {
  const shortest = least === undefined ? 0 : timeSpan(least).next(0);
  const fits = AUTOMATIC.find((text) => {
    const span = timeSpan(text);
    if (span.next(0) < shortest) return false;
    const length = span.next(span.start(earliest)) - span.start(earliest);
    return (latest - earliest) / length <= bins;
  });
  return fits ?? '1mon';
}

/** Ranges of numbers (`10-20`, start included) of a given length. */
export function numberRange(length: number): (value: number) => string {
  const digits = Math.max(0, (String(length).split('.')[1] ?? '').length);
  const print = (number: number) => String(Number(number.toFixed(digits)));
  return (value) => {
    const start = Math.floor(value / length + 1e-12) * length;
    return `${print(start)}-${print(start + length)}`;
  };
}

/** `2log5`: ranges between 2·5ⁿ and 2·5ⁿ⁺¹. */
const LOGARITHMIC = /^(\d+(?:\.\d+)?)?log(\d+(?:\.\d+)?)?$/i;

/**
 * Ranges of numbers under a span: a length, or a logarithmic span.
 *
 * @throws QueryFailure when the text is no span of numbers.
 */
export function numberSpan(text: string): (value: number) => string | number {
  const logarithmic = LOGARITHMIC.exec(text.trim());
  if (logarithmic) return logarithmicRange(Number(logarithmic[1] ?? 1), Number(logarithmic[2] ?? 10));
  const length = Number(text);
  if (!Number.isFinite(length) || length <= 0)
    throw new QueryFailure('invalid-argument', `"${text}" is no span of numbers.`);
  return numberRange(length);
}

function logarithmicRange(coefficient: number, base: number): (value: number) => string | number {
  if (base <= 1 || coefficient < 1 || coefficient >= base)
    throw new QueryFailure('invalid-argument', 'A logarithmic span has a base above 1 and a coefficient from 1 to it.');
  return (value) => {
    if (value <= 0) return value;
    const power = Math.floor(Math.log(value / coefficient) / Math.log(base) + 1e-12);
    const print = (exponent: number): string => String(Number((coefficient * base ** exponent).toPrecision(12)));
    return `${print(power)}-${print(power + 1)}`;
  };
}

/** Where a range of numbers begins, as {@link numberRange} prints it; undefined for other text. */
export function rangeStart(text: string): number | undefined {
  const start = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)-(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(text)?.[1];
  return start === undefined ? undefined : Number(start);
}
