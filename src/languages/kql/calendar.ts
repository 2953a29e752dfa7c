import { datetimeOf, datetimeOfTicks, daysInMonth } from './parse-scalar.ts';
import { Datetime, EPOCH_TICKS } from './values.ts';

export const TICKS_PER_SECOND = 10_000_000n;
export const TICKS_PER_HOUR = 36_000_000_000n;
export const TICKS_PER_DAY = 864_000_000_000n;

/** The largest multiple of `size` that is not above `value`; `size` is positive. */
export function floorTo(value: bigint, size: bigint): bigint {
  const rest = value % size;
  return rest === 0n ? value : rest < 0n ? value - rest - size : value - rest;
}

/** A datetime taken apart; month and day count from 1, `weekday` from Sunday, 0. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly ticksOfDay: bigint;
}

export function civilOf({ ticks }: Datetime): CivilTime {
  const days = ticks / TICKS_PER_DAY;
  const date = new Date(Number((days * TICKS_PER_DAY - EPOCH_TICKS) / 10_000n));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    ticksOfDay: ticks % TICKS_PER_DAY,
  };
}

/** The same time of day in another month; a day that the month lacks becomes its last. */
export function addMonths(value: Datetime, months: number): Datetime | null {
  const { year, month, day, ticksOfDay } = civilOf(value);
  const index = year * 12 + month - 1 + months;
  const newYear = Math.floor(index / 12);
  const newMonth = (index % 12) + 1;
  if (newYear < 1 || newYear > 9999) return null;
  return datetimeOf(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)), ticksOfDay);
}

export const addTicks = (value: Datetime, ticks: bigint): Datetime | null => datetimeOfTicks(value.ticks + ticks);

export type Period = 'day' | 'week' | 'month' | 'year';

/** The first moment of the period that lies `offset` periods from the one of `value`; weeks begin on Sunday. */
export function startOf(value: Datetime, period: Period, offset: number): Datetime | null {
  const midnight = new Datetime(value.ticks - (value.ticks % TICKS_PER_DAY));
  const { year, month, weekday } = civilOf(midnight);
  switch (period) {
    case 'day':
      return addTicks(midnight, BigInt(offset) * TICKS_PER_DAY);
    case 'week':
      return addTicks(midnight, BigInt(offset * 7 - weekday) * TICKS_PER_DAY);
    case 'month': {
      const first = datetimeOf(year, month, 1, 0n);
      return first && addMonths(first, offset);
    }
    case 'year':
      return datetimeOf(year + offset, 1, 1, 0n);
  }
}

/** The last tick of that period. */
export function endOf(value: Datetime, period: Period, offset: number): Datetime | null {
  const next = startOf(value, period, offset + 1);
  return next && addTicks(next, -1n);
}

export const dayOfYear = (value: Datetime): number => {
  const { year } = civilOf(value);
  const first = datetimeOf(year, 1, 1, 0n) as Datetime;
  return Number((value.ticks - first.ticks) / TICKS_PER_DAY) + 1;
};

/** The ISO 8601 week: the week of a year's first Thursday is its first. */
export function isoWeek(value: Datetime): number {
  const { weekday } = civilOf(value);
  const thursday = new Datetime(value.ticks + BigInt(4 - (weekday === 0 ? 7 : weekday)) * TICKS_PER_DAY);
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}
