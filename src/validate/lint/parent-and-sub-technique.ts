import { techniquePath } from '../../content/detection.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

export default defineRule({
  name: 'parent-and-sub-technique',
  kinds: ESCU,
  why: 'The sub-technique says all that the technique says; contentctl refuses both together.',
  valid: ['name: A\nsearch: x\ntype: TTP\nmitre_attack_id: [T1059.001, T1572]'],
  invalid: [{ content: 'name: A\nsearch: x\ntype: TTP\nmitre_attack_id: [T1059, T1059.001]', at: '4:19' }],
  check({ document, kind, techniques }, report) {
    for (const { text, path } of readListWithPath(document, techniquePath(kind, document.value))) {
      const sub = techniques.find((technique) => technique.startsWith(`${text}.`));
      if (sub !== undefined)
        report(document.at(path), `"${text}" is said by "${sub}" already.`, { hint: 'Remove it.' });
    }
  },
});
