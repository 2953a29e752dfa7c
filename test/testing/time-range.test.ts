import { describe, expect, it } from 'vitest';
import { absoluteRange, instantOf, timeBoundsOf, timeProblems } from '../../src/testing/time-range.ts';

const at = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n;
const now = () => at('2026-03-01T10:30:00Z');

describe('times of a test', () => {
  it.each([
    ['2026-03-01T10:00:00Z', at('2026-03-01T10:00:00Z')],
    ['2026-03-01T10:00:00+02:00', at('2026-03-01T08:00:00Z')],
    ['2026-03-01T10:00:00', at('2026-03-01T10:00:00Z')],
    ['2026-03-01', at('2026-03-01T00:00:00Z')],
    ['1772359200', at('2026-03-01T10:00:00Z')],
    ['1772359200.5', at('2026-03-01T10:00:00.500Z')],
    ['0', 0n],
    ['yesterday', undefined],
    ['-24h', undefined],
  ])('%s', (text, instant) => {
    expect(instantOf(text)).toBe(instant);
  });

  it('reckons relative bounds from the clock', () => {
    const bounds = timeBoundsOf({ earliestTime: '-1h@h', latestTime: 'now' });
    expect(bounds && absoluteRange(bounds, now)).toEqual({ earliest: at('2026-03-01T09:00:00Z'), latest: now() });
    expect(timeBoundsOf({})).toBeUndefined();
  });

  it('says what is no time', () => {
    expect(timeProblems({ now: 'soon', earliestTime: '-1x', latestTime: '-24h@h' })).toEqual([
      '"now" is no time: soon. Write it as 2026-01-31T12:00:00Z.',
      '"earliest_time" is no time: -1x. Write it as 2026-01-31T12:00:00Z or -24h@h.',
    ]);
  });
});
