import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { SCHEDULED, SCHEDULES } from './shared-kinds.ts';
import { durationMinutes } from './shared-durations.ts';
import { valueAt } from './shared-lists.ts';
import { schedulesOf } from './shared-schedule.ts';

const rule = (rest: string, query = 'T'): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: ${query}\nqueryFrequency: 1h\nqueryPeriod: ${rest}`;

/** Other durations Sentinel refuses. */
const LEAST = 5;
const MOST = 14 * 24 * 60;

/** A baseline looks back far on purpose, and says how far it looks for what is new. */
const OWN_WINDOW = /\b(?:ago|ingestion_time|summarize|make-series|join|arg_max)\b/;

const deployment = (earliest: string, rest = ''): string =>
  `name: Hourly\nscheduling:\n  cron_schedule: 0 * * * *\n  earliest_time: ${earliest}\n  latest_time: -10m@m${rest}`;

const detection = (rest: string): string =>
  `name: A\nsearch: x\ntype: TTP\ncustom_schedule: {cron_schedule: 0 * * * *, earliest_time: -1d, latest_time: now}${rest}`;

/** `earliest=` in the search bounds it whatever the schedule says. */
const OWN_WINDOW_OF_SPL = /\bearliest\s*=/;

export default defineRule({
  name: 'overlapping-runs',
  kinds: SCHEDULED,
  objectKinds: SCHEDULES,
  why: 'What one run finds the next ones find again while it stays within the window: one event makes many alerts.',
  valid: [
    rule('2h'),
    rule('1d', 'T | where TimeGenerated > ago(1h)'),
    rule('1d\nsuppressionEnabled: true\nsuppressionDuration: 1d'),
    deployment('-70m@m'),
    deployment('-1d@d', '\ntype: Baseline'),
    detection('\nthrottling: {fields: [dest], period: 1d}'),
  ],
  invalid: [
    { content: rule('1d'), at: '6:14' },
    { content: deployment('-1d'), at: '4:18' },
    { content: detection(''), at: '4:60' },
  ],
  check({ document, query }, report) {
    if (!OWN_WINDOW_OF_SPL.test(query?.text ?? '')) tellOfSchedules(document, report);
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
  checkObject: ({ document }, report) => tellOfSchedules(document, report),
});

/** A baseline looks back far on purpose; throttling keeps what several runs find from alerting several times. */
function tellOfSchedules(document: YamlDocument, report: Report): void {
  const { value } = document;
  const isBaseline = /baseline/i.test(`${String(valueAt(value, ['type']))} ${String(valueAt(value, ['name']))}`);
  const throttles = [['throttling'], ['tags', 'throttling']].some((path) => valueAt(value, path) !== undefined);
  if (isBaseline || throttles) return;
  for (const { path, intervals, window } of schedulesOf(document)) {
    if (!intervals || !window || window.length <= 2 * intervals.most) continue;
    report(document.at([...path, 'earliest_time']), 'Each event is looked at by several runs.', {
      hint: 'Look back as far as the runs lie apart, or add throttling.',
    });
  }
}
