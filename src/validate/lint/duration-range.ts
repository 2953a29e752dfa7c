import { defineRule } from './rule.ts';
import { durationMinutes } from './shared-durations.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const LEAST = 5;
const MOST = 14 * 24 * 60;
const LONG_PERIOD = 2 * 24 * 60;
const HOUR = 60;

/** Of suppression, and of incidents. */
const OTHERS = [
  { path: ['suppressionDuration'], most: 24 * HOUR, range: '5 minutes to 24 hours' },
  {
    path: ['incidentConfiguration', 'groupingConfiguration', 'lookbackDuration'],
    most: 7 * 24 * HOUR,
    range: '5 minutes to 7 days',
  },
] as const;

const rule = (frequency: string, period: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\nqueryFrequency: ${frequency}\nqueryPeriod: ${period}`;

/** https://learn.microsoft.com/azure/sentinel/scheduled-rules-overview */
export default defineRule({
  name: 'duration-range',
  kinds: SENTINEL_RULES,
  why: 'Sentinel refuses the rule: both durations are 5 minutes to 14 days, and a look back of 2 days or more runs hourly at most.',
  valid: [rule('5m', '5m'), rule('1h', '14d'), rule('1d', '2d')],
  invalid: [
    { content: rule('4m', '1h'), at: '5:17' },
    { content: rule('1d', '15d'), at: '6:14' },
    { content: rule('30m', '2d'), at: '5:17' },
    { content: rule('1h', '1h\nsuppressionDuration: 25h'), at: '7:22' },
    {
      content: rule('1h', '1h\nincidentConfiguration: {groupingConfiguration: {lookbackDuration: P8D}}'),
      at: '7:67',
    },
  ],
  check({ document }, report) {
    const minutes = ['queryFrequency', 'queryPeriod'].map((key) => {
      const text = valueAt(document.value, [key]);
      const duration = typeof text === 'string' ? durationMinutes(text) : undefined;
      if (duration !== undefined && (duration < LEAST || duration > MOST)) {
        report(document.at([key]), `"${key}" is ${String(text).trim()}; Sentinel takes 5 minutes to 14 days.`);
      }
      return duration;
    });
    for (const { path, most, range } of OTHERS) {
      const text = valueAt(document.value, path);
      const duration = typeof text === 'string' ? durationMinutes(text) : undefined;
      if (duration === undefined || (duration >= LEAST && duration <= most)) continue;
      report(document.at(path), `"${path.at(-1)}" is ${String(text).trim()}; Sentinel takes ${range}.`);
    }
    const [frequency, period] = minutes;
    if (frequency === undefined || period === undefined || period < LONG_PERIOD || frequency >= HOUR) return;
    report(document.at(['queryFrequency']), 'A query that looks back 2 days or more runs at most once an hour.', {
      hint: 'Make it 1h or longer.',
    });
  },
});
