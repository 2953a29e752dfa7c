import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { SCHEDULED, SCHEDULES } from './shared-kinds.ts';
import { durationMinutes } from './shared-durations.ts';
import { valueAt } from './shared-lists.ts';
import { schedulesOf } from './shared-schedule.ts';

const rule = (frequency: string, period: string, query = 'T'): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: ${query}\nqueryFrequency: ${frequency}\nqueryPeriod: ${period}`;

const deployment = (earliest: string, latest: string): string =>
  `name: Hourly\nscheduling:\n  cron_schedule: 0 * * * *\n  earliest_time: ${earliest}\n  latest_time: ${latest}`;

/** https://learn.microsoft.com/azure/sentinel/ingestion-delay */
export default defineRule({
  name: 'ingestion-delay',
  kinds: SCHEDULED,
  objectKinds: SCHEDULES,
  why: 'A row that arrives minutes after its time lies between two windows that meet exactly, and no run sees it.',
  valid: [
    rule('1h', '2h'),
    rule('1h', '1h', 'T | where ingestion_time() > ago(1h)'),
    deployment('-70m@m', '-10m@m'),
    deployment('-90m', 'now'),
  ],
  invalid: [
    { content: rule('1h', '1h'), at: '6:14' },
    { content: deployment('-60m@m', "'@m'"), at: '5:16' },
  ],
  check({ document, query }, report) {
    tellOfSchedules(document, report);
    const [frequency, period] = ['queryFrequency', 'queryPeriod'].map((key) => {
      const text = valueAt(document.value, [key]);
      return typeof text === 'string' ? durationMinutes(text) : undefined;
    });
    if (frequency === undefined || frequency !== period || /\bingestion_time\s*\(/.test(query?.text ?? '')) return;
    report(document.at(['queryPeriod']), 'The runs look back exactly as far as they lie apart.', {
      hint: 'Look back a few minutes further, and keep rows by ingestion_time().',
    });
  },
  checkObject: ({ document }, report) => tellOfSchedules(document, report),
});

/** A window that ends with the run has to reach back past the run before. */
function tellOfSchedules(document: YamlDocument, report: Report): void {
  for (const { path, intervals, window } of schedulesOf(document)) {
    if (!intervals || !window || window.delay >= 1 || window.length !== intervals.most) continue;
    report(
      document.at([...path, 'latest_time']),
      'The runs look back exactly as far as they lie apart, up to the present.',
      {
        hint: 'Let the window end some minutes before the run: earliest_time -70m@m, latest_time -10m@m.',
      },
    );
  }
}
