import { Datetime, EPOCH_TICKS, Timespan } from './values.ts';

const TICKS_PER_SECOND = 10_000_000n;
const TICKS_PER_DAY = 864_000_000_000n;
const MAXIMUM_TICKS = 3_155_378_975_999_999_999n;

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const ZONE = String.raw`\s*(Z|GMT|UTC|[+-]\d{2}:?\d{2})?`;
const ISO = new RegExp(String.raw`^(\d{4})\s*-\s*(\d{1,2})\s*-\s*(\d{1,2})(?:[T ]\s*${CLOCK}${ZONE})?(Z)?$`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const YEAR_MONTH = /^(\d{4})\s*-\s*(\d{1,2})$/;
const RFC = new RegExp(
  String.raw`^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{2}|\d{4})(?:\s+${CLOCK}${ZONE})?$`,
  'i',
);
const AMERICAN = new RegExp(String.raw`^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:[T ]\s*${CLOCK}\s*(AM|PM)?${ZONE})?$`, 'i');

/** Ticks of a civil date and time; null when there is no such date or it lies outside of what `datetime` holds. */
export function datetimeOf(year: number, month: number, day: number, ticksOfDay: bigint): Datetime | null {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return datetimeOfTicks(BigInt(date.getTime()) * 10_000n + EPOCH_TICKS + ticksOfDay);
}

export const datetimeOfTicks = (ticks: bigint): Datetime | null =>
  ticks < 0n || ticks > MAXIMUM_TICKS ? null : new Datetime(ticks);

/** A timespan; null when 64 bits do not hold it. */
export const timespanOfTicks = (ticks: bigint): Timespan | null =>
  BigInt.asIntN(64, ticks) === ticks ? new Timespan(ticks) : null;

export const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

const fractionTicks = (digits: string | undefined): bigint => BigInt((digits ?? '').slice(0, 7).padEnd(7, '0'));

function clockTicks(
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
  half?: string,
): bigint | undefined {
  let hours = Number(hour ?? 0);
  const minutes = Number(minute ?? 0);
  const seconds = Number(second ?? 0);
  if (half) {
    if (hours < 1 || hours > 12) return undefined;
    hours = (hours % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  }
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return BigInt(hours * 3600 + minutes * 60 + seconds) * TICKS_PER_SECOND + fractionTicks(fraction);
}

function zoneTicks(zone: string | undefined): bigint {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!match) return 0n;
  const ticks = BigInt(Number(match[2]) * 3600 + Number(match[3]) * 60) * TICKS_PER_SECOND;
  return match[1] === '-' ? -ticks : ticks;
}

/**
 * A datetime from text in one of the documented formats; null otherwise.
 *
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/datetime#supported-formats
 */
export function parseDatetime(source: string): Datetime | null {
  const text = source.trim();
  const iso = ISO.exec(text);
  if (iso) {
    return assemble(Number(iso[1]), Number(iso[2]), Number(iso[3]), clockTicks(iso[4], iso[5], iso[6], iso[7]), iso[8]);
  }
  const compact = COMPACT.exec(text);
  if (compact) return assemble(Number(compact[1]), Number(compact[2]), Number(compact[3]), 0n, undefined);
  const yearMonth = YEAR_MONTH.exec(text);
  if (yearMonth) return assemble(Number(yearMonth[1]), Number(yearMonth[2]), 1, 0n, undefined);
  const rfc = RFC.exec(text);
  if (rfc) {
    const month = MONTHS.indexOf((rfc[2] as string).toLowerCase()) + 1;
    const year = Number(rfc[3]);
    const full = (rfc[3] as string).length === 4 ? year : year < 50 ? 2000 + year : 1900 + year;
    return assemble(full, month, Number(rfc[1]), clockTicks(rfc[4], rfc[5], rfc[6], rfc[7]), rfc[8]);
  }
  const american = AMERICAN.exec(text);
  if (!american) return null;
  const [, month, day, year, hour, minute, second, fraction, half, zone] = american;
  return assemble(Number(year), Number(month), Number(day), clockTicks(hour, minute, second, fraction, half), zone);
}

function assemble(
  year: number,
  month: number,
  day: number,
  ticks: bigint | undefined,
  zone: string | undefined,
): Datetime | null {
  if (ticks === undefined) return null;
  const local = datetimeOf(year, month, day, ticks);
  return local && datetimeOfTicks(local.ticks - zoneTicks(zone));
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ...['d', 'day', 'days'].map((unit) => [unit, TICKS_PER_DAY] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((unit) => [unit, 3600n * TICKS_PER_SECOND] as const),
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((unit) => [unit, 60n * TICKS_PER_SECOND] as const),
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((unit) => [unit, TICKS_PER_SECOND] as const),
  ...['ms', 'milli', 'millis', 'millisec', 'millisecond', 'milliseconds'].map((unit) => [unit, 10_000n] as const),
  ...['micro', 'micros', 'microsec', 'microsecond', 'microseconds'].map((unit) => [unit, 10n] as const),
  ...['nano', 'nanos', 'nanosec', 'nanosecond', 'nanoseconds'].map((unit) => [unit, 0n] as const),
  ...['tick', 'ticks'].map((unit) => [unit, 1n] as const),
]);

const WITH_UNIT = /^([+-]?)(\d+)(?:\.(\d+))?\s*([a-z]+)$/i;
const CLOCKED = /^([+-]?)(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?$/;
const DAYS = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * A timespan from text: `1.5h`, `15 seconds`, `[d.]hh:mm[:ss[.fffffff]]`, or a number of days; null otherwise.
 *
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/timespan
 */
export function parseTimespan(source: string): Timespan | null {
  const text = source.trim();
  const unit = WITH_UNIT.exec(text);
  if (unit) {
    const factor = UNITS.get((unit[4] as string).toLowerCase());
    if (factor === undefined) return null;
    if (factor === 0n) return signed(unit[1], BigInt(unit[2] as string) / 100n);
    return signed(unit[1], scaled(unit[2] as string, unit[3], factor));
  }
  const clocked = CLOCKED.exec(text);
  if (clocked) {
    const [, sign, days, hours, minutes, seconds, fraction] = clocked;
    if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return null;
    const inDay = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * TICKS_PER_SECOND;
    return signed(sign, BigInt(days ?? 0) * TICKS_PER_DAY + inDay + fractionTicks(fraction));
  }
  const days = DAYS.exec(text);
  return days ? signed(days[1], scaled(days[2] as string, days[3], TICKS_PER_DAY)) : null;
}

function scaled(whole: string, fraction: string | undefined, factor: bigint): bigint {
  const ticks = BigInt(whole) * factor;
  return fraction === undefined ? ticks : ticks + (BigInt(fraction) * factor) / 10n ** BigInt(fraction.length);
}

const signed = (sign: string | undefined, ticks: bigint): Timespan | null =>
  timespanOfTicks(sign === '-' ? -ticks : ticks);

const GUID = /^[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[)}]?$/i;

/** A guid in lower case with hyphens; null when the text is none. */
export function parseGuid(source: string): string | null {
  const match = GUID.exec(source.trim());
  return match ? match.slice(1).join('-').toLowerCase() : null;
}
