import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const rule = (reference: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\nreferences:\n  - ${reference}`;

const FILE_OF_GITHUB = /^https:\/\/github\.com\/[^/]+\/[^/]+\/(?:blob|raw)\/([^/]+)\/\S+\.\w{1,3}$/;
/** A commit, or a tag with the number of a version. */
const LASTING = /^(?:[0-9a-f]{40}|v?\d+(?:\.\d+)+)$/;

/** What the validators of SigmaHQ refuse. */
export default defineRule({
  name: 'sigma-reference',
  kinds: SIGMA,
  why: 'A file on a branch changes or goes away, and the reference with it; a page of ATT&CK is said by a tag.',
  valid: [
    rule('https://example.com/a'),
    rule('https://github.com/a/b/blob/0123456789abcdef0123456789abcdef01234567/c.md'),
    rule('https://github.com/a/b'),
  ],
  invalid: [
    { content: rule('https://github.com/a/b/blob/main/c.md'), at: '5:5' },
    { content: rule('https://attack.mitre.org/techniques/T1572/'), at: '5:5' },
  ],
  check({ document }, report) {
    for (const { text, path } of readListWithPath(document, ['references'])) {
      const revision = FILE_OF_GITHUB.exec(text.trim())?.[1];
      if (revision !== undefined && !LASTING.test(revision)) {
        report(document.at(path), `The file is that of "${revision}", which changes.`, {
          hint: 'Link to the file of a commit: press "y" on its page.',
        });
      } else if (/^https?:\/\/attack\.mitre\.org\//i.test(text.trim())) {
        const technique = /techniques\/(T\d{4})(?:\/(\d{3}))?/i.exec(text);
        const tag = technique && `attack.${technique.slice(1).filter(Boolean).join('.').toLowerCase()}`;
        report(document.at(path), 'A page of ATT&CK is said by a tag.', {
          hint: tag ? `Write "${tag}" under "tags".` : 'Name the technique or tactic under "tags".',
        });
      }
    }
  },
});
