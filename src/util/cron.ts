import { largest, smallest } from './append.ts';

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** When a cron expression fires: the numbers that each of its five fields takes. */
interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly isDay: (date: Date) => boolean;
}

/** Whether a text is a cron expression of five fields. */
export const isCron = (text: string): boolean => parseCron(text) !== undefined;

/** Undefined when the text is no cron expression of five fields. */
function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minutes, hours, days, months, weekdays] = fields.map((field, index) => numbersOf(field, index));
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const anyDay = fields[2] === '*';
  const anyWeekday = fields[4] === '*';
  return {
    minutes,
    hours,
    isDay: (date) => {
      if (!months.has(date.getUTCMonth() + 1)) return false;
      const byDate = days.has(date.getUTCDate());
      const byWeekday = weekdays.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays.has(7));
      // Where both are given either will do.
      return anyDay || anyWeekday ? byDate && byWeekday : byDate || byWeekday;
    },
  };
}

function numbersOf(field: string, index: number): ReadonlySet<number> | undefined {
  const [least, most] = RANGES[index] as readonly [number, number];
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const [, any, from, to, step] = match;
    const start = any === undefined ? numberOf(from as string, index) : least;
    const end =
      any !== undefined || (to === undefined && step !== undefined) ? most : numberOf(to ?? (from as string), index);
    const stride = step === undefined ? 1 : Number(step);
    if (start < least || end > most || start > end || stride < 1) return undefined;
    for (let value = start; value <= end; value += stride) numbers.add(value);
  }
  return numbers;
}

function numberOf(text: string, index: number): number {
  const name = text.toLowerCase();
  if (index === 3 && MONTHS.includes(name)) return MONTHS.indexOf(name) + 1;
  if (index === 4 && DAYS.includes(name)) return DAYS.indexOf(name);
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** The days with a run among those looked at. */
function daysOf({ isDay }: Cron): readonly number[] {
  const days: number[] = [];
  for (let day = 0; day < DAYS_LOOKED_AT; day += 1) if (isDay(new Date(FIRST_DAY + day * DAY))) days.push(day);
  return days;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Two years, so that every month and a leap day are among the days. */
const DAYS_LOOKED_AT = 731;
const FIRST_DAY = Date.UTC(2024, 0, 1);

/**
 * The least and the most minutes between two runs of a cron expression. Undefined when it is none, or has fewer than two
 * runs in two years.
 *
 * @example cronIntervals('0 * * * *') // { least: 60, most: 60 }
 */
export function cronIntervals(text: string): { readonly least: number; readonly most: number } | undefined {
  const cron = parseCron(text);
  if (!cron) return undefined;
  const times = [...cron.hours]
    .sort((a, b) => a - b)
    .flatMap((hour) => [...cron.minutes].sort((a, b) => a - b).map((minute) => hour * 60 + minute));
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const gaps = new Set(times.slice(1).map((time, index) => time - (times[index] as number)));
  const days = daysOf(cron);
  if (days.length === 0) return undefined;
  for (const [index, day] of days.slice(1).entries()) gaps.add((day - (days[index] as number)) * 1440 + first - last);
  return gaps.size === 0 ? undefined : { least: smallest(gaps), most: largest(gaps) };
}
