import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU, ESCU_OBJECTS } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

export default defineRule({
  name: 'malformed-reference',
  kinds: ESCU,
  objectKinds: ESCU_OBJECTS,
  why: 'References become links in Enterprise Security; contentctl refuses what is no URL.',
  valid: ['name: A\nsearch: x\ntype: TTP\nreferences: ["https://example.com/a"]'],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: TTP\nreferences:\n  - see example.com', at: '5:5' },
    { content: 'name: A\nnarrative: n\nreferences: [see example.com]', at: '3:14' },
  ],
  check({ document }, report) {
    tell(document, report);
  },
  checkObject({ document }, report) {
    tell(document, report);
  },
});

function tell(document: YamlDocument, report: Report): void {
  for (const { text, path } of readListWithPath(document, ['references'])) {
    if (/^https?:\/\/[^\s/]+/i.test(text.trim())) continue;
    report(document.at(path), `"${text}" is no URL.`, { hint: 'Begin it with https://.' });
  }
}
