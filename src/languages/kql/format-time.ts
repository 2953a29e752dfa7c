import { civilOf, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_SECOND } from './calendar.ts';
import type { Datetime, Timespan } from './values.ts';

const SPECIFIER = /d+|f{1,7}|F{1,7}|h{1,2}|H{1,2}|m{1,2}|M{1,2}|s{1,2}|y{1,4}|tt/g;
const DELIMITERS = /^[ /\-:,._[\]]*$/;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Digits of the fraction of a second; `F` leaves out trailing zeros. */
function fraction(ticksOfDay: bigint, specifier: string): string {
  const digits = String(ticksOfDay % TICKS_PER_SECOND)
    .padStart(7, '0')
    .slice(0, specifier.length);
  return specifier.startsWith('F') ? digits.replace(/0+$/, '') : digits;
}

/** What hours, minutes, seconds and fractions come to; undefined for another specifier. */
function clock(specifier: string, ticksOfDay: bigint): string | undefined {
  const { length } = specifier;
  const hour = Number(ticksOfDay / TICKS_PER_HOUR);
  const second = Number(ticksOfDay / TICKS_PER_SECOND);
  switch (specifier[0]) {
    case 'f':
    case 'F':
      return fraction(ticksOfDay, specifier);
    case 'H':
      return pad(hour, length);
    case 'm':
      return pad(Math.floor(second / 60) % 60, length);
    case 's':
      return pad(second % 60, length);
    default:
      return undefined;
  }
}

/** Text by a format; undefined when the format holds something that is neither specifier nor delimiter. */
function formatted(format: string, print: (specifier: string) => string | undefined): string | undefined {
  let result = '';
  let at = 0;
  for (const match of format.matchAll(SPECIFIER)) {
    const between = format.slice(at, match.index);
    const text = print(match[0]);
    if (!DELIMITERS.test(between) || text === undefined) return undefined;
    result += between + text;
    at = match.index + match[0].length;
  }
  const rest = format.slice(at);
  return DELIMITERS.test(rest) ? result + rest : undefined;
}

/** @see https://learn.microsoft.com/kusto/query/format-datetime-function */
export function formatDatetime(value: Datetime, format: string): string | undefined {
  const { year, month, day, ticksOfDay } = civilOf(value);
  const hour = Number(ticksOfDay / TICKS_PER_HOUR);
  return formatted(format, (specifier) => {
    const { length } = specifier;
    switch (specifier[0]) {
      case 'y':
        return length > 2 ? pad(year, length) : pad(year % 100, length);
      case 'M':
        return pad(month, length);
      case 'd':
        return length > 2 ? undefined : pad(day, length);
      case 'h':
        return pad(hour % 12 === 0 ? 12 : hour % 12, length);
      case 't':
        return hour < 12 ? 'AM' : 'PM';
      default:
        return clock(specifier, ticksOfDay);
    }
  });
}

/** @see https://learn.microsoft.com/kusto/query/format-timespan-function */
export function formatTimespan(value: Timespan, format: string): string | undefined {
  const ticks = value.ticks < 0n ? -value.ticks : value.ticks;
  const ticksOfDay = ticks % TICKS_PER_DAY;
  const text = formatted(format, (specifier) => {
    switch (specifier[0]) {
      case 'd':
        return pad(Number(ticks / TICKS_PER_DAY), specifier.length);
      case 'h':
        return pad(Number(ticksOfDay / TICKS_PER_HOUR), specifier.length);
      case 'y':
      case 'M':
      case 't':
        return undefined;
      default:
        return clock(specifier, ticksOfDay);
    }
  });
  return text === undefined || value.ticks >= 0n ? text : `-${text}`;
}
