import { defineRule } from './rule.ts';
import { durationMinutes } from './shared-durations.ts';
import { valueAt } from './shared-lists.ts';

const rule = (rest: string, query = 'T'): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: ${query}\nqueryFrequency: 1h\nqueryPeriod: ${rest}`;

/** Other durations Sentinel refuses. */
const LEAST = 5;
const MOST = 14 * 24 * 60;

/** A baseline looks back far on purpose, and says how far it looks for what is new. */
const OWN_WINDOW = /\b(?:ago|ingestion_time|summarize|make-series|join|arg_max)\b/;

export default defineRule({
  name: 'overlapping-runs',
  kinds: ['sentinel-scheduled-rule'],
  why: 'What one run finds the next ones find again while it stays within the window: one event makes many alerts.',
  valid: [
    rule('2h'),
    rule('1d', 'T | where TimeGenerated > ago(1h)'),
    rule('1d\nsuppressionEnabled: true\nsuppressionDuration: 1d'),
  ],
  invalid: [{ content: rule('1d'), at: '6:14' }],
  check({ document, query }, report) {
    const [frequency, period] = ['queryFrequency', 'queryPeriod'].map((key) => {
      const text = valueAt(document.value, [key]);
      return typeof text === 'string' ? durationMinutes(text) : undefined;
    });
    if (frequency === undefined || period === undefined || period <= 2 * frequency) return;
    if (frequency < LEAST || period > MOST) return;
    if (valueAt(document.value, ['suppressionEnabled']) === true || OWN_WINDOW.test(query?.text ?? '')) return;
    report(document.at(['queryPeriod']), 'Each event is looked at by several runs.', {
      hint: 'Shorten queryPeriod to a little more than queryFrequency, or keep rows by ingestion_time().',
    });
  },
});
