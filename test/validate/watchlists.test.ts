import { expect, it, onTestFinished } from 'vitest';
import { LiveRepository } from '../../src/testing/live-repository.ts';
import { openSession } from '../../src/testing/open-session.ts';
import { folderWith } from '../content/workspace.ts';

const TEMPLATE = JSON.stringify(
  {
    parameters: { key: { type: 'string', defaultValue: 'Host' } },
    resources: [
      {
        type: 'Microsoft.OperationalInsights/workspaces/providers/Watchlists',
        name: "[concat(parameters('workspaceName'), '/Microsoft.SecurityInsights/KnownHosts')]",
        properties: {
          displayName: 'Known hosts',
          provider: 'Custom',
          itemsSearchKey: "[parameters('key')]",
          rawContent: 'Owner,Host\r\nalice,dc01\r\n',
        },
      },
    ],
  },
  undefined,
  2,
);

const rule = (query: string): string =>
  `id: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903\nname: A\ntactics: []\nquery: ${query}\n`;

const never = (): never => {
  throw new Error('There is no test.');
};

async function findings(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = folderWith({ 'firedrill.yml': 'content: [.]\n', ...files });
  const { diagnostics } = await new LiveRepository({ cwd: root, cache: false }).refresh();
  return diagnostics
    .filter(({ code }) => !['FD402', 'FD460', 'FD418', 'FD111'].includes(code))
    .map(({ file, code, range, hint }) =>
      `${file}:${range.start.line}:${range.start.column} ${code} ${hint ?? ''}`.trim(),
    );
}

it('a template among the content tells the columns of its watchlist', async () => {
  const query = "_GetWatchlist('knownhosts') | where Owner == SearchKey and Hst != ''";
  expect(await findings({ 'Watchlists/a.json': TEMPLATE, 'a.yml': rule(`"${query}"`) })).toEqual([
    'a.yml:4:68 FD203 Did you mean "Host"?',
  ]);
});

it('a description has its rows in the table beside it', async () => {
  const description =
    '{"watchlistAlias": "Admins", "displayName": "Admins", "provider": "Custom", "itemsSearchKey": "User"}';
  const files = {
    'Watchlists/Admins/watchlist.json': description,
    'Watchlists/Admins/data.csv': 'User,Team\nalice@example.com,IT\n',
  };
  expect(await findings({ ...files, 'a.yml': rule("_GetWatchlist('Admins') | where Team == 'IT'") })).toEqual([]);
  expect(await findings({ ...files, 'a.yml': rule("_GetWatchlist('Admin') | where Team == 'IT'") })).toEqual([
    'a.yml:4:22 FD306 Did you mean "Admins"?',
  ]);
});

it('a table alone is a watchlist, and what is wrong with it stands in its file', async () => {
  const files = { 'watchlists/hosts.csv': 'Host,Owner\ndc01,alice\ndc02\n' };
  expect(await findings({ ...files, 'a.yml': rule("_GetWatchlist('hosts') | where Owner == 'alice'") })).toEqual([
    'watchlists/hosts.csv:3:1 FD468 Put cells with commas into double quotes.',
  ]);
});

it('two watchlists of one alias, whatever its case', async () => {
  const found = await findings({
    'Watchlists/a.json': TEMPLATE,
    'Watchlists/b.json': TEMPLATE.replace('KnownHosts', 'knownhosts'),
  });
  expect(found.filter((line) => line.includes('FD468'))).toEqual(['Watchlists/b.json:12:7 FD468']);
});

it('other JSON files are nobody’s business', async () => {
  const files = {
    'Watchlists/playbook.json': '{"resources": [{"type": "Microsoft.Logic/workflows", "properties": {}}]}',
  };
  expect(await findings({ ...files, 'Workbooks/w.json': '{"items": [' })).toEqual([]);
});

it('a replay reads the watchlists of the content', async () => {
  const root = folderWith({
    'Watchlists/a.json': TEMPLATE,
    'a.yml': `${rule("_GetWatchlist('KnownHosts') | where SearchKey == 'dc01' | project Owner")}tests:\n  - name: Fires\n    attack_data: [{data: signins.json, sourcetype: SigninLogs}]\n    expect: {rows: [{Owner: alice}]}\n`,
    'signins.json': '{"Type": "SigninLogs", "TimeGenerated": "2026-01-01T00:00:00Z"}\n',
  });
  const session = await openSession({ cwd: root, what: [root], cache: false, workers: 1 });
  onTestFinished(() => session.close());
  const [{ detection, test } = never()] = session.tests;
  expect(await session.run(detection, test)).toMatchObject({ verdict: 'pass', results: 1 });
});
