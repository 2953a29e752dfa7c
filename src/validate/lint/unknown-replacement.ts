import { contentStem } from '../../content/detection.ts';
import type { ContentObject, Detection } from '../../content/model.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { AppOf } from '../../content/app.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const APP = { 'build.yml': 'app_version: 5.4.0\ncontent_prefix: EX\n' };

const rule = (name: string) => ({
  content: `name: A\nsearch: x\ntype: TTP\ndeprecation_info:\n  replacement_content: [${name}]`,
  file: 'detections/a.yml',
  beside: { ...APP, 'detections/odd_shell.yml': 'name: Odd Shell\nsearch: x\ntype: TTP\n' },
});

/** Names are looked for among all files of the app. */
export default defineRule({
  name: 'unknown-replacement',
  kinds: ESCU,
  objectKinds: ['escu-story', 'escu-baseline', 'escu-removed'],
  acrossFiles: true,
  why: 'The app tells its users what to use instead; a name that does not exist helps nobody, and keeps the app from being built.',
  valid: [rule('Odd Shell')],
  invalid: [{ ...rule('Odd Shel'), at: '5:25' }],
  check(content, report, { app, detections, objects }) {
    tell(content, app, () => [...detections, ...objects], report);
  },
  checkObject(object, report, { app, detections, objects }) {
    tell(object, app, () => [...detections, ...objects], report);
  },
});

type Content = Pick<ContentObject | Detection, 'file' | 'name' | 'document'>;

function tell(
  { file, document }: Content,
  appOf: AppOf | undefined,
  all: () => readonly Content[],
  report: Report,
): void {
  const named = readListWithPath(document, ['deprecation_info', 'replacement_content']);
  const app = named.length > 0 ? appOf?.(file) : undefined;
  if (!app) return;
  for (const { text, path } of named) {
    if (app.stems().has(contentStem(text.trim()))) continue;
    const close = suggest(
      text.trim(),
      all().map(({ name }) => name),
    );
    report(document.at(path), `There is no content of the name "${text.trim()}".`, {
      hint: close === undefined ? 'Give its name as it is written in its file.' : `Did you mean "${close}"?`,
    });
  }
}
