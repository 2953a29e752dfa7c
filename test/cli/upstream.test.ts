import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openContent } from '../../src/cli/open-deploy.ts';
import { CONTENT } from '../deploy/splunk-content.ts';
import { SENTINEL_CONTENT } from '../deploy/sentinel-content.ts';
import { folderWith } from './run-cli.ts';

const RULE = SENTINEL_CONTENT['detections/plain.yaml'] ?? '';
const SEARCH = (CONTENT['detections/many_tools.yml'] ?? '').replace(/index=main .*/, 'index=main `many_tools_filter`');
const ID = '11111111-2222-4333-8444-00000000000';

const cwd = folderWith({
  'firedrill.yml': `deploy:
  name: base
  upstream: [shared]
  sentinel: { filters: { "${ID}5": where ResultType != 1 } }
  splunk: { filters: { other_tools_filter: search host!=base } }
  environments:
    tenant:
      name: tenant
      upstream: [plain]
      sentinel: { filters: { Shared rule: '| where Account != "tenant"' }, tables: { SigninLogs: SigninLogs_CL, Event: TenantEvent_CL } }
      splunk: { filters: { many_tools_filter: search host!=tenant } }
      overrides: { "${ID}6": { frequency: 2h, period: 3d, severity: Low } }
`,
  'detections/rule.yaml': RULE.replace(`${ID}2`, `${ID}5`).replace('Few', 'Our'),
  'detections/many_tools.yml': SEARCH,
  'knowledge/sentinel/parsers/Invented.yaml': 'FunctionName: InventedFunction\nFunctionQuery: Event | take 1\n',
  // Another firedrill repository, with one rule that we override and one that we do not have.
  'shared/firedrill.yml': `content: [rules]
deploy:
  splunk: { filters: { many_tools_filter: search host!=shared, other_tools_filter: search host!=shared } }
  sentinel: { filters: { Shared rule: where Account != "shared", "${ID}7": where Account != "shared" } }
`,
  'shared/rules/theirs.yaml': RULE.replace(`${ID}2`, `${ID}5`).replace('Few', 'Their'),
  'shared/rules/shared.yaml': RULE.replace(`${ID}2`, `${ID}6`).replace(/^name: .*/m, 'name: Shared rule'),
  'shared/rules/other_tools.yml': SEARCH.replace(/^name: .*/m, 'name: Other Tools')
    .replace(/^id: .*/m, 'id: 99999999-2222-4333-8444-000000000009')
    .replaceAll('many_tools_filter', 'other_tools_filter'),
  'shared/knowledge/sentinel/parsers/Invented.yaml': 'FunctionName: InventedFunction\nFunctionQuery: Event | take 2\n',
  'shared/knowledge/sentinel/watchlists/vips.csv': 'User\nalice\n',
  // A repository without a configuration.
  'plain/Detections/plain.yaml': RULE.replace(`${ID}2`, `${ID}7`).replace(/^name: .*/m, 'name: Plain rule'),
  'plain/watchlists/more.csv': 'User\nbob\n',
});

const brief = async (platform: 'splunk' | 'sentinel', environment?: string) => {
  const { desired, errors } = await openContent(platform, environment === undefined ? {} : { environment }, cwd);
  expect(errors).toEqual([]);
  return desired.map(({ type, title, file, properties }) => [
    `${type} ${title}`,
    file,
    String(properties['definition'] ?? properties['query'] ?? '')
      .split('\n')
      .at(-1),
  ]);
};

it('deploys what Sentinel repositories upstream have and ours has not', async () => {
  const base = [
    ['function InventedFunction', 'knowledge/sentinel/parsers/Invented.yaml', 'Event | take 1'],
    ['scheduled-rule Our failed sign-ins', 'detections/rule.yaml', '| where ResultType != 1'],
  ];
  expect(await brief('sentinel')).toEqual([
    ['watchlist vips', 'shared/knowledge/sentinel/watchlists/vips.csv', ''],
    ...base,
    ['scheduled-rule Shared rule', 'shared/rules/shared.yaml', '| where Account != "shared"'],
  ]);
  const tenant = await brief('sentinel', 'tenant');
  expect(tenant).toEqual([
    ['watchlist more', 'plain/watchlists/more.csv', ''],
    ['watchlist vips', 'shared/knowledge/sentinel/watchlists/vips.csv', ''],
    ...base.map((line) => line.map((text) => text?.replace('Event |', 'TenantEvent_CL |'))),
    ['scheduled-rule Plain rule', 'plain/Detections/plain.yaml', '| where Account != "shared"'],
    ['scheduled-rule Shared rule', 'shared/rules/shared.yaml', '| where Account != "tenant"'],
  ]);
  const { desired } = await openContent('sentinel', { environment: 'tenant' }, cwd);
  expect(desired.find(({ title }) => title === 'Shared rule')?.properties).toMatchObject({
    queryFrequency: 'PT2H',
    queryPeriod: 'P3D',
    severity: 'Low',
    query: 'SigninLogs_CL\n| where ResultType != 0\n| where Account != "tenant"',
  });
});

it('deploys what Splunk repositories upstream have, with filter macros of all of them', async () => {
  const macros = async (environment?: string) =>
    (await brief('splunk', environment))
      .filter(([name]) => name?.startsWith('macro '))
      .map(([name, , text]) => [name, text]);
  expect(await macros()).toEqual([
    ['macro many_tools_filter', 'search host!=shared'],
    ['macro other_tools_filter', 'search host!=base'],
  ]);
  expect(await macros('tenant')).toEqual([
    ['macro many_tools_filter', 'search host!=tenant'],
    ['macro other_tools_filter', 'search host!=base'],
  ]);
  expect((await brief('splunk')).filter(([name]) => name?.startsWith('saved-search'))).toHaveLength(2);
});

it('writes nothing upstream, and says which folder is missing', async () => {
  expect(existsSync(join(cwd, 'shared', '.firedrill'))).toBe(false);
  expect(existsSync(join(cwd, 'plain', '.firedrill'))).toBe(false);
  const lost = folderWith({ 'firedrill.yml': 'deploy: { upstream: [nowhere] }\n' });
  await expect(openContent('splunk', {}, lost)).rejects.toThrow('The upstream folder "nowhere" does not exist.');
});
