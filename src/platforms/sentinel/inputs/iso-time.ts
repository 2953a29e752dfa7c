import { EPOCH_TICKS } from '../../../languages/kql/values.ts';

const ISO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(?:Z|UTC|([+-])(\d{2}):?(\d{2}))?$/;

const TICKS_PER_SECOND = 10_000_000;
const TICK_DIGITS = 7;

/** Ticks (100 ns since the year 1) of a time in ISO 8601; UTC where no zone is given. Undefined for anything else. */
export function ticksOfIsoTime(text: string): bigint | undefined {
  const match = ISO_TIME.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHours = '0', zoneMinutes = '0'] = match;
  const offset = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60;
  const milliseconds = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second) - offset,
  );
  const wholeSeconds = BigInt(milliseconds / 1000);
  const ticks = BigInt(fraction.slice(0, TICK_DIGITS).padEnd(TICK_DIGITS, '0'));
  return wholeSeconds * BigInt(TICKS_PER_SECOND) + ticks + EPOCH_TICKS;
}
