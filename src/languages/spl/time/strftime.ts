import { type Calendar, calendarOf, dayOfYear, isoWeek, MONTHS, WEEKDAYS } from './calendar.ts';

const two = (number: number): string => String(number).padStart(2, '0');
const blank = (number: number): string => String(number).padStart(2, ' ');

/** Digits behind the period by default: `%N` nine, `%Q` three; a width may stand before the letter. */
function subseconds(at: Calendar, width: number): string {
  return String(at.microseconds).padStart(6, '0').padEnd(9, '0').slice(0, width);
}

const VARIABLES: Readonly<Record<string, (at: Calendar, seconds: number) => string>> = {
  Y: (at) => String(at.year),
  y: (at) => two(at.year % 100),
  C: (at) => two(Math.floor(at.year / 100)),
  G: (at) => String(isoWeek(at).year),
  g: (at) => two(isoWeek(at).year % 100),
  m: (at) => two(at.month + 1),
  B: (at) => MONTHS[at.month] as string,
  b: (at) => (MONTHS[at.month] as string).slice(0, 3),
  h: (at) => (MONTHS[at.month] as string).slice(0, 3),
  d: (at) => two(at.day),
  e: (at) => blank(at.day),
  j: (at) => String(dayOfYear(at)).padStart(3, '0'),
  A: (at) => WEEKDAYS[at.weekday] as string,
  a: (at) => (WEEKDAYS[at.weekday] as string).slice(0, 3),
  w: (at) => String(at.weekday),
  u: (at) => String(at.weekday === 0 ? 7 : at.weekday),
  U: (at) => two(Math.floor((dayOfYear(at) + 6 - at.weekday) / 7)),
  W: (at) => two(Math.floor((dayOfYear(at) + 6 - ((at.weekday + 6) % 7)) / 7)),
  V: (at) => two(isoWeek(at).week),
  H: (at) => two(at.hours),
  k: (at) => blank(at.hours),
  I: (at) => two(at.hours % 12 === 0 ? 12 : at.hours % 12),
  l: (at) => blank(at.hours % 12 === 0 ? 12 : at.hours % 12),
  p: (at) => (at.hours < 12 ? 'AM' : 'PM'),
  P: (at) => (at.hours < 12 ? 'am' : 'pm'),
  M: (at) => two(at.minutes),
  S: (at) => two(at.seconds),
  f: (at) => subseconds(at, 6),
  N: (at) => subseconds(at, 9),
  Q: (at) => subseconds(at, 3),
  s: (_at, seconds) => String(Math.floor(seconds)),
  z: () => '+0000',
  Z: () => 'UTC',
  F: (at) => `${at.year}-${two(at.month + 1)}-${two(at.day)}`,
  T: (at) => `${two(at.hours)}:${two(at.minutes)}:${two(at.seconds)}`,
  R: (at) => `${two(at.hours)}:${two(at.minutes)}`,
  D: (at) => `${two(at.month + 1)}/${two(at.day)}/${two(at.year % 100)}`,
  x: (at) => `${two(at.month + 1)}/${two(at.day)}/${at.year}`,
  X: (at) => `${two(at.hours)}:${two(at.minutes)}:${two(at.seconds)}`,
  c: (at) =>
    `${(WEEKDAYS[at.weekday] as string).slice(0, 3)} ${(MONTHS[at.month] as string).slice(0, 3)} ${blank(at.day)} ${two(at.hours)}:${two(at.minutes)}:${two(at.seconds)} ${at.year}`,
  r: (at) =>
    `${two(at.hours % 12 === 0 ? 12 : at.hours % 12)}:${two(at.minutes)}:${two(at.seconds)} ${at.hours < 12 ? 'AM' : 'PM'}`,
  '+': (at) =>
    `${(WEEKDAYS[at.weekday] as string).slice(0, 3)} ${(MONTHS[at.month] as string).slice(0, 3)} ${blank(at.day)} ${two(at.hours)}:${two(at.minutes)}:${two(at.seconds)} UTC ${at.year}`,
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

const ZONES: Readonly<Record<string, string>> = { ':z': '+00:00', '::z': '+00:00:00', ':::z': '+00' };

/**
 * A time as text, in UTC. An unknown variable stays as it stands.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/time-format-variables-and-modifiers/date-and-time-format-variables
 */
export function strftime(seconds: number, format: string): string | null {
  const at = calendarOf(seconds);
  if (!at) return null;
  return format.replace(/%(?:(-)?(:{1,3}z|[A-Za-z%+])|(\d)([NQ]))/g, (whole, dash, name?: string, width?: string) => {
    if (width !== undefined) return subseconds(at, Number(width));
    const zone = ZONES[name as string];
    if (zone !== undefined) return zone;
    const text = VARIABLES[name as string]?.(at, seconds) ?? whole;
    return dash === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}
