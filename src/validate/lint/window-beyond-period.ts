import { lookBacks } from '../look-back.ts';
import { defineRule } from './rule.ts';
import { durationMinutes } from './shared-durations.ts';
import { valueAt } from './shared-lists.ts';

const rule = (period: string, condition: string): string =>
  `id: a\nname: A\nkind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: ${period}\nquery: DeviceEvents | where ${condition}`;

/** https://learn.microsoft.com/azure/sentinel/create-analytics-rules#query-scheduling-and-alert-threshold */
export default defineRule({
  name: 'window-beyond-period',
  kinds: ['sentinel-scheduled-rule'],
  readsQuery: true,
  why: 'Sentinel shows the query the rows of the last queryPeriod and no others: a baseline of two weeks is one of two hours, and everything looks new.',
  valid: [
    rule('14d', 'TimeGenerated > ago(14d)'),
    rule('2h', 'TimeGenerated > ago(1h)'),
    rule('2h', 'TimeGenerated < ago(3h)'),
  ],
  invalid: [
    { content: rule('2h', 'TimeGenerated > ago(14d)'), at: '6:45' },
    { content: rule('2h', 'TimeGenerated between (ago(14d) .. ago(1d))'), at: '6:52' },
  ],
  check({ query: text, document }, report, { query }) {
    const written = valueAt(document.value, ['queryPeriod']);
    const period = typeof written === 'string' ? durationMinutes(written) : undefined;
    if (!query || !text || period === undefined) return;
    const told = new Set<number>();
    for (const { minutes, span } of lookBacks(query).flat()) {
      if (minutes <= period || told.has(span.start)) continue;
      told.add(span.start);
      report(text.locate(span.start, span.end), `The query sees the last ${String(written).trim()} only.`, {
        hint: 'Make queryPeriod as long as the query looks back; 14d is the most.',
      });
    }
  },
});
