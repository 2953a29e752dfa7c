import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';

const rule = (title: string): string =>
  `title: ${title}\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}`;

/** More the validators of SigmaHQ do not take. */
const MOST = 120;

/** https://github.com/SigmaHQ/sigma-specification/blob/main/sigmahq/sigmahq-title-convention.md */
export default defineRule({
  name: 'sigma-title',
  kinds: SIGMA,
  why: 'The title is the name of the alert: a list of alerts that all begin with "Detects" hides what each is about.',
  valid: [rule('Suspicious Child of a Web Server'), rule('Detection of nothing')],
  invalid: [
    { content: rule('Detects a web shell'), at: '1:8' },
    { content: rule('Web Shell Written.'), at: '1:8' },
    { content: rule(`Web Shell ${'Written '.repeat(14)}Twice`), at: '1:8' },
  ],
  check({ document, name }, report) {
    const begins = /^detects?\s/i.test(name);
    if (name.length > MOST) {
      report(document.at(['title']), `The title has ${name.length} characters, and ${MOST} are enough.`, {
        hint: 'Name what happened; how and why belong into the description.',
      });
    }
    if (!begins && !name.endsWith('.')) return;
    const message = begins
      ? 'The title says that the rule detects, which goes without saying.'
      : 'The title ends in a full stop.';
    report(document.at(['title']), message, {
      hint: 'Name what happened, as in "Suspicious Child of a Web Server".',
    });
  },
});
