import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../scripts/docs/pages.ts';
import { DOCUMENTED_KQL } from '../../src/languages/kql/documented.ts';
import { DOCUMENTED_SPL } from '../../src/languages/spl/documented.ts';
import { UNSUPPORTED_KQL } from '../../src/languages/kql/unsupported.ts';
import { inferences, referenceEntries, supportOf } from '../../src/reference/index.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8');

describe('reference pages', () => {
  it('are what the definitions give now (npm run docs)', async () => {
    for (const [name, text] of await referencePages()) expect(read(name) === text, `${name} is out of date`).toBe(true);
  });

  it.each(['spl', 'kql', 'sigma'] as const)(
    '%s: every entry says what it is, how it is written and where it is documented',
    (language) => {
      for (const entry of referenceEntries(language)) {
        expect(entry.summary, entry.name).toMatch(/\.$/);
        expect(entry.syntax, entry.name).not.toBe('');
        expect(entry.reference, entry.name).toMatch(/^https:\/\//);
        expect(['recorded', 'printed', 'stated', 'inferred'], entry.name).toContain(entry.basis);
      }
    },
  );

  it('spl: every entry shows an example', () => {
    // Rates belong to timechart, whose examples show them.
    const bare = referenceEntries('spl').filter(({ name, examples }) => examples.length === 0 && !/^per_/.test(name));
    expect(bare.map(({ kind, name }) => `${kind} ${name}`)).toEqual([]);
  });

  it('counts everything that the vendors document', () => {
    const countOf = (documented: Readonly<Record<string, readonly { readonly names: readonly string[] }[]>>): number =>
      Object.values(documented)
        .flat()
        .reduce((sum, { names }) => sum + names.length, 0);
    expect(supportOf('spl', referenceEntries('spl'))).toHaveLength(countOf(DOCUMENTED_SPL));
    expect(supportOf('kql', referenceEntries('kql'))).toHaveLength(countOf(DOCUMENTED_KQL));
  });

  it('says of each name of KQL that does not run why it does not, and of no other', () => {
    const rows = supportOf('kql', referenceEntries('kql'));
    const without = rows.filter(({ support, reason }) => support === 'no' && reason === undefined);
    expect(without.map(({ name }) => name)).toEqual([]);
    const missing = new Set(rows.filter(({ support }) => support === 'no').map(({ name }) => name));
    const explained = UNSUPPORTED_KQL.flatMap(({ names }) => names);
    expect(explained.filter((name) => !missing.has(name))).toEqual([]);
  });

  it('infers only behaviour of names that exist', () => {
    for (const [language, name] of inferences()) {
      expect(
        referenceEntries(language as 'spl').map((entry) => entry.name),
        `${language} ${name}`,
      ).toContain(name);
    }
  });
});
