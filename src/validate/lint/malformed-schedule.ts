import type { YamlDocument } from '../../content/model.ts';
import { relativeTime } from '../../languages/spl/time/relative-time.ts';
import { isCron } from '../../util/cron.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU, SCHEDULES } from './shared-kinds.ts';
import { schedulePlaces } from './shared-schedule.ts';

const deployment = (cron: string, earliest = '-70m@m', latest = '-10m@m'): string =>
  `name: D\nscheduling:\n  cron_schedule: ${cron}\n  earliest_time: ${earliest}\n  latest_time: ${latest}`;

const detection = (cron: string): string =>
  `name: A\nsearch: x\ntype: TTP\ndeployment: {scheduling: {cron_schedule: ${cron}, earliest_time: -1h, latest_time: now}}`;

export default defineRule({
  name: 'malformed-schedule',
  kinds: ESCU,
  objectKinds: ['escu-baseline', ...SCHEDULES],
  why: 'Splunk never runs a search whose cron expression it cannot read, and refuses one whose times it cannot read.',
  fix: 'A cron expression has five fields (minute, hour, day, month, weekday); a time is relative like -70m@m, or now.',
  valid: [
    deployment('0 * * * *'),
    deployment('0 0 */30 * *', '-30d@d', '-1d@d'),
    deployment("'*/15 8-18 * * mon-fri'", "'0'", 'now'),
    deployment('0 0 * * 0', '-1w@w1', '1735689600'),
    detection("'0 * * * *'"),
  ],
  invalid: [
    { content: deployment('0 * * *'), at: '3:18' },
    { content: deployment('61 * * * *'), at: '3:18' },
    { content: deployment('hourly'), at: '3:18' },
    { content: deployment('0 * * * *', '-70q@x'), at: '4:18' },
    { content: deployment('0 * * * *', '-70m@m', 'later'), at: '5:16' },
    { content: detection("'0 24 * * *'"), at: '4:42' },
  ],
  check({ document }, report) {
    tell(document, report);
  },
  checkObject({ document }, report) {
    tell(document, report);
  },
});

function tell(document: YamlDocument, report: Report): void {
  for (const { path, text } of schedulePlaces(document)) {
    const cron = text('cron_schedule');
    if (cron !== undefined && cron !== '' && !isCron(cron)) {
      report(document.at([...path, 'cron_schedule']), `"${cron}" is no cron expression of five fields.`, {
        hint: 'Write minute, hour, day, month and weekday, as in "0 * * * *".',
      });
    }
    for (const key of ['earliest_time', 'latest_time']) {
      const time = text(key);
      if (time === undefined || time === '' || isTime(time)) continue;
      report(document.at([...path, key]), `"${time}" is no time that Splunk reads.`, {
        hint: 'Write it relative to the run, as in -70m@m, or now.',
      });
    }
  }
}

/** Relative, of a real-time search, in seconds since 1970, or a date. */
const isTime = (text: string): boolean =>
  /^rt(?:now|[+-@]|$)/i.test(text) ||
  /^\d+(?:\.\d+)?$/.test(text) ||
  /^\d{1,4}[-/]\d{1,2}[-/]\d{1,4}(?:[T:\s].*)?$/.test(text) ||
  relativeTime(0, text) !== null;
