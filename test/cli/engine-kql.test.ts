import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AzureEmulator, startAzure } from '../emulators/azure.ts';
import { folderWith } from './run-cli.ts';

const RULE = `id: 11111111-2222-4333-8444-000000000001
name: Many failed sign-ins
description: Finds an invented thing.
severity: Medium
kind: Scheduled
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
query: |
  SigninLogs
  | where TimeGenerated > ago(1d) and ResultType != "0"
  | where UserPrincipalName !in ((_GetWatchlist('scanners') | project SearchKey))
  | summarize Failures = count() by UserPrincipalName
entityMappings:
  - entityType: Account
    fieldMappings: [{ identifier: FullName, columnName: UserPrincipalName }]
version: 1.0.0
tests:
  - name: Two failures
    attack_data: [{ data: signins.json, source: SigninLogs, sourcetype: SigninLogs }]
    expect: { rows: [{ UserPrincipalName: alice@example.com, Failures: 2 }], results: { min: 1, max: 1 } }
`;
const event = (time: string, user: string, result: string): string =>
  `${JSON.stringify({ TimeGenerated: time, Type: 'SigninLogs', UserPrincipalName: user, ResultType: result })}\n`;

let azure: AzureEmulator;
let cwd: string;
beforeAll(async () => {
  azure = await startAzure();
  cwd = folderWith({
    'firedrill.yml': `content: [detections]\n${azure.settings}`,
    'detections/rule.yaml': RULE,
    'detections/signins.json':
      event('2026-01-01T10:00:00Z', 'alice@example.com', '50126') +
      event('2026-01-01T11:00:00Z', 'alice@example.com', '50126') +
      event('2026-01-01T11:30:00Z', 'bob@example.com', '0') +
      event('2026-01-01T11:40:00Z', 'scanner@example.com', '50126'),
    'knowledge/sentinel/watchlists/scanners.csv': 'User\nscanner@example.com\n',
    'case.txt': 'kql datatable(a:int)[1, 2] | summarize Sum = sum(a)\n  Sum:long\n  4\n',
  });
});
afterAll(() => azure.close());

it.each(['sentinel', 'adx'] as const)(
  'tests on %s over the rows of the tests alone, and compares',
  { timeout: 60_000 },
  async (name) => {
    const live = await azure.run(['test', '--engine', name, '--format', 'json'], cwd);
    expect([live.exitCode, JSON.parse(live.stdout).tests]).toMatchObject([
      0,
      [{ verdict: 'pass', rows: [{ UserPrincipalName: 'alice@example.com', Failures: 2 }] }],
    ]);
    const parity = await azure.run(['parity', '--engine', name], cwd);
    expect([parity.exitCode, parity.stdout]).toEqual([0, expect.stringContaining('the same 1 rows')]);
  },
);

it('back-tests in the workspace, records an answer, and saves rows as attack data', { timeout: 60_000 }, async () => {
  const today = new Date().toISOString();
  const columns = { TimeGenerated: 'datetime', UserPrincipalName: 'string', ResultType: 'string', Type: 'string' };
  azure.logAnalytics.kusto.now = today;
  azure.logAnalytics.kusto.tables.set('SigninLogs', {
    columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    rows: [1, 2, 3].map(() => [
      new Date(Date.now() - 3_600_000).toISOString(),
      'carol@example.com',
      '50126',
      'SigninLogs',
    ]),
  });
  const backtest = await azure.run(['backtest', '--engine', 'sentinel', '--since', '2d', '--format', 'json'], cwd);
  expect(JSON.stringify(JSON.parse(backtest.stdout))).toContain('carol@example.com');
  expect(backtest.exitCode).toBe(0);

  await azure.run(['record', '--engine', 'sentinel', 'case.txt'], cwd);
  expect(readFileSync(join(cwd, 'case.txt'), 'utf8')).toMatch(/Azure Monitor Log Analytics[\s\S]*Sum:long\n {2}3\n/);

  const saved = await azure.run(
    ['data', 'record', '--from', 'sentinel', '--query', 'SigninLogs', '--to', 'saved/signins', '--since', '1d'],
    cwd,
  );
  expect([saved.exitCode, saved.stdout]).toEqual([0, expect.stringContaining('data: "saved/signins')]);
  const file = /"(saved\/[^"]+)"/.exec(saved.stdout)?.[1] ?? '';
  expect(readFileSync(join(cwd, file), 'utf8')).toContain('carol@example.com');
  for (const canary of ['good-token', 'job-token-canary', 'identity-token-canary']) {
    expect(JSON.stringify([backtest, saved])).not.toContain(canary);
  }
});
