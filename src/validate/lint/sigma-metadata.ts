import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { SIGMA_RULES } from './shared-kinds.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const ID = 'id: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903\n';
const COMPLETE = 'status: test\ndescription: Finds a tunnel to the outside.\nauthor: A\ndate: 2024-05-27\nlevel: low\n';

const rule = (metadata: string): string =>
  `title: Tunnel\n${metadata}logsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n`;

/** What every rule of SigmaHQ says of itself. */
const EXPECTED = ['id', 'status', 'description', 'author', 'date', 'level'] as const;

const FEWEST_CHARACTERS = 16;

/** https://github.com/SigmaHQ/sigma-specification/blob/main/sigmahq/sigmahq-rule-convention.md */
export default defineRule({
  name: 'sigma-metadata',
  kinds: SIGMA_RULES,
  why: 'Collections are filtered by status and level, updated by id and dates; whoever gets the alert reads the description. SigmaHQ takes no rule without them.',
  fix: 'Say who wrote the rule and when, what it finds and how much that matters.',
  valid: [
    rule(ID + COMPLETE),
    rule(`${ID}${COMPLETE}modified: 2024-06-01\n`),
    rule(
      ID + COMPLETE.replace('outside.', 'outside, see https://example.com/a') + 'references: [https://example.com/a]\n',
    ),
    { content: rule(ID + COMPLETE.replace('test', 'deprecated')), file: 'deprecated/a.yml' },
  ],
  invalid: [
    { content: rule(COMPLETE), at: '1:8' },
    { content: rule(ID), at: '1:8' },
    { content: rule(ID + COMPLETE.replace('Finds a tunnel to the outside.', 'A tunnel')), at: '4:14' },
    { content: rule(ID + COMPLETE.replace('outside.', 'outside, see https://example.com/a')), at: '4:49' },
    { content: rule(`${ID}${COMPLETE}modified: 2024-05-27\n`), at: '8:11' },
    { content: rule(`${ID}${COMPLETE.replace('date: 2024-05-27\n', '')}modified: 2024-05-27\n`), at: '1:8' },
    { content: rule(ID + COMPLETE.replace('test', 'unsupported')), file: 'rules/a.yml', at: '3:9' },
  ],
  check({ document, status, file }, report) {
    const missing = EXPECTED.filter((key) => isEmpty(valueAt(document.value, [key])));
    if (missing.length > 0) {
      report(document.at(['title']), `The rule does not say its ${joined(missing)}.`, {
        hint: `Add ${missing.map((key) => `"${key}"`).join(', ')}.`,
      });
    }
    tellDescription(document, report);
    const [created, changed] = ['date', 'modified'].map((key) => valueAt(document.value, [key]));
    if (changed !== undefined && created === changed) {
      report(document.at(['modified']), 'The rule was changed on the day that it was written.', {
        hint: 'Leave "modified" out until the rule changes.',
      });
    }
    if (/^(?:deprecated|unsupported)$/i.test(status ?? '') && /(?:^|\/)rules(?:-[\w-]+)?\//.test(file)) {
      report(document.at(['status']), `A rule whose status is "${status}" lies among the rules in use.`, {
        hint: `Move it to ${String(status).toLowerCase()}/.`,
      });
    }
  },
});

/** Absent, or nothing: a value of the wrong type is a matter of the schema. */
const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const joined = (keys: readonly string[]): string =>
  keys.length < 2 ? keys.join('') : `${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}`;

function tellDescription(document: YamlDocument, report: Report): void {
  const description = document.text(['description']);
  if (!description || description.text === '') return;
  if (description.text.trim().length < FEWEST_CHARACTERS) {
    report(document.at(['description']), 'The description says hardly anything.', {
      hint: `Write what the rule finds and why that matters, in ${FEWEST_CHARACTERS} characters or more.`,
    });
  }
  const link = /https?:\/\/\S+/i.exec(description.text);
  if (link && readListWithPath(document, ['references']).length === 0) {
    report(description.locate(link.index, link.index + link[0].length), 'The link belongs under "references".', {
      hint: 'Tools show references as links; a description is plain text.',
    });
  }
}
