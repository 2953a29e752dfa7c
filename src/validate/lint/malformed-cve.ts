import { defineRule } from './rule.ts';
import { ESCU, SIGMA } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

export default defineRule({
  name: 'malformed-cve',
  kinds: [...ESCU, ...SIGMA],
  why: 'Searches for a vulnerability find the detection by this identifier.',
  valid: ['name: A\nsearch: x\ntype: TTP\ncve: [CVE-2026-12345]'],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: TTP\ncve: [CVE-26-1]', at: '4:7' },
    {
      content: 'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags:\n  - cve.24.12',
      at: '5:5',
    },
  ],
  check({ document, kind }, report) {
    if (kind === 'sigma-rule') {
      for (const { text, path } of readListWithPath(document, ['tags'])) {
        if (!/^cve\./i.test(text) || /^cve\.\d{4}-\d{4,}$/i.test(text)) continue;
        report(document.at(path), `"${text}" names no CVE.`, { hint: 'Write it as cve.2026-12345.' });
      }
      return;
    }
    for (const { text, path } of readListWithPath(document, ['cve'], ['tags', 'cve'])) {
      if (/^CVE-\d{4}-\d{4,}$/i.test(text)) continue;
      report(document.at(path), `"${text}" is no CVE identifier.`, { hint: 'Write it as CVE-2026-12345.' });
    }
  },
});
