import { describe, expect, it } from 'vitest';
import { relativeTime } from '../../../src/languages/spl/time/relative-time.ts';
import { strftime } from '../../../src/languages/spl/time/strftime.ts';
import { strptime } from '../../../src/languages/spl/time/strptime.ts';

// Monday, 2024-01-15 12:34:56 UTC
const NOW = 1_705_322_096;
const iso = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000).toISOString().slice(0, 19));

describe('relativeTime', () => {
  it.each([
    ['-1d@d+3h', '2024-01-14T03:00:00'],
    ['@w', '2024-01-14T00:00:00'],
    ['@w7', '2024-01-14T00:00:00'],
    ['@w1', '2024-01-15T00:00:00'],
    ['-h', '2024-01-15T11:34:56'],
    ['-1mon@mon', '2023-12-01T00:00:00'],
    ['-q@q', '2023-10-01T00:00:00'],
    ['+1y', '2025-01-15T12:34:56'],
    ['-70m@m', '2024-01-15T11:24:00'],
    ['now', '2024-01-15T12:34:56'],
    ['-1month', '2023-12-15T12:34:56'],
    ['yesterday', null],
    ['', null],
  ])('%s', (specifier, expected) => {
    expect(iso(relativeTime(NOW, specifier))).toBe(expected);
  });

  it('stays within a shorter month', () => {
    expect(iso(relativeTime(Date.UTC(2024, 2, 31) / 1000, '-1mon'))).toBe('2024-02-29T00:00:00');
  });
});

describe('strftime', () => {
  it.each([
    ['%Y-%m-%dT%H:%M:%S.%3N%z', '2024-01-15T12:34:56.250+0000'],
    ['%a %A %b %B %e %j', 'Mon Monday Jan January 15 015'],
    ['%I:%M %p %y %w %u', '12:34 PM 24 1 1'],
    ['%s %Q %6N %f', '1705322096 250 250000 250000'],
    ['%F %T %D %R', '2024-01-15 12:34:56 01/15/24 12:34'],
    ['%G-W%V', '2024-W03'],
    ['%Z 100%%', 'UTC 100%'],
  ])('%s', (format, expected) => {
    expect(strftime(NOW + 0.25, format)).toBe(expected);
  });
});

describe('strptime', () => {
  it.each([
    ['2024-01-15 12:34:56.5', '%Y-%m-%d %H:%M:%S.%N', NOW + 0.5],
    ['2024-01-15T12:34:56.500Z', '%Y-%m-%dT%H:%M:%S.%3N%Z', NOW + 0.5],
    ['15/Jan/2024:14:34:56 +0200', '%d/%b/%Y:%H:%M:%S %z', NOW],
    ['01/15/2024 12:34:56 PM', '%m/%d/%Y %I:%M:%S %p', NOW],
    ['01/15/2024 12:34:56 AM', '%m/%d/%Y %I:%M:%S %p', NOW - 43_200],
    ['1705322096', '%s', NOW],
    ['2024-13-01', '%Y-%m-%d', null],
    ['soon', '%Y', null],
  ])('%s by %s', (text, format, expected) => {
    expect(strptime(text, format)).toBe(expected);
  });
});
