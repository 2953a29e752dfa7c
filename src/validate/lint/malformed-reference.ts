import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

export default defineRule({
  name: 'malformed-reference',
  kinds: ESCU,
  why: 'References become links in Enterprise Security; contentctl refuses what is no URL.',
  valid: ['name: A\nsearch: x\ntype: TTP\nreferences: ["https://example.com/a"]'],
  invalid: [{ content: 'name: A\nsearch: x\ntype: TTP\nreferences:\n  - see example.com', at: '5:5' }],
  check({ document }, report) {
    for (const { text, path } of readListWithPath(document, ['references'])) {
      if (/^https?:\/\/[^\s/]+/i.test(text.trim())) continue;
      report(document.at(path), `"${text}" is no URL.`, { hint: 'Begin it with https://.' });
    }
  },
});
