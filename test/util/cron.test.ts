import { expect, it } from 'vitest';
import { cronIntervals } from '../../src/util/cron.ts';

it.each([
  ['0 * * * *', 60, 60],
  ['*/15 * * * *', 15, 15],
  ['*/25 * * * *', 10, 25],
  ['10 0 * * *', 1440, 1440],
  ['0 2 * * 0', 10_080, 10_080],
  ['0 2 * * sun', 10_080, 10_080],
  ['0 2 * * 7', 10_080, 10_080],
  ['0 0 1 * *', 28 * 1440, 31 * 1440],
  ['0 8-16/4 * * 1-5', 240, 3 * 1440 - 480],
  ['5,35 * * * *', 30, 30],
  ['0 0 1 jan *', 366 * 1440, 366 * 1440],
])('%s lies between %i and %i minutes apart', (cron, least, most) => {
  expect(cronIntervals(cron)).toEqual({ least, most });
});

it.each(['', '* * * *', '60 * * * *', 'a * * * *', '*/0 * * * *', '5-1 * * * *', '@hourly'])('%s is none', (cron) => {
  expect(cronIntervals(cron)).toBeUndefined();
});
