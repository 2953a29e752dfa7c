import { suggest } from '../../diagnostics/suggest.ts';
import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

/** Stories of an ESCU detection that no file of the content describes. */
export default defineRule({
  name: 'unknown-story',
  kinds: ESCU,
  objectKinds: ['escu-baseline'],
  why: 'A story that does not exist keeps the app from being built, and the detection from being found.',
  valid: ['name: A\nsearch: x\ntype: TTP\nanalytic_story: [Reverse Network Proxy]'],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: TTP\nanalytic_story:\n  - Revers Network Proxy', at: '5:5' },
    { content: 'name: A\nsearch: x\ntype: Baseline\ntags:\n  analytic_story: [Revers Network Proxy]', at: '5:20' },
  ],
  check({ document }, report, { stories }) {
    tell(document, report, stories);
  },
  checkObject({ document }, report, { stories }) {
    tell(document, report, stories);
  },
});

function tell(document: YamlDocument, report: Report, stories: ReadonlySet<string> | undefined): void {
  if (!stories) return;
  for (const { text, path } of readListWithPath(document, ['analytic_story'], ['tags', 'analytic_story'])) {
    if (stories.has(text)) continue;
    const close = suggest(text, stories);
    report(document.at(path), `There is no analytic story "${text}".`, {
      hint: close === undefined ? 'Add it under "stories".' : `Did you mean "${close}"?`,
    });
  }
}
