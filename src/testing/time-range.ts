import type { TestDefinition } from '../content/model.ts';
import type { TimeRange } from './replay.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** The time bounds that a test sets, as instants; undefined when it replays all time. */
export function timeRangeOf(test: Pick<TestDefinition, 'earliestTime' | 'latestTime'>): TimeRange | undefined {
  const earliest = instant(test.earliestTime);
  const latest = instant(test.latestTime);
  if (earliest === undefined && latest === undefined) return undefined;
  return { ...(earliest !== undefined && { earliest }), ...(latest !== undefined && { latest }) };
}

/** ISO 8601 or epoch seconds, to nanoseconds since 1970. */
function instant(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : BigInt(Math.round(milliseconds)) * NANOSECONDS_PER_MILLISECOND;
}
