import { defineRule } from './rule.ts';
import { durationMinutes } from './shared-durations.ts';
import { valueAt } from './shared-lists.ts';

const rule = (frequency: string, period: string, query = 'T'): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: ${query}\nqueryFrequency: ${frequency}\nqueryPeriod: ${period}`;

/** https://learn.microsoft.com/azure/sentinel/ingestion-delay */
export default defineRule({
  name: 'ingestion-delay',
  kinds: ['sentinel-scheduled-rule'],
  why: 'A row that arrives minutes after its time lies between two windows that meet exactly, and no run sees it.',
  valid: [rule('1h', '2h'), rule('1h', '1h', 'T | where ingestion_time() > ago(1h)')],
  invalid: [{ content: rule('1h', '1h'), at: '6:14' }],
  check({ document, query }, report) {
    const [frequency, period] = ['queryFrequency', 'queryPeriod'].map((key) => {
      const text = valueAt(document.value, [key]);
      return typeof text === 'string' ? durationMinutes(text) : undefined;
    });
    if (frequency === undefined || frequency !== period || /\bingestion_time\s*\(/.test(query?.text ?? '')) return;
    report(document.at(['queryPeriod']), 'The runs look back exactly as far as they lie apart.', {
      hint: 'Look back a few minutes further, and keep rows by ingestion_time().',
    });
  },
});
