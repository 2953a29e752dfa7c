import type { YamlDocument } from '../../content/model.ts';
import { ESCU_OBJECTS } from './shared-kinds.ts';
import { defineRule, type Report } from './rule.ts';
import { dateParts, startOfDay } from './shared-dates.ts';
import { valueAt } from './shared-lists.ts';

const KEYS = ['date', 'creation_date', 'modification_date', 'modified'] as const;

const DAY = 24 * 60 * 60 * 1000;

export default defineRule({
  name: 'impossible-date',
  acrossFiles: true,
  objectKinds: [...ESCU_OBJECTS, 'sigma-filter'],
  why: 'A release is put together by these dates; contentctl refuses a day that the calendar does not have, or that is still to come.',
  fix: 'Write the day of the change.',
  valid: ["name: A\nsearch: x\ntype: TTP\ndate: '2024-02-29'", 'name: m\ndefinition: x\ndate: 2024-12-31'],
  invalid: [
    { content: "name: A\nsearch: x\ntype: TTP\ndate: '2025-02-29'", at: '4:7' },
    { content: 'name: m\ndefinition: x\nmodification_date: 2026-06-31', at: '3:20' },
    { content: 'name: A\nnarrative: n\ndate: 2999-01-01', at: '3:7' },
    { content: 'title: A\nlogsource: {product: a}\ndetection: {a: {b: c}, condition: a}\ndate: 2024-13-01', at: '4:7' },
  ],
  check({ document, language }, report, { now }) {
    tell(document, report, now, language === 'sigma');
  },
  checkObject({ document, kind }, report, { now }) {
    tell(document, report, now, kind.startsWith('sigma-'));
  },
});

/** `whole`: a month or a day out of every range is told, too, which for ESCU is a matter of the schema. */
function tell(document: YamlDocument, report: Report, now: Date, whole: boolean): void {
  for (const key of KEYS) {
    const parts = dateParts(valueAt(document.value, [key]));
    if (!parts) continue;
    const [, month, day] = parts;
    if (!whole && (month < 1 || month > 12 || day < 1 || day > 31)) continue;
    const start = startOfDay(parts);
    const text = String(valueAt(document.value, [key]))
      .trim()
      .slice(0, 10);
    if (start === undefined) {
      report(document.at([key]), `"${key}" is no day of the calendar: ${text}.`);
      // Somewhere the next day has begun already.
    } else if (start > now.getTime() + DAY) {
      report(document.at([key]), `"${key}" lies in the future: ${text}.`);
    }
  }
}
