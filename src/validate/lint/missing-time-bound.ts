import { defineRule } from './rule.ts';
import { kqlCode } from './shared-kql-code.ts';
import { plansOf } from '../expressions.ts';

const rule = (query: string): string => `id: a\nname: A\ntactics: []\nquery: ${query}`;

/** What bounds the time of a query: a comparison of its time column, a moment, a parser's arguments. */
const BOUND =
  /\b(?:ago|now|datetime|startofday|ingestion_time)\s*\(|\b(?:TimeGenerated|Timestamp|EventTime)\b\s*(?:[<>=]|!?between|!?in\b)|\b(?:starttime|endtime)\s*=/i;

export default defineRule({
  name: 'missing-time-bound',
  kinds: ['sentinel-hunting-query'],
  readsQuery: true,
  why: 'A hunting query has no schedule that bounds it: whoever runs it over the API reads the whole retention of the table, and pays for it.',
  valid: [
    rule('DeviceProcessEvents | where Timestamp > ago(1d)'),
    rule('imNetworkSession(starttime=ago(1d))'),
    rule('print 1'),
  ],
  invalid: [{ content: rule('DeviceProcessEvents | where FileName =~ "cmd.exe"'), at: '4:8' }],
  check({ query: text }, report, { query }) {
    if (!query || !text || BOUND.test(kqlCode(text.text))) return;
    if (!plansOf(query.plan).some((plan) => plan.op === 'Scan')) return;
    const start = text.text.length - text.text.trimStart().length;
    const end = text.text.indexOf('\n', start);
    report(text.locate(start, end < 0 ? text.text.trimEnd().length : end), 'Nothing bounds the time of the query.', {
      hint: 'Add "| where TimeGenerated > ago(7d)" behind the table.',
    });
  },
});
