import { MONTHS, SECONDS_PER_DAY, secondsOf, WEEKDAYS } from './calendar.ts';

/** What a text says of a time so far. */
interface Parts {
  year?: number;
  century?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hours?: number;
  afternoon?: boolean;
  minutes?: number;
  seconds?: number;
  fraction?: number;
  /** Seconds east of UTC. */
  zone?: number;
  epoch?: number;
}

interface Directive {
  readonly pattern: string;
  set(parts: Parts, text: string): void;
}

const number = (pattern: string, key: keyof Parts, change = (value: number): number => value): Directive => ({
  pattern,
  set: (parts, text) => {
    (parts as Record<string, unknown>)[key] = change(Number(text));
  },
});

/** A number of up to two digits; the second is read if the first leaves room for it below the greatest value. */
const upTo = (tens: number): string => `[0-${tens}]\\d|[0-${tens}](?!\\d)|[${tens + 1}-9]`;

const nameIn = (names: readonly string[], text: string): number =>
  names.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());

const month: Directive = {
  pattern: MONTHS.flatMap((name) => [name, name.slice(0, 3)]).join('|'),
  set: (parts, text) => {
    parts.month = nameIn(MONTHS, text);
  },
};
const weekday: Directive = {
  pattern: WEEKDAYS.flatMap((name) => [name, name.slice(0, 3)]).join('|'),
  set: () => undefined,
};
const fraction: Directive = {
  pattern: '\\d{1,9}',
  set: (parts, text) => {
    parts.fraction = Number(`0.${text}`);
  },
};

const NAMED_ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
};

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: number('\\d{4}', 'year'),
  y: number('\\d{2}', 'year', (value) => (value < 69 ? 2000 + value : 1900 + value)),
  C: number('\\d{2}', 'century'),
  m: number(upTo(1), 'month', (value) => value - 1),
  d: number(`\\s?(?:${upTo(3)})`, 'day'),
  e: number(`\\s?(?:${upTo(3)})`, 'day'),
  j: number('\\d{1,3}', 'dayOfYear'),
  B: month,
  b: month,
  h: month,
  A: weekday,
  a: weekday,
  w: { pattern: '[0-6]', set: () => undefined },
  u: { pattern: '[1-7]', set: () => undefined },
  H: number(`\\s?(?:${upTo(2)})`, 'hours'),
  k: number(`\\s?(?:${upTo(2)})`, 'hours'),
  I: number(`\\s?(?:${upTo(1)})`, 'hours'),
  l: number(`\\s?(?:${upTo(1)})`, 'hours'),
  p: {
    pattern: '[AaPp]\\.?[Mm]\\.?',
    set: (parts, text) => {
      parts.afternoon = /^p/i.test(text);
    },
  },
  M: number(upTo(5), 'minutes'),
  S: number(upTo(6), 'seconds'),
  f: fraction,
  N: fraction,
  Q: fraction,
  s: number('-?\\d+(?:\\.\\d+)?', 'epoch'),
  z: {
    pattern: '[+-]\\d{2}:?\\d{2}|Z',
    set: (parts, text) => {
      parts.zone = zoneOf(text);
    },
  },
  Z: {
    pattern: '[A-Za-z]{1,5}|[+-]\\d{2}:?\\d{2}',
    set: (parts, text) => {
      parts.zone = zoneOf(text);
    },
  },
};

const COMPOSITES: Readonly<Record<string, string>> = {
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
  x: '%m/%d/%Y',
  X: '%H:%M:%S',
  c: '%a %b %d %H:%M:%S %Y',
  r: '%I:%M:%S %p',
  '+': '%a %b %d %H:%M:%S %Z %Y',
  P: '%p',
};

function zoneOf(text: string): number {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (!offset) return (NAMED_ZONES[text.toUpperCase()] ?? 0) * 3600;
  const seconds = Number(offset[2]) * 3600 + Number(offset[3]) * 60;
  return offset[1] === '-' ? -seconds : seconds;
}

interface CompiledFormat {
  readonly expression: RegExp;
  readonly directives: readonly Directive[];
}

const formats = new Map<string, CompiledFormat>();

/** What holds for what a text does not say. */
export interface UnsaidParts {
  /** Gives the date of a text that says a time of day only. */
  readonly today?: number;
  readonly year?: number;
  /** How many seconds the zone is ahead of UTC at a local time. */
  readonly offsetAt?: (local: number) => number;
}

/**
 * The time that a text says, in seconds since 1970; null when it does not fit the format. Text behind what the format
 * describes is passed over; the zone is UTC unless `%z` or `offsetAt` says otherwise.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/evaluation-functions/date-and-time-functions
 */
export function strptime(text: string, format: string, unsaid: UnsaidParts = {}): number | null {
  let compiled = formats.get(format);
  if (!compiled) {
    compiled = compileFormat(format);
    if (formats.size > 500) formats.clear();
    formats.set(format, compiled);
  }
  const found = compiled.expression.exec(text);
  if (!found) return null;
  const parts: Parts = {};
  compiled.directives.forEach((directive, index) => {
    const said = found[index + 1];
    if (said !== undefined) directive.set(parts, said);
  });
  return secondsOfParts(parts, unsaid);
}

function compileFormat(format: string): CompiledFormat {
  const expanded = format.replace(/%([FTRDxXcr+P])/g, (_whole, name: string) => COMPOSITES[name] as string);
  const directives: Directive[] = [];
  const token = /(\.)?%(?:\d?([NQ])|:{0,3}(z)|-?([A-Za-z]))|%%|\s+|[\s\S]/g;
  const source = expanded.replace(token, (whole, period, wide, zone, name, at: number) => {
    const directive = DIRECTIVES[wide ?? zone ?? name ?? ''];
    if (directive) {
      directives.push(directive);
      // A text without parts of a second fits a format that asks for them.
      if (directive === fraction && period) return `(?:\\.(${directive.pattern}))?`;
      // An epoch in milliseconds is `%s%3N`: what follows at once are no more seconds.
      const isCut = directive === DIRECTIVES['s'] && /^%\d?[NQ]/.test(expanded.slice(at + whole.length));
      return `${period ? '\\.' : ''}(${isCut ? '\\d{10}' : directive.pattern})`;
    }
    if (whole === '%%') return '%';
    if (whole === '%n' || whole === '%t' || /^\s+$/.test(whole)) return '\\s*';
    return whole.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return { expression: new RegExp(`^\\s*${source}`, 'i'), directives };
}

/** Whether a format says at least the month and the day: a time of day alone may be of any. */
export function tellsDate(format: string): boolean {
  const { directives } = compileFormat(format);
  const says = (...names: readonly string[]): boolean =>
    names.some((name) => directives.includes(DIRECTIVES[name] as Directive));
  return says('s') || says('j') || (says('m', 'b') && says('d', 'e'));
}

function secondsOfParts(parts: Parts, { today = 0, year: unsaidYear = 1970, offsetAt }: UnsaidParts): number | null {
  const { fraction: subsecond = 0, zone } = parts;
  if (parts.epoch !== undefined) return parts.epoch + subsecond;
  const { month: monthOf = 0, day: dayOf = 1, minutes = 0, seconds = 0, dayOfYear } = parts;
  let { hours = 0 } = parts;
  if (parts.afternoon !== undefined) hours = (hours % 12) + (parts.afternoon ? 12 : 0);
  if (monthOf < 0 || monthOf > 11 || dayOf < 1 || dayOf > 31 || hours > 24 || minutes > 59 || seconds > 61) return null;
  const isTimeOfDay = [parts.year, parts.month, parts.day, dayOfYear].every((part) => part === undefined);
  // A year and a month without a day are no date.
  if (parts.month !== undefined && parts.day === undefined) return null;
  const year = parts.year ?? unsaidYear;
  const start = isTimeOfDay
    ? Math.floor(today / SECONDS_PER_DAY) * SECONDS_PER_DAY
    : dayOfYear === undefined
      ? secondsOf(year, monthOf, dayOf)
      : secondsOf(year, 0, 1) + (dayOfYear - 1) * SECONDS_PER_DAY;
  const local = start + hours * 3600 + minutes * 60 + seconds;
  return local + subsecond - (zone ?? offsetAt?.(local) ?? 0);
}
