import type { YamlDocument } from '../../content/model.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const finding = (title: string): string => `name: A\nsearch: x\ntype: TTP\nfinding:\n  title: '${title}'`;

const message = (text: string): string =>
  `name: A\nsearch: x\ntype: Anomaly\nintermediate_findings:\n  entities:\n    - {field: user, message: '${text}'}`;

/** contentctl-ng refuses such texts. */
export default defineRule({
  name: 'malformed-token',
  kinds: ESCU,
  why: 'Enterprise Security puts the value of a field where $field$ stands. A dollar sign without its partner stays as it is, and a text without a token reads the same on every finding.',
  fix: 'Write the name of a field of the result between two dollar signs, without spaces.',
  valid: [
    finding('Odd logon of $user$ on $dest$'),
    message('Odd logon of $user$'),
    'name: A\nsearch: x\ntype: Hunting',
  ],
  invalid: [
    { content: finding('Odd logon'), at: '5:10' },
    { content: finding('Odd logon of $user$ on $dest'), at: '5:34' },
    { content: finding('Odd logon of $$'), at: '5:24' },
    { content: finding('Odd logon of $ user $'), at: '5:24' },
    { content: message('Odd logon'), at: '6:30' },
  ],
  check({ document }, report) {
    for (const path of textsOf(document)) {
      const text = document.text(path);
      if (!text || text.text.trim() === '') continue;
      const name = path.join('.').replace(/\.(\d+)/g, '[$1]');
      const signs = [...text.text.matchAll(/\$/g)].map(({ index }) => index);
      if (signs.length === 0) {
        report(document.at(path), `"${name}" names no field of the result.`, {
          hint: 'Say whom it is about, as in "Odd logon of $user$".',
        });
        continue;
      }
      for (let index = 0; index < signs.length; index += 2) {
        const [start, end] = [signs[index] as number, signs[index + 1]];
        if (end === undefined) {
          report(text.locate(start, start + 1), 'This dollar sign has no partner.', {
            hint: 'Put one on both sides of the name of a field.',
          });
          continue;
        }
        const token = text.text.slice(start + 1, end);
        if (token !== '' && !/\s/.test(token)) continue;
        report(
          text.locate(start, end + 1),
          token === '' ? 'No field stands between the dollar signs.' : `"${token}" holds a space: it is no token.`,
          { hint: token.trim() === '' || /\s/.test(token.trim()) ? undefined : `Write $${token.trim()}$.` },
        );
      }
    }
  },
});

function* textsOf({ value }: YamlDocument): Generator<readonly (string | number)[]> {
  if (typeof valueAt(value, ['finding', 'title']) === 'string') yield ['finding', 'title'];
  const entities = valueAt(value, ['intermediate_findings', 'entities']);
  for (const [index, entity] of Array.isArray(entities) ? entities.entries() : []) {
    if (typeof valueAt(entity, ['message']) === 'string') yield ['intermediate_findings', 'entities', index, 'message'];
  }
}
