import type { TimeUnit } from './value.ts';

const ISO =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?\s*$/i;
const EPOCH = /^\s*(\d{9,11}|\d{12,14}|\d{15,17}|\d{18,20})(?:\.(\d+))?\s*$/;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/**
 * The instant of a time as logs write it, in nanoseconds since 1970: ISO 8601 with `T` or a blank, UTC where no zone is
 * given, or seconds, milliseconds, microseconds or nanoseconds since 1970 by their number of digits.
 */
export function parseTime(text: string): bigint | undefined {
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, month, day, hours = '0', minutes = '0', seconds = '0', fraction = '', zone = 'Z'] = iso;
    const date = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hours),
      Number(minutes),
      Number(seconds),
    );
    if (Number.isNaN(date)) return undefined;
    return BigInt(date - zoneOffset(zone)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
  }
  const epoch = EPOCH.exec(text);
  if (!epoch) return undefined;
  const [, whole = '', fraction = ''] = epoch;
  const number = BigInt(whole);
  if (whole.length <= 11) return number * NANOSECONDS_PER_SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return whole.length <= 14 ? number * 1_000_000n : whole.length <= 17 ? number * 1000n : number;
}

function zoneOffset(zone: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!found) return 0;
  const offset = (Number(found[2]) * 60 + Number(found[3])) * 60_000;
  return found[1] === '-' ? -offset : offset;
}

/** A part of a time in UTC; undefined when the text is no time. */
export function partOfTime(text: string, unit: TimeUnit): number | undefined {
  const time = parseTime(text);
  if (time === undefined) return undefined;
  const date = new Date(Number(time / 1_000_000n));
  switch (unit) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return weekOf(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
}

const DAY_MS = 86_400_000;

/** ISO 8601: weeks begin on Monday, the first holds the year's first Thursday. */
function weekOf(date: Date): number {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY_MS);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday.getTime() - first) / DAY_MS / 7);
}
