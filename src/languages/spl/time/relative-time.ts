import { calendarOf, SECONDS_PER_DAY, secondsOf } from './calendar.ts';

type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

const UNITS: ReadonlyMap<string, Unit> = new Map(
  (
    [
      ['second', 's sec secs second seconds'],
      ['minute', 'm min mins minute minutes'],
      ['hour', 'h hr hrs hour hours'],
      ['day', 'd day days'],
      ['week', 'w week weeks'],
      ['month', 'mon month months'],
      ['quarter', 'q qtr qtrs quarter quarters'],
      ['year', 'y yr yrs year years'],
    ] as const
  ).flatMap(([unit, names]) => names.split(' ').map((name) => [name, unit] as const)),
);

const STEP = /([+-])(\d*)([a-z]+)|@([a-z]+[0-7]?)/gy;

/**
 * Applies a relative time specifier: offsets and snaps from left to right, `-1d@d+3h`. A snap goes back; `@w0` and `@w7`
 * are Sunday. Null when the text is no specifier.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/time-format-variables-and-modifiers/time-modifiers
 */
export function relativeTime(seconds: number, specifier: string): number | null {
  const text = specifier.trim().toLowerCase();
  if (text === 'now' || text === 'now()') return seconds;
  const rest = text.startsWith('now') ? text.slice(3) : text;
  if (rest === '') return null;
  let time = seconds;
  STEP.lastIndex = 0;
  while (STEP.lastIndex < rest.length) {
    const step = STEP.exec(rest);
    if (!step) return null;
    const [, sign, count, unitName, snapName] = step;
    const next =
      snapName === undefined ? offset(time, sign as string, count as string, unitName as string) : snap(time, snapName);
    if (next === null) return null;
    time = next;
  }
  return time;
}

function offset(time: number, sign: string, count: string, name: string): number | null {
  const unit = UNITS.get(name);
  if (!unit) return null;
  const amount = (count === '' ? 1 : Number(count)) * (sign === '-' ? -1 : 1);
  switch (unit) {
    case 'second':
      return time + amount;
    case 'minute':
      return time + amount * 60;
    case 'hour':
      return time + amount * 3600;
    case 'day':
      return time + amount * SECONDS_PER_DAY;
    case 'week':
      return time + amount * 7 * SECONDS_PER_DAY;
    case 'month':
      return addMonths(time, amount);
    case 'quarter':
      return addMonths(time, amount * 3);
    case 'year':
      return addMonths(time, amount * 12);
  }
}

/** The same day of another month, its last day where there is no such day. */
function addMonths(time: number, months: number): number | null {
  const from = calendarOf(time);
  if (!from) return null;
  const first = calendarOf(secondsOf(from.year, from.month + months, 1));
  if (!first) return null;
  const lastDay = calendarOf(secondsOf(first.year, first.month + 1, 0))?.day ?? from.day;
  const fraction = time - Math.floor(time);
  const day = Math.min(from.day, lastDay);
  return secondsOf(first.year, first.month, day, from.hours, from.minutes, from.seconds) + fraction;
}

function snap(time: number, name: string): number | null {
  const weekday = /^w([0-7])$/.exec(name);
  const unit = weekday ? 'week' : UNITS.get(name);
  const at = calendarOf(time);
  if (!unit || !at) return null;
  switch (unit) {
    case 'second':
      return Math.floor(time);
    case 'minute':
      return Math.floor(time / 60) * 60;
    case 'hour':
      return Math.floor(time / 3600) * 3600;
    case 'day':
      return secondsOf(at.year, at.month, at.day);
    case 'week': {
      const wanted = Number(weekday?.[1] ?? 0) % 7;
      return secondsOf(at.year, at.month, at.day - ((at.weekday - wanted + 7) % 7));
    }
    case 'month':
      return secondsOf(at.year, at.month, 1);
    case 'quarter':
      return secondsOf(at.year, at.month - (at.month % 3), 1);
    case 'year':
      return secondsOf(at.year, 0, 1);
  }
}
