import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { loadContent, loadTexts } from '../../../src/content/index.ts';
import { CODES, type DiagnosticName } from '../../../src/diagnostics/codes.ts';
import { compareWithBase, validateContent } from '../../../src/validate/index.ts';
import { lowerForTest, splunkForTest } from '../lower.ts';
import { CHANGE_MUTANTS, FILE_MUTANTS, OF_OTHER_COMMANDS } from './codes.ts';
import { MUTANTS } from './mutants.ts';
import { QUERY_MUTANTS } from './query-mutants.ts';

it.each(FILE_MUTANTS.map((mutant) => [mutant.code, mutant] as const))('%s in files', async (code, mutant) => {
  const root = mkdtempSync(join(tmpdir(), 'firedrill-'));
  for (const [name, content] of Object.entries(mutant.files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const paths = mutant.explicit ? Object.keys(mutant.files) : ['.'];
  const content = loadContent(paths, { root, ...(mutant.explicit && { explicit: true }) });
  const found = await validateContent(content, { root, lower: lowerForTest, splunk: splunkForTest });
  const places = found
    .filter((diagnostic) => diagnostic.code === code)
    .map(({ file, range: { start } }) => `${file}:${start.line}:${start.column}`);
  expect(places).toEqual([mutant.at]);
});

it.each(CHANGE_MUTANTS.map((mutant) => [mutant.code, mutant] as const))('%s in a change', (code, mutant) => {
  const at = (text: string | undefined) => loadTexts(new Map(text === undefined ? [] : [['a.yaml', text]]));
  const found = compareWithBase(at(mutant.before), at(mutant.after));
  expect(found.map(({ code: name, range: { start } }) => `${start.line}:${start.column} ${name}`)).toEqual([
    `${mutant.at} ${code}`,
  ]);
  expect(compareWithBase(at(mutant.before), at(mutant.before))).toEqual([]);
});

it('every code that validation has is planted somewhere', () => {
  const planted = new Set([...MUTANTS, ...QUERY_MUTANTS, ...FILE_MUTANTS, ...CHANGE_MUTANTS].map(({ code }) => code));
  const missing = (Object.keys(CODES) as DiagnosticName[])
    // What the tool cannot run is no defect of the content.
    .filter((name) => !name.startsWith('unsupported-'))
    .filter((name) => /^FD[1-47]/.test(CODES[name].code) && !OF_OTHER_COMMANDS.has(name))
    .filter((name) => !planted.has(CODES[name].code));
  expect(missing).toEqual([]);
});

it('there are more than two hundred', () => {
  expect(MUTANTS.length + QUERY_MUTANTS.length).toBeGreaterThan(200);
});
