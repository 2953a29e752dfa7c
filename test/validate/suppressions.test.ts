import { expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.ts';
import { validateContent } from '../../src/validate/index.ts';
import { folderWith } from '../content/workspace.ts';

const rule = (tail: string): string => `title: A
id: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903
logsource: {product: windows}
detection: {a: {b: c}, condition: a}
${tail}
tests: [{name: t, attack_data: [a.log]}, {name: u, test_type: benign, attack_data: [b.log]}]
status: test
description: Finds what is odd.
author: Alice
date: 2024-05-27
level: low
`;

async function findings(content: string): Promise<readonly string[]> {
  const root = folderWith({ 'finding_of_a.yml': content });
  const loaded = loadContent(['.'], { root });
  const diagnostics = await validateContent(loaded, { root, lower: () => ({ problems: [] }) });
  return diagnostics.map(({ code, range: { start }, message }) => `${start.line}:${start.column} ${code} ${message}`);
}

const FINDING = 'FD441 The Sigma specification has no namespace "atack".';

it('without a suppression there is a finding', async () => {
  expect(await findings(rule('tags: [atack.t1572]'))).toEqual([`5:8 ${FINDING}`]);
});

it.each([
  ['at the end of the line', 'tags: [atack.t1572] # firedrill-ignore FD441: our own namespace'],
  ['alone on the line before', '# firedrill-ignore tag-namespace: our own namespace\ntags: [atack.t1572]'],
  ['of several codes', 'tags: [atack.t1572] # firedrill-ignore FD402, FD441: our own namespace'],
  ['of the file', '# firedrill-ignore-file FD441: our own namespace\n\ntags: [atack.t1572]'],
])('a suppression %s takes it away', async (_, tail) => {
  expect(await findings(rule(tail))).toEqual([]);
});

it('a suppression has to say why', async () => {
  expect(await findings(rule('tags: [atack.t1572] # firedrill-ignore FD441'))).toEqual([
    `5:8 ${FINDING}`,
    '5:21 FD490 The suppression does not say why.',
  ]);
});

it('a suppression has to suppress something', async () => {
  expect(await findings(rule('# firedrill-ignore FD441: our own\ntags: [attack.impact]'))).toEqual([
    '5:1 FD491 Nothing here is suppressed: there is no FD441.',
  ]);
  expect(await findings(rule('# firedrill-ignore FD999: our own\ntags: [attack.impact]'))).toEqual([
    '5:1 FD491 There is no code or name "FD999" to suppress.',
  ]);
});

it('what cannot be read cannot be suppressed', async () => {
  expect(await findings('# firedrill-ignore-file FD101: no\nname: "x')).toEqual([
    '1:1 FD491 Nothing here is suppressed: there is no FD101.',
    '2:8 FD101 The YAML cannot be parsed: unexpected end of the stream within a double quoted scalar.',
  ]);
});

it('comments of a query count too', async () => {
  const content = `name: A
id: 29798d45-c9c7-4240-a5ef-d7648c016024
query: |
  let hosts = 1; // firedrill-ignore unused-let: used by the team's own copy
  T
tests: [{name: t, attack_data: [a.log]}, {name: u, test_type: benign, attack_data: [b.log]}]
`;
  expect(await findings(content)).toEqual([]);
});
