import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makePlan, readLive } from '../../src/deploy/index.ts';
import { LogAnalytics } from '../../src/deploy/kusto/log-analytics.ts';
import { SentinelClient } from '../../src/deploy/sentinel/client.ts';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import type { Target } from '../../src/deploy/target.ts';
import { type ArmEmulator, startArm, WORKSPACE } from '../emulators/arm.ts';
import { type LogAnalyticsEmulator, startLogAnalytics } from '../emulators/log-analytics.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { SENTINEL_CONTENT, sentinelContent } from './sentinel-content.ts';

let arm: ArmEmulator;
let service: LogAnalyticsEmulator;
let target: Target;
const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };

beforeAll(async () => {
  arm = await startArm();
  service = await startLogAnalytics();
  const connection = { ...WORKSPACE, endpoint: arm.url, ca: arm.ca, credential };
  target = sentinelTarget(connection, QUICK_RETRY, async () => {
    const workspaceId = await new SentinelClient(connection, QUICK_RETRY).workspaceId();
    return new LogAnalytics({ workspaceId, endpoint: service.url, ca: service.ca, credential }, QUICK_RETRY);
  });
});
afterAll(async () => {
  await arm.close();
  await service.close();
});
beforeEach(() => {
  service.requests.length = 0;
  service.kusto.missing.clear();
  service.fault = () => undefined;
});

const checked = async (files: Readonly<Record<string, string>>) => {
  const plan = makePlan(target, sentinelContent(files), await readLive(target), { deployment: 'test' });
  return target.check?.(plan);
};
const with_ = (name: string, from: string | RegExp, to: string) => ({
  ...SENTINEL_CONTENT,
  [name]: (SENTINEL_CONTENT[name] ?? '').replace(from, to),
});

it('tries every query that the plan would write, without rows, with functions that are not there yet', async () => {
  const files = with_('detections/hunt.yaml', 'Event | take 10', 'InventedFunction(since=2h) // at once');
  const plan = await checked(files);
  expect([plan?.refusals, plan?.notes]).toEqual([[], undefined]);
  const bodies = service.requests.map(({ body }) => JSON.parse(body) as { query: string; timespan: string });
  expect(bodies.map(({ timespan }) => timespan)).toEqual(Array(5).fill('PT1M'));
  expect(bodies.map(({ query }) => query.replace(/\s+/g, ' ')).sort()).toEqual([
    'SigninLogs | where ResultType != 0 | take 0',
    'SigninLogs | where ResultType != 0 | take 0',
    'SigninLogs | where ResultType != 0 | take 0',
    'let InventedFunction = (since:timespan=1d) { Event | where TimeGenerated > ago(since) }; InventedFunction() | take 0',
    'let InventedFunction = (since:timespan=1d) { Event | where TimeGenerated > ago(since) }; InventedFunction(since=2h) // at once | take 0',
  ]);
});

it('refuses rules whose queries the workspace does not take', async () => {
  service.kusto.missing.add('SigninLogs');
  const plan = await checked(with_('detections/hunt.yaml', 'Event | take 10', 'Event | where Nonsense == 1'));
  const lost =
    "The workspace does not take the query: 'where' operator: Failed to resolve table or column expression named 'SigninLogs'";
  expect(plan?.refusals.map(({ type, reason }) => [type, reason])).toEqual([
    [
      'hunting-query',
      "The workspace does not take the query: The name 'Nonsense' does not refer to any known column, table, variable or function.",
    ],
    ['scheduled-rule', lost],
    ['scheduled-rule', lost],
    ['nrt-rule', lost],
  ]);
});

it('leaves out what leans on a watchlist to come, and draws nothing', async () => {
  const plan = await checked(
    with_('detections/hunt.yaml', 'Event | take 10', "_GetWatchlist('VIPs') | project SearchKey"),
  );
  expect(plan?.notes).toEqual([
    'The query of "Rare thing" (hunting-query) was not checked: the plan creates its watchlist "vips".',
  ]);
  await checked(
    with_('detections/hunt.yaml', 'Event | take 10', 'Event | summarize count() by Source | render piechart'),
  );
  expect(service.requests.some(({ body }) => /render piechart"/.test(body))).toBe(true);
});

it('says so when the service stays away, and plans all the same', async () => {
  service.fault = () => ({ status: 403 });
  const plan = await checked(SENTINEL_CONTENT);
  expect(plan?.refusals).toEqual([]);
  expect(plan?.notes?.[0]).toMatch(/^Not all queries were checked: Log Analytics: 403 /);
});
