import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AzureEmulator, startAzure } from '../emulators/azure.ts';
import { SENTINEL_CONTENT } from '../deploy/sentinel-content.ts';
import { folderWith } from './run-cli.ts';

let azure: AzureEmulator;
beforeAll(async () => {
  azure = await startAzure();
});
afterAll(() => azure.close());

const files = (prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(SENTINEL_CONTENT)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, text]) => [name.replace('knowledge/', 'knowledge/sentinel/'), text]),
  );

it('plans, applies and shows drift as a job of a workflow does', { timeout: 60_000 }, async () => {
  const cwd = folderWith({ 'firedrill.yml': azure.settings, ...files('') });
  const deploy = (...args: readonly string[]) => azure.run(['deploy', ...args, '--target', 'sentinel'], cwd);
  azure.logAnalytics.kusto.missing.add('SigninLogs');
  const refused = await deploy('plan');
  expect([refused.exitCode, refused.stderr]).toEqual([1, '']);
  expect(refused.stdout).toContain("does not take the query: 'where' operator: Failed to resolve table");
  azure.logAnalytics.kusto.missing.clear();
  const planned = await deploy('plan', '--detailed-exitcode', '--plan-file', 'plan.json');
  expect([planned.exitCode, planned.stderr]).toEqual([4, '']);
  expect(planned.stdout).toContain('6 to create, 3 to enable, 0 unchanged');
  const applied = await deploy('apply', '--plan-file', 'plan.json');
  expect(applied.stderr).toContain('9 done, 0 failed, 0 left');
  const status = await deploy('status', '--detailed-exitcode');
  expect([status.exitCode, status.stdout]).toEqual([0, 'no drift, 6 equal\n']);
  for (const canary of ['good-token', 'job-token-canary', 'identity-token-canary']) {
    expect(
      JSON.stringify([refused, planned, applied, status]) + readFileSync(join(cwd, 'plan.json'), 'utf8'),
    ).not.toContain(canary);
  }
});

it('imports what is there as files, over which a plan is empty', { timeout: 60_000 }, async () => {
  const { arm } = azure;
  const rule = {
    displayName: 'Über-Regel: "quoted" – all of it',
    description: "'In quotes.'\n\nAnd: more",
    severity: 'Informational',
    enabled: false,
    query: "SigninLogs\n| where UserPrincipalName has 'a: b' // {c}\n|  where ResultType != 0",
    suppressionEnabled: true,
    suppressionDuration: 'PT5H',
    tactics: ['Persistence', 'CredentialAccess'],
    techniques: ['T1110', 'T1078'],
    subTechniques: ['T1110.003'],
    entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'IPAddress' }] }],
    sentinelEntitiesMappings: [{ columnName: 'Entities' }],
    customDetails: { Result: 'ResultType' },
    alertDetailsOverride: {
      alertDisplayNameFormat: 'By {{UserPrincipalName}}',
      alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }],
    },
    eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
    incidentConfiguration: {
      createIncident: false,
      groupingConfiguration: {
        enabled: true,
        reopenClosedIncident: true,
        lookbackDuration: 'P1D',
        matchingMethod: 'Selected',
        groupByEntities: ['IP'],
        groupByAlertDetails: ['Severity'],
        groupByCustomDetails: ['Result'],
      },
    },
    templateVersion: '3.1.4',
  };
  const schedule = { queryFrequency: 'PT1H30M', queryPeriod: 'P14D', triggerOperator: 'NotEqual', triggerThreshold: 7 };
  arm.put('alertRules/AAAAAAAA-2222-4333-8444-000000000001', { ...rule, ...schedule }, 'Scheduled');
  arm.put('alertRules/aaaaaaaa-2222-4333-8444-000000000002', { ...rule, description: '' }, 'NRT');
  arm.put('alertRules/BuiltInFusion', { enabled: true }, 'Fusion');
  arm.put('alertRules/no-guid', { ...rule, ...schedule }, 'Scheduled');
  arm.put('savedSearches/aaaaaaaa-2222-4333-8444-000000000003', {
    displayName: 'Über-Regel: "quoted" – all of it',
    category: 'Hunting Queries',
    query: 'Event | take 3',
    version: 2,
    tags: [
      { name: 'tactics', value: 'Persistence, Execution' },
      { name: 'description', value: 'Looks.' },
      { name: 'techniques', value: 'T1059' },
      { name: 'owner', value: 'somebody' },
    ],
  });
  arm.put('savedSearches/aaaaaaaa-2222-4333-8444-000000000004', {
    displayName: 'Chart',
    category: 'General',
    query: 'Event',
  });
  arm.put('savedSearches/some-function', {
    displayName: 'A function: of others',
    category: 'Function',
    query: 'Event | where TimeGenerated > ago(since) and Source in (sources)',
    functionAlias: 'TheirFunction',
    functionParameters: "since:timespan = 1d,  name:string='a, b', sources:dynamic=dynamic([])",
  });
  arm.put('watchlists/theirs', {
    displayName: 'Their list',
    description: 'Of theirs',
    provider: 'Custom',
    source: 'their file.csv',
    itemsSearchKey: 'IP',
  });
  arm.put('watchlists/theirs/watchlistItems/1', { itemsKeyValue: { IP: '192.0.2.1', Note: 'a "b", c\nd' } });
  arm.put('watchlists/theirs/watchlistItems/2', { itemsKeyValue: { IP: '192.0.2.2', Note: null } });
  const before = structuredClone([...arm.resources]);
  const cwd = folderWith({ 'firedrill.yml': azure.settings, ...files('detections/') });
  const imported = await azure.run(['deploy', 'import', '--target', 'sentinel'], cwd);
  expect(imported.stdout.split('\n')).toEqual([
    'wrote  watchlist theirs  knowledge/sentinel/watchlists/theirs.json',
    'wrote  watchlist vips  knowledge/sentinel/watchlists/vips.json',
    'wrote  function InventedFunction  knowledge/sentinel/parsers/InventedFunction.yaml',
    'wrote  function A function: of others  knowledge/sentinel/parsers/TheirFunction.yaml',
    'wrote  hunting-query Über-Regel: "quoted" – all of it  detections/sentinel/uber_regel_quoted_all_of_it.yaml',
    'wrote  scheduled-rule Über-Regel: "quoted" – all of it  detections/sentinel/uber_regel_quoted_all_of_it_2.yaml',
    'wrote  nrt-rule Über-Regel: "quoted" – all of it  detections/sentinel/uber_regel_quoted_all_of_it_3.yaml',
    'left   hunting-query Chart: it is a saved search, and no hunting query',
    'left   scheduled-rule Über-Regel: "quoted" – all of it: its name is no GUID',
    '7 written, 2 left',
    '',
  ]);
  expect([imported.exitCode, imported.stderr]).toEqual([0, '']);
  const planned = await azure.run(['deploy', 'plan', '--target', 'sentinel', '--detailed-exitcode'], cwd);
  expect([planned.exitCode, planned.stderr, planned.stdout.trim().split('\n').at(-1)]).toEqual([
    0,
    '',
    'nothing to do, 11 unchanged',
  ]);
  expect([...arm.resources]).toEqual(before);
  const again = await azure.run(['deploy', 'import', '--target', 'sentinel', '--format', 'json'], cwd);
  expect(JSON.parse(again.stdout)).toMatchObject({ written: [], differing: [] });
});
