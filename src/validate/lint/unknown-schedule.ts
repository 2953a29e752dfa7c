import { contentStem } from '../../content/detection.ts';
import type { AppOf } from '../../content/app.ts';
import type { ContentObject, Detection } from '../../content/model.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const SCHEDULE = {
  'schedules/hourly.yml': 'name: Hourly\ncron_schedule: 0 * * * *\nearliest_time: -1h\nlatest_time: now\n',
};

const rule = (rest: string) => ({ content: `name: A\nsearch: x\ntype: TTP\n${rest}`, beside: SCHEDULE });

export default defineRule({
  name: 'unknown-schedule',
  kinds: ESCU,
  objectKinds: ['escu-baseline'],
  acrossFiles: true,
  why: 'A search without a schedule does not run, and with two nobody knows which one holds.',
  valid: [rule('schedule: Hourly'), 'name: A\nsearch: x\ntype: TTP\nschedule: Hourly'],
  invalid: [
    { ...rule('schedule: Hourley'), at: '4:11' },
    { ...rule('schedule: Hourly\ncustom_schedule: {cron_schedule: 0 * * * *}'), at: '5:1' },
  ],
  check(detection, report, { objects, app }) {
    tell(detection, objects, app, report);
  },
  checkObject(object, report, { objects, app }) {
    tell(object, objects, app, report);
  },
});

type Content = Pick<ContentObject | Detection, 'file' | 'document'>;

function tell(
  { file, document }: Content,
  objects: readonly ContentObject[],
  app: AppOf | undefined,
  report: Report,
): void {
  const name = valueAt(document.value, ['schedule']);
  if (typeof name !== 'string') return;
  if (typeof valueAt(document.value, ['custom_schedule']) === 'object') {
    report(document.at(['custom_schedule'], 'key'), 'The search has a schedule already.', {
      hint: 'Keep "schedule" or "custom_schedule".',
    });
  }
  const schedules = schedulesIn(objects);
  if (schedules.length === 0 || schedules.includes(name.trim())) return;
  if (app?.(file)?.stems().has(contentStem(name.trim())) === true) return;
  const close = suggest(name.trim(), schedules);
  report(document.at(['schedule']), `There is no schedule "${name.trim()}".`, {
    hint: close === undefined ? 'Add it under "schedules".' : `Did you mean "${close}"?`,
  });
}

const indexes = new WeakMap<readonly ContentObject[], readonly string[]>();

function schedulesIn(objects: readonly ContentObject[]): readonly string[] {
  let names = indexes.get(objects);
  if (!names) {
    names = objects.filter(({ kind }) => kind === 'escu-schedule').map(({ name }) => name.trim());
    indexes.set(objects, names);
  }
  return names;
}
