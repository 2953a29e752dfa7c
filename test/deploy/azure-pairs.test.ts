import { request as send } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataExplorer } from '../../src/deploy/kusto/data-explorer.ts';
import { LogAnalytics } from '../../src/deploy/kusto/log-analytics.ts';
import type { LiveObject, ObjectState } from '../../src/deploy/object.ts';
import { SentinelClient } from '../../src/deploy/sentinel/client.ts';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { STABLE } from '../../src/deploy/sentinel/versions.ts';
import { type ArmEmulator, startArm, WORKSPACE } from '../emulators/arm.ts';
import { DATABASE, type DataExplorerEmulator, startDataExplorer } from '../emulators/data-explorer.ts';
import { type EntraEmulator, startEntra } from '../emulators/entra.ts';
import { type LogAnalyticsEmulator, startLogAnalytics, WORKSPACE_ID } from '../emulators/log-analytics.ts';
import { differs, lacking, loadPairs, type Pair, startPair } from '../emulators/pairs.ts';
import type { Emulator } from '../emulators/server.ts';

const pairs = loadPairs('azure');
const RULE = '11111111-2222-4333-8444-000000000001';
const INSIGHTS = 'providers/Microsoft.SecurityInsights';

let arm: ArmEmulator;
let logAnalytics: LogAnalyticsEmulator;
let dataExplorer: DataExplorerEmulator;
let entra: EntraEmulator;
beforeAll(async () => {
  [arm, logAnalytics, dataExplorer, entra] = await Promise.all([
    startArm(),
    startLogAnalytics(),
    startDataExplorer(),
    startEntra(),
  ]);
});
afterAll(async () => {
  await Promise.all([arm, logAnalytics, dataExplorer, entra].map((service) => service.close()));
});

type Raw = Readonly<Record<string, unknown>>;
const bodyOf = (name: string): { readonly kind?: string; readonly properties: Raw } => {
  const pair = pairs.find((candidate) => candidate.name === name);
  if (!pair) throw new Error(`There is no pair "${name}".`);
  return (pair.request.json ?? pair.response.body) as { readonly kind?: string; readonly properties: Raw };
};

/** What the emulators hold before a request, by the names that pairs use. */
const GIVEN: Readonly<Record<string, () => void>> = {
  rule: () => arm.put(`alertRules/${RULE}`, bodyOf('a scheduled rule is created').properties, 'Scheduled'),
  'rule-with-sub-technique': () => {
    const { properties } = bodyOf('a scheduled rule is read by the preview');
    arm.put(`alertRules/${RULE}`, properties, 'Scheduled');
  },
  'nrt-rule': () => arm.put(`alertRules/${RULE}`, bodyOf('an NRT rule is created').properties, 'NRT'),
  'fusion-rule': () => arm.put(`alertRules/${RULE}`, bodyOf('a Fusion rule is read').properties, 'Fusion'),
  'incident-rule': () => {
    const { properties } = bodyOf('a rule for incidents of other products is read');
    arm.put(`alertRules/${RULE}`, properties, 'MicrosoftSecurityIncidentCreation');
  },
  watchlist: () => {
    const { rawContent: _, ...properties } = bodyOf('a watchlist is created with its items').properties;
    arm.put('watchlists/assets', { ...properties, watchlistAlias: 'assets' });
  },
  item: () => arm.put('watchlists/assets/watchlistItems/item-7', bodyOf('an item is created').properties),
  'saved-search': () => arm.put('savedSearches/saved-1', bodyOf('a saved search is created or updated').properties),
  usage: () => {
    const row = ['00000000-0000-0000-0000-0000000000bb', 'srv1', '2026-01-01T18:59:59Z', 1, 0.5, true];
    const types = {
      TenantId: 'string',
      Computer: 'string',
      TimeGenerated: 'datetime',
      Batches: 'long',
      Quantity: 'real',
      IsBillable: 'bool',
    };
    const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
    logAnalytics.kusto.tables.set('Usage_CL', { columns, rows: [row, row] });
  },
  partial: () => {
    logAnalytics.partial = true;
  },
  'partial-kusto': () => {
    dataExplorer.partial = true;
  },
};

function emulatorOf({ request: { path } }: Pair): Emulator {
  if (path.startsWith('/subscriptions/')) return arm;
  if (path.includes('/rest/')) return dataExplorer;
  return path.startsWith('/v1/workspaces/') ? logAnalytics : entra;
}

const answered = (url: string, ca: string, pair: Pair): Promise<{ readonly status: number; readonly body: unknown }> =>
  new Promise((resolve, reject) => {
    const { method, path, query, headers, form, json } = pair.request;
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const said = { Authorization: 'Bearer good-token', ...headers };
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''));
    const sent = send(`${url}${path}${search}`, { method, ca, headers: given }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) }),
      );
    });
    sent.on('error', reject);
    if (form) sent.write(String(new URLSearchParams(form)));
    else if (json !== undefined) sent.write(JSON.stringify(json));
    sent.end();
  });

it.each(pairs)('$name: the emulator answers as published ($source)', async (pair) => {
  arm.resources.clear();
  logAnalytics.partial = false;
  dataExplorer.partial = false;
  for (const name of pair.given ?? []) GIVEN[name]?.();
  const emulator = emulatorOf(pair);
  const { status, body } = await answered(emulator.url, emulator.ca, pair);
  expect([status, pair.response.body === undefined ? [] : lacking(pair.response.body, body)]).toEqual([
    pair.response.status,
    [],
  ]);
});

const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const ONCE = { attempts: 1, firstDelayMs: 1, longestDelayMs: 1, random: () => 0, sleep: async () => undefined };
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: Error & { readonly code?: string }) =>
    error.code === undefined ? error.message : `${error.code}: ${error.message}`,
  );

/** The calls of our clients that send published requests; each gives what it makes of the answer. */
function callsOf({ url, ca }: Emulator, pair: Pair): Readonly<Record<string, () => Promise<unknown>>> {
  const connection = { ...WORKSPACE, endpoint: url, ca, credential };
  const client = new SentinelClient(connection, ONCE);
  const target = sentinelTarget(connection, ONCE);
  const logs = new LogAnalytics(
    { workspaceId: WORKSPACE_ID, endpoint: url, ca, credential: badWhenForbidden(pair), timeoutMs: 5_000 },
    ONCE,
  );
  const cluster = new DataExplorer({ cluster: url, database: DATABASE, ca, credential }, ONCE);
  const published = pair.request.json as {
    readonly properties?: ObjectState['properties'];
    readonly query?: string;
    readonly csl?: string;
  };
  const state = (type: string, key: string, properties: ObjectState['properties']): ObjectState => ({
    type,
    key,
    title: key,
    properties,
  });
  const brief = (object: LiveObject | undefined) => (object ? { type: object.type, title: object.title } : null);
  const half = () => logs.query(published.query ?? '', { timespan: 'PT12H' });
  const deleted = async (work: Promise<void>) => work.then(() => 'deleted');
  return {
    'put-rule': () => target.write(state('scheduled-rule', RULE, published.properties ?? {}), undefined),
    'put-nrt-rule': () => target.write(state('nrt-rule', RULE, published.properties ?? {}), undefined),
    'read-scheduled-rule': async () => brief(await target.read('scheduled-rule', RULE)),
    'read-nrt-rule': async () => brief(await target.read('nrt-rule', RULE)),
    'list-scheduled-rules': async () => (await target.list('scheduled-rule')).map(brief),
    'delete-rule': () => deleted(client.remove(`${INSIGHTS}/alertRules/${RULE}`, STABLE)),
    'put-watchlist': () => {
      const {
        displayName = '',
        description = '',
        provider = '',
        source = '',
        itemsSearchKey = '',
      } = published.properties ?? {};
      const items = [{ header1: 'value1', header2: 'value2' }];
      const properties = { displayName, description, provider, source, itemsSearchKey, items };
      return target.write(state('watchlist', 'assets', properties), undefined);
    },
    'list-watchlists': async () => (await client.list(`${INSIGHTS}/watchlists`, STABLE)).map(({ name }) => name),
    'read-watchlist': async () => (await client.read(`${INSIGHTS}/watchlists/assets`, STABLE))?.name,
    'delete-watchlist': () => deleted(client.remove(`${INSIGHTS}/watchlists/assets`, STABLE)),
    'put-item': () =>
      client.put(`${INSIGHTS}/watchlists/assets/watchlistItems/item-7`, STABLE, {
        properties: published.properties ?? {},
      }),
    'list-items': async () =>
      (await client.list(`${INSIGHTS}/watchlists/assets/watchlistItems`, STABLE)).map(
        ({ properties }) => properties['itemsKeyValue'],
      ),
    'delete-item': () => deleted(client.remove(`${INSIGHTS}/watchlists/assets/watchlistItems/item-7`, STABLE)),
    'put-saved-search': () => {
      const { tags: _, ...properties } = published.properties ?? {};
      return target.write(
        { ...state('function', 'saved-1', properties), rest: { tags: { Group: 'Computer' } } },
        undefined,
      );
    },
    'read-saved-search': async () => brief(await target.read('function', 'saved-1')),
    'list-saved-searches': async () => (await target.list('function')).map(brief),
    'delete-saved-search': () => deleted(client.remove('savedSearches/saved-1', '2020-08-01')),
    'workspace-id': () => client.workspaceId(),
    'query-half-a-day': async () => (await half()).rows,
    'cost-of-query': async () => (await half()).cpuSeconds,
    'incomplete-query': async () => (await half()).incomplete,
    'refused-query': () => outcome(half()),
    'forbidden-query': () => outcome(half()),
    'kusto-query': async () => (await cluster.query(published.csl ?? '')).rows,
    'kusto-incomplete': async () => (await cluster.query(published.csl ?? '')).incomplete,
    'kusto-refused': () => outcome(cluster.query(published.csl ?? '')),
    'kusto-version': () => cluster.version(),
  };
}

const badWhenForbidden = ({ response: { status } }: Pair) => ({
  getToken: async () => ({
    token: status === 403 ? 'bad-token' : 'good-token',
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
});

it.each(pairs.filter(({ call }) => call !== undefined))(
  '$name: the client sends it, and understands the answer',
  async (pair) => {
    const service = await startPair(pair);
    try {
      const call = callsOf(service, pair)[pair.call ?? ''];
      if (!call) throw new Error(`No client has the call "${pair.call}".`);
      const result = await call();
      const [sent] = service.requests;
      if (!sent) throw new Error('Nothing was sent.');
      expect(differs(pair, sent)).toEqual([]);
      if (Object.hasOwn(pair, 'result')) expect(result).toEqual(pair.result);
    } finally {
      await service.close();
    }
  },
);

it('has at least thirty pairs, each with its source', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(30);
  for (const { source } of pairs)
    expect(source).toMatch(/^https:\/\/(github\.com\/Azure|learn\.microsoft\.com|docs\.github\.com)\//);
  expect(new Set(pairs.map(({ name }) => name)).size).toBe(pairs.length);
});
