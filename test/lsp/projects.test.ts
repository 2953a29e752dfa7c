import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { placeAt } from '../../src/lsp/place.ts';
import { proposals } from '../../src/lsp/completion.ts';
import { Project } from '../../src/lsp/project.ts';
import { Projects } from '../../src/lsp/projects.ts';
import { folderWith } from '../content/workspace.ts';

const ID = '7cd1dcdc-6edf-4896-86dc-d1f19ad649';
const head = (title: string, id: string): string =>
  `title: ${title}\nid: ${ID}${id}\nstatus: test\ndescription: A tunnel.\nauthor: Alice Example\ndate: 2026-05-05\n`;
const RULE = `${head('Tunnel Use', '01')}logsource: {product: windows, category: network_connection}\ndetection:\n  selection:\n    DestinationPort: 7844\n  condition: selection\nlevel: low\n`;
const correlation = (id: string): string =>
  `${head('Many Tunnels', '02')}correlation:\n  type: event_count\n  rules: [${ID}${id}]\n  group-by: [Computer]\n  timespan: 1h\n  condition: {gte: 10}\nlevel: high\n`;

it('a correlation that is opened alone sees the rules around it', async () => {
  const elsewhere = folderWith({
    'rules/windows/network/tunnel.yml': RULE,
    'rules/windows/correlation/many.yml': correlation('01'),
  });
  // Without a repository only the folder itself would be looked through.
  execFileSync('git', ['init', '-q'], { cwd: elsewhere });
  const projects = new Projects(folderWith({}));
  const path = join(elsewhere, 'rules/windows/correlation/many.yml');
  const unknown = async (text: string): Promise<readonly string[]> => {
    projects.setText(path, text);
    const found = (await projects.diagnostics()).get(path) ?? [];
    return found.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  };
  expect(await unknown(correlation('01'))).toEqual([]);
  expect(await unknown(correlation('09'))).toEqual([`There is no rule with the id or name "${ID}09".`]);
});

// A fire, a letter with its accent apart, and a family of one glyph: 2, 2 and 8 units of UTF-16.
const ODD = '\u{1f525} e\u0301 \u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
const LINE = `  | where RemoteUrl has "${ODD}" and RemoteUr == 1`;
const KQL = `id: 0c9c9a4e-52a5-4a0f-8a77-3d9b6c1f2e85\nname: Tunnel ${ODD}\nkind: NRT\nquery: |\n  DeviceNetworkEvents\n${LINE}\n`;

it('columns count in UTF-16, behind whatever letters', async () => {
  const root = folderWith({ 'firedrill.yml': 'content: [rules]\n', 'rules/a.yaml': KQL });
  const project = new Project(root);
  const { diagnostics } = await project.diagnostics();
  const column = LINE.indexOf('RemoteUr ==') + 1;
  expect(diagnostics.filter(({ name }) => name === 'unknown-column').map(({ range }) => range)).toEqual([
    { start: { line: 6, column }, end: { line: 6, column: column + 'RemoteUr'.length } },
  ]);
  const { workspace, content } = project.load();
  const place = placeAt(content, 'rules/a.yaml', { line: 6, column: column + 3 });
  expect(place).toMatchObject({ word: 'RemoteUr', range: { start: { column }, end: { column: column + 8 } } });
  const offered = place && (await proposals(place, workspace, () => project.lowered(place.detection, workspace)));
  expect(offered?.map(({ label }) => label)).toContain('iff');
});

it('the mark of a byte order has no width', async () => {
  const root = folderWith({
    'firedrill.yml': 'content: [rules]\n',
    'rules/a_rule_of_acme.yml': `\uFEFFtitel: A\n${RULE}`,
  });
  const { diagnostics } = await new Project(root).diagnostics();
  expect(diagnostics.filter(({ code }) => code === 'FD110').map(({ range }) => range)).toEqual([
    { start: { line: 1, column: 1 }, end: { line: 1, column: 6 } },
  ]);
});
