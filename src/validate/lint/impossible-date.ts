import type { YamlDocument } from '../../content/model.ts';
import { ESCU_OBJECTS } from './shared-kinds.ts';
import { defineRule, type Report } from './rule.ts';
import { valueAt } from './shared-lists.ts';

const KEYS = ['date', 'creation_date', 'modification_date', 'modified'] as const;

const DAY = 24 * 60 * 60 * 1000;

export default defineRule({
  name: 'impossible-date',
  acrossFiles: true,
  objectKinds: ESCU_OBJECTS,
  why: 'A release is put together by these dates; contentctl refuses a day that the calendar does not have, or that is still to come.',
  fix: 'Write the day of the change.',
  valid: ["name: A\nsearch: x\ntype: TTP\ndate: '2024-02-29'", 'name: m\ndefinition: x\ndate: 2024-12-31'],
  invalid: [
    { content: "name: A\nsearch: x\ntype: TTP\ndate: '2025-02-29'", at: '4:7' },
    { content: 'name: m\ndefinition: x\nmodification_date: 2026-06-31', at: '3:20' },
    { content: 'name: A\nnarrative: n\ndate: 2999-01-01', at: '3:7' },
  ],
  check({ document }, report, { now }) {
    tell(document, report, now);
  },
  checkObject({ document }, report, { now }) {
    tell(document, report, now);
  },
});

function tell(document: YamlDocument, report: Report, now: Date): void {
  for (const key of KEYS) {
    const text = valueAt(document.value, [key]);
    const parts = typeof text === 'string' ? /^(\d{4})[-/](\d{2})[-/](\d{2})/.exec(text.trim()) : undefined;
    if (!parts) continue;
    const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
    const date = new Date(Date.UTC(year, month - 1, day));
    // A month or a day out of every range is a matter of the schema.
    if (month < 1 || month > 12 || day < 1 || day > 31) continue;
    if (date.getUTCDate() !== day) {
      report(document.at([key]), `"${key}" is no day of the calendar: ${parts[0]}.`);
      // Somewhere the next day has begun already.
    } else if (date.getTime() > now.getTime() + DAY) {
      report(document.at([key]), `"${key}" lies in the future: ${parts[0]}.`);
    }
  }
}
