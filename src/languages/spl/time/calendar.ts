/** Seconds since 1970 taken apart in UTC: the time zone of a run. */
export interface Calendar {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Microseconds of the second. */
  readonly microseconds: number;
}

export const SECONDS_PER_DAY = 86_400;

export function calendarOf(seconds: number): Calendar | null {
  const whole = Math.floor(seconds);
  const date = new Date(whole * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
    microseconds: Math.min(999_999, Math.round((seconds - whole) * 1_000_000)),
  };
}

/** Seconds since 1970; parts beyond their range carry over. */
export function secondsOf(year: number, month: number, day: number, hours = 0, minutes = 0, seconds = 0): number {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hours, minutes, seconds, 0);
  return date.getTime() / 1000;
}

export function dayOfYear({ year, month, day }: Calendar): number {
  return Math.round((secondsOf(year, month, day) - secondsOf(year, 0, 1)) / SECONDS_PER_DAY) + 1;
}

/** ISO 8601: weeks begin on Monday, the first holds the year's first Thursday. */
export function isoWeek(calendar: Calendar): { year: number; week: number } {
  const weekday = (calendar.weekday + 6) % 7;
  const thursday = calendarOf(secondsOf(calendar.year, calendar.month, calendar.day + 3 - weekday)) ?? calendar;
  return { year: thursday.year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
