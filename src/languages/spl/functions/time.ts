import type { Context } from '../../../plan/context.ts';
import { relativeTime } from '../time/relative-time.ts';
import { strftime } from '../time/strftime.ts';
import { strptime } from '../time/strptime.ts';
import { toNumber, toText } from '../values.ts';
import { defineFunction, type SplFunction } from './define.ts';

/** The run's present in seconds; `now()` is a whole number. */
const present = (context: Context): number => Number(context.clock.now / 1_000_000n) / 1000;

export const timeFunctions: readonly SplFunction[] = [
  defineFunction({
    name: 'now',
    page: 'time',
    syntax: 'now()',
    summary: 'The time at which the search began, in whole seconds.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'if(now() = now(), "same", "other")', result: 'same' }],
    evaluate: (_args, context) => Math.floor(present(context)),
  }),
  defineFunction({
    name: 'time',
    page: 'time',
    syntax: 'time()',
    summary: 'The time at which the event is looked at; here the clock of the run.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'if(time() >= now(), "later", "earlier")', result: 'later' }],
    evaluate: (_args, context) => present(context),
  }),
  defineFunction({
    name: 'relative_time',
    page: 'time',
    syntax: 'relative_time(<time>, <specifier>)',
    summary: 'A time moved by a relative time specifier.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'relative_time(1705322096, "@d")', result: '1705276800' },
      { eval: 'relative_time(1705322096, "-1d@d+3h")', result: '1705201200' },
    ],
    evaluate: ([value = null, specifier = null]) => {
      const time = toNumber(value);
      return time === null || specifier === null ? null : relativeTime(time, toText(specifier));
    },
  }),
  defineFunction({
    name: 'strftime',
    page: 'time',
    syntax: 'strftime(<time>, <format>)',
    summary: 'A time as text.',
    minimum: 2,
    maximum: 2,
    examples: [{ eval: 'strftime(1705322096, "%Y-%m-%dT%H:%M:%S.%3N")', result: '2024-01-15T12:34:56.000' }],
    evaluate: ([value = null, format = null]) => {
      const time = toNumber(value);
      return time === null || format === null ? null : strftime(time, toText(format));
    },
  }),
  defineFunction({
    name: 'strptime',
    page: 'time',
    syntax: 'strptime(<text>, <format>)',
    summary: 'The time that a text says, in seconds with six decimals.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'strptime("2024-01-15 12:34:56", "%Y-%m-%d %H:%M:%S")', result: '1705322096.000000' },
      { eval: 'strptime("yesterday", "%Y-%m-%d")', result: null },
    ],
    evaluate: ([value = null, format = null], context) => {
      if (value === null || format === null) return null;
      const time = strptime(toText(value), toText(format), { today: present(context) });
      return time === null ? null : time.toFixed(6);
    },
  }),
];
