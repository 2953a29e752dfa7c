import type { ContentApp } from '../../content/app.ts';
import type { ContentKind, ContentObject, Detection } from '../../content/model.ts';
import { defineRule, type InvalidSample, type Report } from './rule.ts';
import { ESCU, ESCU_OBJECTS } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const APP = { 'build.yml': 'app_version: 1.0.0\ncontent_prefix: EX\n' };

const detection = (category: string): string => `name: A\nsearch: x\ntype: TTP\ncategory: ${category}`;

const sample = (file: string, content: string): Omit<InvalidSample, 'at'> => ({ content, file, beside: APP });

/** contentctl-ng takes the kind of a file from its folder. */
export default defineRule({
  name: 'misplaced-content',
  kinds: ESCU,
  objectKinds: [...ESCU_OBJECTS, 'escu-schedule', 'escu-removed'],
  acrossFiles: true,
  why: 'The folder tells contentctl-ng what a file is, and people where the detections of a category are.',
  fix: 'Move the file, or correct what it says of itself.',
  valid: [
    { content: detection('cloud'), file: 'detections/cloud/aws/a.yml' },
    sample('detections/cloud/a.yml', detection('cloud')),
    sample('lookups/csv/a.yml', 'name: a\nlookup_type: csv'),
    sample('removed/detections/a.yml', 'name: A\nstatus: removed'),
    { content: 'name: a\ndefinition: x', file: 'other/a.yml' },
  ],
  invalid: [
    { content: detection('cloud'), file: 'detections/endpoint/a.yml', at: '4:11' },
    { ...sample('macros/a.yml', 'name: A\nnarrative: n'), at: '1:7' },
    { ...sample('lookups/kvstore/a.yml', 'name: a\nlookup_type: csv'), at: '2:14' },
    { ...sample('detections/cloud/a.yml', 'name: A\nstatus: removed'), at: '2:9' },
    { ...sample('removed/macros/a.yml', 'name: A\nstatus: removed'), at: '2:9' },
  ],
  check(content, report, { app }) {
    const { document, file } = content;
    const category = valueAt(document.value, ['category']);
    const [, folder] = /(?:^|\/)detections\/([^/]+)\//.exec(file) ?? [];
    if (typeof category === 'string' && folder !== undefined && CATEGORIES.has(folder) && folder !== category) {
      report(document.at(['category']), `The detection lies in "${folder}", and its category is "${category}".`, {
        hint: `Move it to detections/${category}, or make the category "${folder}".`,
      });
    } else tellFolder(content, app?.(file), report);
  },
  checkObject(object, report, { app }) {
    const { document, file, kind } = object;
    const known = app?.(file);
    if (known?.builder !== 'contentctl-ng') return;
    const within = file.slice(known.folder.length);
    if (kind === 'escu-removed') return tellRemoved(object, within, report);
    const type = valueAt(document.value, ['lookup_type']);
    const [, folder] = /^lookups\/(csv|kvstore)\//.exec(within) ?? [];
    if (kind === 'escu-lookup' && folder !== undefined && typeof type === 'string' && type !== folder) {
      report(document.at(['lookup_type']), `The lookup lies in "lookups/${folder}", and its type is "${type}".`, {
        hint:
          type === 'csv' || type === 'kvstore'
            ? `Move it to lookups/${type}, or make the type "${folder}".`
            : `Make the type "${folder}".`,
      });
    } else tellFolder(object, known, report);
  },
});

const CATEGORIES: ReadonlySet<string> = new Set(['application', 'cloud', 'endpoint', 'network', 'web']);

const FOLDERS: Partial<Record<ContentKind, string>> = {
  'escu-detection': 'detections',
  'escu-macro': 'macros',
  'escu-lookup': 'lookups',
  'escu-story': 'stories',
  'escu-data-source': 'data_sources',
  'escu-baseline': 'baselines',
  'escu-schedule': 'schedules',
};

type Content = Pick<ContentObject | Detection, 'kind' | 'file' | 'document'>;

function tellFolder({ kind, file, document }: Content, app: ContentApp | undefined, report: Report): void {
  const folder = FOLDERS[kind];
  if (app?.builder !== 'contentctl-ng' || folder === undefined) return;
  const [first] = file.slice(app.folder.length).split('/');
  if (first === folder || !Object.values(FOLDERS).includes(first as string)) return;
  report(document.at(['name']), `The file lies in "${first}", and by its keys belongs to "${folder}".`, {
    hint: `Move it to ${folder}.`,
  });
}

function tellRemoved({ document }: Content, within: string, report: Report): void {
  if (/^removed\/(?:detections|baselines|stories|investigations|dashboards)\//.test(within)) return;
  report(document.at(['status']), 'What is removed lies in a folder of its kind under "removed".', {
    hint: 'Move it to removed/detections, removed/stories, removed/baselines or removed/investigations.',
  });
}
