import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const rule = (text: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\nfalsepositives:\n  - ${text}`;

/** What the checks of SigmaHQ refuse. */
const VAGUE = /^(?:none|n\/?a|no|pentest|penetration tests?|penetration testing|red team|tbd)\.?$/i;

export default defineRule({
  name: 'vague-false-positive',
  kinds: SIGMA,
  why: 'Whoever looks into the alert reads here what else it could be. "None" is a promise that nobody can keep, and a pentest is a true positive.',
  valid: [rule('Administrators who publish a service'), rule('Unknown')],
  invalid: [{ content: rule('None'), at: '5:5' }],
  check({ document }, report) {
    for (const { text, path } of readListWithPath(document, ['falsepositives'])) {
      if (!VAGUE.test(text.trim())) continue;
      report(document.at(path), `"${text.trim()}" names no false positive.`, {
        hint: 'Name the software or the habit that looks the same, or write Unknown.',
      });
    }
  },
});
