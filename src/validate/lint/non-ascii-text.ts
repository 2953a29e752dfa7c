import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { SENTINEL } from './shared-kinds.ts';

const rule = (query: string, description = 'd'): string =>
  `id: a\nname: A\nkind: Scheduled\ndescription: ${description}\nquery: ${query}`;

/** Printable, and the white space between lines. */
const OTHER = /[^\t\n\r -~]/u;

/** Azure-Sentinel refuses it in every file of a rule. */
export default defineRule({
  name: 'non-ascii-text',
  kinds: SENTINEL,
  why: 'Dashes, quotes and spaces of word processors look right and are others: KQL does not read them, and searches for a rule by its name miss them. Azure-Sentinel takes none.',
  fix: 'Write the character that the keyboard has; in a value of the query, "\\u2013" and its like.',
  valid: [rule("T | where A == 'b'", 'plain - and "quoted"')],
  invalid: [
    { content: rule('T', 'a – b'), at: '4:16' },
    { content: rule('T | where A == “b”'), at: '5:23' },
  ],
  check({ document }, report) {
    const { value } = document;
    if (!isMapping(value)) return;
    // Once for each key is enough.
    for (const key of Object.keys(value)) {
      if (key === 'tests' || key === 'metadata') continue;
      const found = firstOther(value[key], [key]);
      if (!found) continue;
      const range = document.text(found.path)?.locate(found.at, found.at + found.character.length);
      const code = found.character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
      report(range ?? document.at(found.path), `"${found.character}" (U+${code}) is not ASCII.`);
    }
  },
});

type Path = readonly (string | number)[];

function firstOther(value: unknown, path: Path): { path: Path; at: number; character: string } | undefined {
  if (typeof value === 'string') {
    const match = OTHER.exec(value);
    return match ? { path, at: match.index, character: match[0] } : undefined;
  }
  const entries = Array.isArray(value) ? value.entries() : isMapping(value) ? Object.entries(value) : [];
  for (const [step, entry] of entries) {
    const found = firstOther(entry, [...path, step]);
    if (found) return found;
  }
  return undefined;
}
