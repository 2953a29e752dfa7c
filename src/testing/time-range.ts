import type { TestDefinition } from '../content/model.ts';
import { relativeTime } from '../languages/spl/time/relative-time.ts';
import type { TimeRange } from './replay.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** An instant in nanoseconds since 1970, or a text like `-24h@h`, reckoned from the run's clock. */
export type TimeBound = bigint | string;

export interface TimeBounds {
  readonly earliest?: TimeBound;
  readonly latest?: TimeBound;
}

/** The time bounds that a test sets; undefined when it replays all time. */
export function timeBoundsOf(test: Pick<TestDefinition, 'earliestTime' | 'latestTime'>): TimeBounds | undefined {
  const earliest = boundOf(test.earliestTime);
  const latest = boundOf(test.latestTime);
  if (earliest === undefined && latest === undefined) return undefined;
  return { ...(earliest !== undefined && { earliest }), ...(latest !== undefined && { latest }) };
}

/** What is wrong with the times of a test, a sentence each. */
export function timeProblems(test: Pick<TestDefinition, 'earliestTime' | 'latestTime' | 'now'>): readonly string[] {
  const problems: string[] = [];
  if (test.now !== undefined && instantOf(test.now) === undefined) {
    problems.push(`"now" is no time: ${test.now}. Write it as 2026-01-31T12:00:00Z.`);
  }
  for (const [key, text] of [
    ['earliest_time', test.earliestTime],
    ['latest_time', test.latestTime],
  ] as const) {
    const bound = boundOf(text);
    if (typeof bound === 'string' && relativeTime(0, bound) === null) {
      problems.push(`"${key}" is no time: ${text}. Write it as 2026-01-31T12:00:00Z or -24h@h.`);
    }
  }
  return problems;
}

/** The bounds as instants, given the run's present in nanoseconds. */
export function absoluteRange({ earliest, latest }: TimeBounds, now: () => bigint): TimeRange {
  const instant = (bound: TimeBound): bigint => {
    if (typeof bound === 'bigint') return bound;
    const seconds = relativeTime(Number(now() / NANOSECONDS_PER_MILLISECOND) / 1000, bound) ?? 0;
    return BigInt(Math.round(seconds * 1000)) * NANOSECONDS_PER_MILLISECOND;
  };
  return {
    ...(earliest !== undefined && { earliest: instant(earliest) }),
    ...(latest !== undefined && { latest: instant(latest) }),
  };
}

/** ISO 8601 or epoch seconds, to nanoseconds since 1970; undefined for anything else. */
export function instantOf(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) {
    const [whole = '0', fraction = ''] = trimmed.split('.');
    return BigInt(whole) * NANOSECONDS_PER_SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  }
  if (!/^\d{4}-/.test(trimmed)) return undefined;
  // A time without a zone is UTC, wherever the test runs.
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(trimmed) || /^\d{4}-\d{2}(-\d{2})?$/.test(trimmed);
  const milliseconds = Date.parse(zoned ? trimmed : `${trimmed}Z`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * NANOSECONDS_PER_MILLISECOND;
}

/** No text: no bound. `now` and `0` are bounds too; what is no instant is taken as relative. */
function boundOf(text: string | undefined): TimeBound | undefined {
  return text === undefined || text.trim() === '' ? undefined : (instantOf(text) ?? text.trim());
}
