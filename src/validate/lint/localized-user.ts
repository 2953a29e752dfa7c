import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (user: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    User|contains: ${user}\n  condition: selection`;

const LOCALIZED = /AUTORI|AUTHORI/i;

/** One name alone; a list may well hold those of several languages. */
export default defineRule({
  name: 'localized-user',
  kinds: SIGMA,
  why: 'Windows writes its own accounts in its language, "NT AUTHORITY" or "AUTORITE NT": the rule sees the machines of one language.',
  fix: 'Name what the languages share: a list of AUTHORI and AUTORI, or the security identifier.',
  valid: [rule("['AUTHORI', 'AUTORI']"), rule('alice')],
  invalid: [{ content: rule("'NT AUTHORITY\\SYSTEM'"), at: '5:5' }],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
      if (typeof only !== 'string' || !/user/i.test(field) || !LOCALIZED.test(only)) continue;
      report(document.at(path, 'key'), `"${only}" is what one language of Windows calls it.`);
    }
  },
});
