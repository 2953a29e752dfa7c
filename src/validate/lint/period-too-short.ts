import { defineRule } from './rule.ts';
import { durationMinutes } from './shared-durations.ts';
import { valueAt } from './shared-lists.ts';

const rule = (frequency: string, period: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\nqueryFrequency: ${frequency}\nqueryPeriod: ${period}`;

export default defineRule({
  name: 'period-too-short',
  kinds: ['sentinel-scheduled-rule'],
  why: 'What happens between two runs and before the window of the second is never looked at.',
  valid: [rule('1h', '1h'), rule('30m', 'PT1H'), rule('1d', '14d')],
  invalid: [{ content: rule('1h', '30m'), at: '6:14' }],
  check({ document }, report) {
    const frequency = minutesAt(document.value, 'queryFrequency');
    const period = minutesAt(document.value, 'queryPeriod');
    if (frequency === undefined || period === undefined || period >= frequency) return;
    report(document.at(['queryPeriod']), 'The query looks back less far than its runs lie apart.', {
      hint: `Make it at least ${String(valueAt(document.value, ['queryFrequency'])).trim()}.`,
    });
  },
});

function minutesAt(value: unknown, key: string): number | undefined {
  const text = valueAt(value, [key]);
  return typeof text === 'string' ? durationMinutes(text) : undefined;
}
