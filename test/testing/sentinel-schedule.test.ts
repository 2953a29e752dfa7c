import { describe, expect, it } from 'vitest';
import { parseSentinelDuration } from '../../src/testing/sentinel-duration.ts';
import {
  alertsOf,
  type SentinelSchedule,
  scheduleTicks,
  sentinelScheduleOf,
  triggers,
} from '../../src/testing/sentinel-schedule.ts';

const MINUTE = 60_000_000_000n;
const HOUR = 60n * MINUTE;
const at = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const iso = (time: bigint): string => new Date(Number(time / 1_000_000n)).toISOString();

const RULE = {
  kind: 'Scheduled',
  queryFrequency: '1h',
  queryPeriod: '2h',
  triggerOperator: 'gt',
  triggerThreshold: 0,
};
const schedule = (changes: Readonly<Record<string, unknown>> = {}): SentinelSchedule => {
  const made = sentinelScheduleOf({ ...RULE, ...changes });
  if (typeof made === 'string') throw new Error(made);
  return made;
};

describe('durations', () => {
  it.each([
    ['5m', 5n * MINUTE],
    ['1h10m', 70n * MINUTE],
    ['14d', 14n * 24n * HOUR],
    ['PT1H', HOUR],
    ['P1DT30M', 24n * HOUR + 30n * MINUTE],
    ['01:00:00', HOUR],
    ['1.00:00:00', 24n * HOUR],
  ])('%s', (text, expected) => expect(parseSentinelDuration(text)).toBe(expected));

  it.each(['', 'P', 'PT', 'h', '1 hour', '-5m', '5'])('%j is none', (text) => {
    expect(parseSentinelDuration(text)).toBeUndefined();
  });
});

describe('the schedule of a rule', () => {
  it('is read from its YAML', () => {
    expect(
      schedule({
        triggerOperator: 'GreaterThan',
        triggerThreshold: 10,
        suppressionEnabled: true,
        suppressionDuration: 'PT5H',
        eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
      }),
    ).toEqual({
      kind: 'Scheduled',
      frequency: HOUR,
      period: 2n * HOUR,
      delay: 5n * MINUTE,
      operator: 'gt',
      threshold: 10,
      suppression: 5n * HOUR,
      grouping: 'AlertPerResult',
    });
  });

  it('of an NRT rule is a minute, two minutes late', () => {
    expect(sentinelScheduleOf({ kind: 'NRT ' })).toEqual({
      kind: 'NRT',
      frequency: MINUTE,
      period: MINUTE,
      delay: 2n * MINUTE,
      operator: 'gt',
      threshold: 0,
      grouping: 'SingleAlert',
    });
  });

  it('says what is wrong', () => {
    expect([
      sentinelScheduleOf({ ...RULE, queryFrequency: 'hourly' }),
      sentinelScheduleOf({ ...RULE, queryPeriod: '0m' }),
      sentinelScheduleOf({ ...RULE, triggerOperator: 'GT' }),
      sentinelScheduleOf({ ...RULE, triggerThreshold: 'many' }),
      sentinelScheduleOf({ ...RULE, suppressionEnabled: true, suppressionDuration: 'long' }),
    ]).toEqual([
      '"queryFrequency" is no duration: hourly.',
      '"queryPeriod" is no duration: 0m.',
      '"triggerOperator" is none of gt, lt, eq, ne: GT.',
      '"triggerThreshold" is no whole number: many.',
      '"suppressionDuration" is no duration: long.',
    ]);
  });
});

describe('ticks', () => {
  const windows = (made: SentinelSchedule, first: string, last: string) =>
    Array.from(scheduleTicks(made, at(first), at(last)), ({ from, to, startsAt }) => [from, to, startsAt].map(iso));

  it('cover every window that can hold an event', () => {
    expect(windows(schedule(), '2025-03-13T10:30:00Z', '2025-03-13T10:40:00Z')).toEqual([
      ['2025-03-13T09:00:00.000Z', '2025-03-13T11:00:00.000Z', '2025-03-13T11:05:00.000Z'],
      ['2025-03-13T10:00:00.000Z', '2025-03-13T12:00:00.000Z', '2025-03-13T12:05:00.000Z'],
    ]);
  });

  it('show an event exactly once when period and frequency are equal, on the boundary too', () => {
    const made = schedule({ queryPeriod: '1h' });
    const event = at('2025-03-13T11:00:00Z');
    const seen = Array.from(scheduleTicks(made, event - HOUR, event), ({ from, to }) => from <= event && event < to);
    expect(seen).toEqual([false, true]);
  });
});

describe('alerts', () => {
  it('follow operator and threshold', () => {
    const outcome = (triggerOperator: string) =>
      [4, 5, 6].map((results) => triggers(schedule({ triggerOperator, triggerThreshold: 5 }), results));
    expect(outcome('gt')).toEqual([false, false, true]);
    expect(outcome('lt')).toEqual([true, false, false]);
    expect(outcome('eq')).toEqual([false, true, false]);
    expect(outcome('ne')).toEqual([true, false, true]);
  });

  it('are one, or one per row up to a limit', () => {
    const perResult = { eventGroupingSettings: { aggregationKind: 'AlertPerResult' } };
    expect(alertsOf(schedule(), 7)).toBe(1);
    expect(alertsOf(schedule(perResult), 7)).toBe(7);
    expect(alertsOf(schedule(perResult), 1000)).toBe(150);
    expect(alertsOf(schedule({ kind: 'NRT', ...perResult }), 1000)).toBe(30);
    expect(alertsOf(schedule({ ...perResult, triggerOperator: 'lt', triggerThreshold: 1 }), 0)).toBe(1);
    expect(alertsOf(schedule(perResult), 0)).toBe(0);
  });
});
