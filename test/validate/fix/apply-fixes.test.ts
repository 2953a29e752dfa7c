import { expect, it } from 'vitest';
import { loadTexts } from '../../../src/content/index.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { applyFixes, compareWithBase, validateContent } from '../../../src/validate/index.ts';
import { ORIGINALS } from '../mutants/originals.ts';

async function find(text: string): Promise<readonly Diagnostic[]> {
  const content = loadTexts(new Map([['a.yml', text]]));
  return validateContent(content, { root: '/', lower: () => ({ problems: [] }) });
}

/** The text with everything fixed; a second run must find nothing more to fix. */
async function fix(text: string): Promise<string> {
  const once = applyFixes(text, await find(text)).text;
  expect(applyFixes(once, await find(once)).text).toBe(once);
  return once;
}

const ESCU = ORIGINALS['windows_tunnel_client.yml'];
const SENTINEL = ORIGINALS['scheduled.yaml'];
const SIGMA = ORIGINALS['sigma_tunnel.yml'];

it.each([
  ['a slip in a key that is needed', ESCU, 'how_to_implement:', 'how_to_implment:'],
  ['a date in words', ESCU, "'2026-05-05'", '5 May 2026 # a comment'],
  ['a date with slashes', ESCU, "'2026-05-05'", "'2026/5/5'"],
  ['a number in quotes', ESCU, 'version: 2', "version: '2'"],
  ['one word for a list', ESCU, 'product:\n  - Splunk Enterprise\n  - Splunk Cloud', 'product: Splunk Cloud'],
  ['the case of a severity', SENTINEL, 'severity: Medium', 'severity: medium'],
  ['the case of a level', SIGMA, 'level: medium', 'level: Medium'],
  ['a technique that was merged', ESCU, '  - T1059.001', '  - T1086 # PowerShell'],
  ['a technique in a tag', SIGMA, 'attack.t1572', 'attack.t1086'],
  ['an entry twice', ESCU, '  - T1572', '  - T1572\n  - T1572'],
])('fixes %s', async (_, original, from, to) => {
  const broken = original.replace(from, () => to);
  expect(broken).not.toBe(original);
  expect({ before: to, after: changed(broken, await fix(broken)) }).toMatchSnapshot();
});

/** The lines of the second text that the first does not have. */
function changed(before: string, after: string): readonly string[] {
  const old = new Set(before.split('\n'));
  const lines = after.split('\n');
  return [`${before.split('\n').length - lines.length} fewer lines`, ...lines.filter((line) => !old.has(line))];
}

it.each([
  ['a slip in a key that may be absent', ESCU.replace('asset_type:', 'aset_type:')],
  ['a date that reads in two ways', ESCU.replace("'2026-05-05'", "'05/06/2026'")],
  [
    'an entry twice in one line',
    ESCU.replace('fields: [dest, user]', 'fields: [dest, user]').replace(
      'cve:\n  - CVE-2026-12345',
      'cve: [CVE-2026-12345, CVE-2026-12345]',
    ),
  ],
  ['a word that is no number', ESCU.replace('version: 2', "version: 'two'")],
])('leaves %s to a person', async (_, text) => {
  expect(applyFixes(text, await find(text)).text).toBe(text);
});

it('raises the version of what changed', () => {
  const rule = (version: string, query: string) =>
    loadTexts(new Map([['a.yaml', `id: a\nname: A\nkind: Scheduled\nversion: ${version}\nquery: ${query}\n`]]));
  const now = rule('1.0.9 # keep', 'U');
  const text = now.sources.get('a.yaml')?.text ?? '';
  expect(applyFixes(text, compareWithBase(rule('1.0.9', 'T'), now)).text).toBe(text.replace('1.0.9', '1.0.10'));
});

it('touches nothing that is right', async () => {
  for (const text of Object.values(ORIGINALS)) expect(applyFixes(text, await find(text)).text).toBe(text);
});
