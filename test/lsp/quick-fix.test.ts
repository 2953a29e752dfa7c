import { expect, it } from 'vitest';
import { loadTexts } from '../../src/content/index.ts';
import { quickFixes } from '../../src/lsp/quick-fix.ts';
import { validateContent } from '../../src/validate/index.ts';
import { ORIGINALS } from '../validate/mutants/originals.ts';

/** What an editor offers for the findings of a text: title, place, new text. */
async function offers(text: string, code: string): Promise<readonly string[]> {
  const content = loadTexts(new Map([['a.yml', text]]));
  const found = await validateContent(content, { root: '/nowhere', lower: () => ({ problems: [] }) });
  const diagnostic = found.find((each) => each.code === code);
  if (!diagnostic) throw new Error(`No ${code} among ${found.map((each) => each.code).join()}.`);
  return quickFixes(diagnostic, content.sources.get('a.yml')!).map(
    ({ title, range: { start, end }, text: written }) =>
      `${title} at ${start.line}:${start.column}-${end.line}:${end.column}: ${JSON.stringify(written)}`,
  );
}

const SIGMA = ORIGINALS['sigma_tunnel.yml'];

it('offers the fix that a finding brings', async () => {
  const text = SIGMA.replace('level: medium', 'level: Medium');
  const line = text.split('\n').indexOf('level: Medium') + 1;
  expect(await offers(text, 'FD113')).toEqual([
    `Change to "medium" at ${line}:8-${line}:14: "medium"`,
    `Suppress FD113 here at ${line}:1-${line}:1: "# firedrill-ignore schema-value: TODO say why\\n"`,
    'Suppress FD113 in this file at 1:1-1:1: "# firedrill-ignore-file schema-value: TODO say why\\n"',
  ]);
});

it('removes an entry with its line', async () => {
  const text = SIGMA.replace('  - attack.t1572\n', '  - attack.t1572\n  - attack.t1572\n');
  const line = text.split('\n').lastIndexOf('  - attack.t1572') + 1;
  expect((await offers(text, 'FD408'))[0]).toBe(`Remove this entry at ${line}:1-${line + 1}:1: ""`);
});

it('writes what version 19 of ATT&CK made of a technique', async () => {
  const text = SIGMA.replace('attack.t1572', 'attack.t1562.001');
  const line = text.split('\n').indexOf('  - attack.t1562.001') + 1;
  expect((await offers(text, 'FD310'))[0]).toBe(`Change to "attack.t1685" at ${line}:5-${line}:21: "attack.t1685"`);
});

it('a hint that names what was meant is an offer', async () => {
  const text = SIGMA.replace('falsepositives:', 'falsepositive:');
  expect((await offers(text, 'FD110'))[0]).toMatch(/^Change to "falsepositives"/);
});
