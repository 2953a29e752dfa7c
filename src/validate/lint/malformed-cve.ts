import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

export default defineRule({
  name: 'malformed-cve',
  kinds: ESCU,
  why: 'Searches for a vulnerability find the detection by this identifier.',
  valid: ['name: A\nsearch: x\ntype: TTP\ncve: [CVE-2026-12345]'],
  invalid: [{ content: 'name: A\nsearch: x\ntype: TTP\ncve: [CVE-26-1]', at: '4:7' }],
  check({ document }, report) {
    for (const { text, path } of readListWithPath(document, ['cve'], ['tags', 'cve'])) {
      if (/^CVE-\d{4}-\d{4,}$/i.test(text)) continue;
      report(document.at(path), `"${text}" is no CVE identifier.`, { hint: 'Write it as CVE-2026-12345.' });
    }
  },
});
