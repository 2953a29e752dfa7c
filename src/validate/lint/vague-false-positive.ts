import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
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
  invalid: [
    { content: rule('None'), at: '5:5' },
    { content: rule('Unkown'), at: '5:5' },
    { content: rule('Activity of a red team'), at: '5:5' },
    { content: rule('administrators'), at: '5:5' },
  ],
  check({ document }, report) {
    for (const { text, path } of readListWithPath(document, ['falsepositives'])) {
      if (!VAGUE.test(text.trim())) {
        tellWriting(document, path, text, report);
        continue;
      }
      report(document.at(path), `"${text.trim()}" names no false positive.`, {
        hint: 'Name the software or the habit that looks the same, or write Unknown.',
      });
    }
  },
});

const BANNED = /\b(?:pentest(?:s|ing|ers?)?|penetration|red team(?:s|ing)?)\b/i;

const MISSPELT: ReadonlyMap<string, string> = new Map([
  ['unkown', 'unknown'],
  ['unknow', 'unknown'],
  ['ligitimate', 'legitimate'],
  ['legitim', 'legitimate'],
  ['legitimat', 'legitimate'],
  ['legitimeate', 'legitimate'],
]);

/** What SigmaHQ asks of the entries besides. */
function tellWriting(document: YamlDocument, path: readonly (string | number)[], text: string, report: Report): void {
  const misspelt = text
    .toLowerCase()
    .match(/[a-z]+/g)
    ?.find((word) => MISSPELT.has(word));
  if (misspelt !== undefined) {
    report(document.at(path), `"${misspelt}" is misspelt.`, { hint: `Did you mean "${MISSPELT.get(misspelt)}"?` });
  } else if (BANNED.test(text)) {
    report(document.at(path), 'A test of the defence is a true positive.', {
      hint: 'Leave it out, or write Unknown.',
    });
  } else if (/^\p{Ll}\p{Ll}/u.test(text)) {
    report(document.at(path), 'The entry begins in lower case.', {
      fix: { text: text.charAt(0).toUpperCase() + text.slice(1), isSafe: false },
    });
  }
}
