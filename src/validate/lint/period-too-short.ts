import type { YamlDocument } from '../../content/model.ts';
import { lookBacks } from '../look-back.ts';
import { defineRule, type Report } from './rule.ts';
import { SCHEDULED, SCHEDULES } from './shared-kinds.ts';
import { durationMinutes } from './shared-durations.ts';
import { valueAt } from './shared-lists.ts';
import { schedulesOf } from './shared-schedule.ts';

const rule = (frequency: string, period: string, query = 'T'): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: ${query}\nqueryFrequency: ${frequency}\nqueryPeriod: ${period}`;

const deployment = (cron: string, earliest: string, latest: string): string =>
  `name: Hourly\nscheduling:\n  cron_schedule: ${cron}\n  earliest_time: ${earliest}\n  latest_time: ${latest}`;

export default defineRule({
  name: 'period-too-short',
  kinds: SCHEDULED,
  objectKinds: SCHEDULES,
  readsQuery: true,
  why: 'What happens between two runs and before the window of the second is never looked at.',
  valid: [
    rule('1h', '1h'),
    rule('30m', 'PT1H'),
    rule('1d', '14d'),
    rule('1h', '2h', 'DeviceEvents | where TimeGenerated > ago(1h)'),
    deployment('0 * * * *', '-70m@m', '-10m@m'),
  ],
  invalid: [
    { content: rule('1h', '30m'), at: '6:14' },
    { content: rule('1h', '2h', 'DeviceEvents | where TimeGenerated > ago(30m)'), at: '4:45' },
    { content: deployment('0 * * * *', '-30m@m', 'now'), at: '4:18' },
    { content: deployment("'*/15 * * * *'", '-10m', '-10m'), at: '4:18' },
  ],
  check({ document, query: text }, report, { query }) {
    tellOfSchedules(document, report);
    const frequency = minutesAt(document.value, 'queryFrequency');
    const period = minutesAt(document.value, 'queryPeriod');
    if (frequency === undefined || period === undefined) return;
    const bounds = query ? lookBacks(query).map(([nearest]) => nearest) : [];
    const furthest = bounds.includes(undefined)
      ? undefined
      : bounds.sort((a, b) => (b?.minutes ?? 0) - (a?.minutes ?? 0))[0];
    if (text && furthest && furthest.minutes < Math.min(frequency, period)) {
      report(
        text.locate(furthest.span.start, furthest.span.end),
        'The query looks back less far than its runs lie apart.',
        { hint: `Make it at least ${String(valueAt(document.value, ['queryFrequency'])).trim()}.` },
      );
    }
    if (period >= frequency) return;
    report(document.at(['queryPeriod']), 'The query looks back less far than its runs lie apart.', {
      hint: `Make it at least ${String(valueAt(document.value, ['queryFrequency'])).trim()}.`,
    });
  },
  checkObject: ({ document }, report) => tellOfSchedules(document, report),
});

/** A window that is shorter than the shortest time between two runs leaves a gap each time. */
function tellOfSchedules(document: YamlDocument, report: Report): void {
  for (const { path, intervals, window, earliest, latest } of schedulesOf(document)) {
    if (!intervals || !window || window.length >= intervals.least) continue;
    report(document.at([...path, 'earliest_time']), 'The search looks back less far than its runs lie apart.', {
      severity: 'warning',
      hint: `It runs every ${intervals.least} minutes, and ${earliest} to ${latest} are ${Math.max(0, window.length)}.`,
    });
  }
}

function minutesAt(value: unknown, key: string): number | undefined {
  const text = valueAt(value, [key]);
  return typeof text === 'string' ? durationMinutes(text) : undefined;
}
