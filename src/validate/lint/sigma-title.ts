import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
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
  valid: [rule('Suspicious Child of a Web Server'), rule('Detection of Nothing'), rule('Use of cmd.exe via 7zip')],
  invalid: [
    { content: rule('Detects a web shell'), at: '1:8' },
    { content: rule('Web Shell Written.'), at: '1:8' },
    { content: rule('Web shell Written'), at: '1:12' },
    { content: rule(`Web Shell ${'Written '.repeat(14)}Twice`), at: '1:8' },
  ],
  check({ document, name }, report) {
    const begins = /^detects?\s/i.test(name);
    if (name.length > MOST) {
      report(document.at(['title']), `The title has ${name.length} characters, and ${MOST} are enough.`, {
        hint: 'Name what happened; how and why belong into the description.',
      });
    }
    if (!begins && !name.endsWith('.')) return tellCase(document, report);
    const message = begins
      ? 'The title says that the rule detects, which goes without saying.'
      : 'The title ends in a full stop.';
    report(document.at(['title']), message, {
      hint: 'Name what happened, as in "Suspicious Child of a Web Server".',
    });
  },
});

/** Words that a title leaves in lower case. */
const SMALL: ReadonlySet<string> = new Set(
  'a an and as at but by for from in into is nor of off on onto or over per the through to up via vs with without new'.split(
    ' ',
  ),
);

/** A file name, a path, a number and an identifier are written as they are. */
const AS_IT_IS = /[./_\\:@=-]|^\d/;

function tellCase(document: YamlDocument, report: Report): void {
  const title = document.text(['title']);
  if (!title) return;
  const wrong = [...title.text.matchAll(/\S+/g)].find(
    ([word]) => /\p{Ll}/u.test(word) && word === word.toLowerCase() && !SMALL.has(word) && !AS_IT_IS.test(word),
  );
  if (!wrong) return;
  report(
    title.locate(wrong.index, wrong.index + wrong[0].length),
    `"${wrong[0]}" begins in lower case within a title.`,
    {
      hint: 'Titles are in title case, as in "Suspicious Child of a Web Server".',
    },
  );
}
