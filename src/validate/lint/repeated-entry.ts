import { techniquePath } from '../../content/detection.ts';
import { defineRule } from './rule.ts';
import { readListWithPath } from './shared-lists.ts';

const LISTS = [
  ['analytic_story'],
  ['tags', 'analytic_story'],
  ['data_source'],
  ['references'],
  ['product'],
  ['tags', 'product'],
  ['cve'],
  ['tactics'],
  ['falsepositives'],
];

export default defineRule({
  name: 'repeated-entry',
  why: 'The second of two equal entries does nothing: one of them was probably meant to be another.',
  valid: ['name: A\nsearch: x\ntype: TTP\nmitre_attack_id: [T1572, T1567]'],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: TTP\nmitre_attack_id: [T1572, T1567, T1572]', at: '4:33' },
    { content: 'name: A\nid: b\nquery: T\ntactics: [Impact, Impact]', at: '4:19' },
  ],
  check({ document, kind }, report) {
    for (const path of [techniquePath(kind, document.value), ...LISTS]) {
      const seen = new Set<string>();
      for (const { text, path: at } of readListWithPath(document, path)) {
        if (seen.has(text.trim())) {
          report(document.at(at), `"${text.trim()}" stands twice in "${path.join('.')}".`, {
            fix: { text: '', isSafe: true, removesEntry: true },
          });
        }
        seen.add(text.trim());
      }
    }
  },
});
