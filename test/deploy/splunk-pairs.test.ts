import { describe, expect, it } from 'vitest';
import { SplunkClient } from '../../src/deploy/splunk/client.ts';
import { SplunkCloud } from '../../src/deploy/splunk/cloud.ts';
import { EventCollector } from '../../src/deploy/splunk/event-collector.ts';
import { installApp, uninstallApp } from '../../src/deploy/splunk/install-app.ts';
import { runSearch } from '../../src/deploy/splunk/search-jobs.ts';
import { packTarball } from '../../src/deploy/splunk/package/tar.ts';
import { splunkEngine } from '../../src/live/splunk/engine.ts';
import { differs, isPath, lacking, loadPairs, type Pair, startPair } from '../emulators/pairs.ts';
import type { EmulatedRequest, Emulator } from '../emulators/server.ts';
import { type SplunkEmulator, startSplunk } from '../emulators/splunk.ts';
import { QUICK_RETRY } from './quick-retry.ts';

const PAIRS = loadPairs('splunk');
const RETRY = { ...QUICK_RETRY, attempts: 2 };
const CHANNEL = '00872DC6-AC83-4EDE-8AFE-8413C3825C4C';
const PACKAGE = packTarball([
  { path: 'content/default/app.conf', content: '[launcher]\nversion = 1.0.0\n\n[ui]\nlabel = Content\n' },
]);
const EVENT = { time: 0n, raw: 'Hello, world!', index: 'main', host: 'h', source: 's', sourcetype: 'manual' };

it('has enough of them, each with its page', () => {
  expect(PAIRS.length).toBeGreaterThanOrEqual(30);
  expect(PAIRS.filter(({ source }) => !/^https:\/\/(help|dev)\.splunk\.com\//.test(source))).toEqual([]);
  expect(new Set(PAIRS.map(({ name }) => name)).size).toBe(PAIRS.length);
});

/** What the emulator holds before a pair; texts for the placeholders of its request. */
const GIVEN: Readonly<Record<string, (splunk: SplunkEmulator) => Readonly<Record<string, string>> | void>> = {
  events: ({ engine }) => {
    engine.events.push({ time: 1, index: 'main', host: 'web1', source: 's', sourcetype: 'x', raw: 'a=1' });
  },
  job: ({ searches }) => {
    searches.delay = 5;
    return jobIn(searches);
  },
  'finished job': ({ searches }) => jobIn(searches, 0),
  'saved search': ({ put }) =>
    put('saved/searches', 'Errors', { search: 'index=main error', cron_schedule: '0 * * * *' }),
  collection: ({ store }) => {
    store.collections.set('kvstorecoll', { settings: {}, records: new Map() });
  },
  record: ({ store }) => {
    store.collections.set('kvstorecoll', {
      settings: {},
      records: new Map([['1', { name: 'a', _user: 'nobody', _key: '1' }]]),
    });
  },
  'readable package': ({ system }) => {
    system.readable.set('/srv/content.tar.gz', PACKAGE);
  },
  'installed app': ({ system }) => {
    system.apps.set('content', { version: '1.0.0', label: 'Content' });
  },
  'no acknowledgements': ({ collector }) => {
    collector.acknowledges = false;
  },
  'sent event': ({ collector }) => {
    collector.delay = 0;
    collector.answer(requestTo('/services/collector/event', `Splunk ${collector.token}`, '{"event": "x"}'));
  },
  vetted: ({ cloud }) => ({ '{id}': cloud.vetted() }),
  package: () => undefined,
  index: ({ cloud }) => {
    cloud.indexes.set('testindex', {
      name: 'testindex',
      datatype: 'event',
      searchableDays: 90,
      maxDataSizeMB: 0,
      totalEventCount: '0',
      totalRawSizeMB: '0',
    });
  },
};

function jobIn(searches: SplunkEmulator['searches'], delay = searches.delay): Readonly<Record<string, string>> {
  searches.delay = delay;
  const path = '/services/search/v2/jobs';
  const request = requestTo(path, '', 'search=%7C+makeresults+%7C+eval+host%3D%22web1%22+%7C+stats+count+BY+host');
  const made = searches.answer(
    { ...request, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { path: path.slice(10), app: 'content' },
  );
  const { sid } = (made?.body ?? {}) as { readonly sid?: string };
  return { '{sid}': String(sid) };
}

const requestTo = (path: string, authorization: string, body: string): EmulatedRequest => ({
  number: 0,
  method: 'POST',
  path,
  query: new URLSearchParams(),
  headers: { authorization, 'x-splunk-request-channel': CHANNEL },
  body,
  bytes: Buffer.from(body),
});

describe('the emulator', () => {
  it.each(PAIRS.map((pair) => [pair.name, pair] as const))('%s', async (_name, pair) => {
    const splunk = await startSplunk('content');
    try {
      const { cloud, collector, token } = splunk;
      let fill: Readonly<Record<string, string>> = {
        '{password}': splunk.password,
        '{hec-token}': collector.token,
        '{channel}': CHANNEL,
        '{acs-token}': cloud.acsToken,
        '{inspect-token}': cloud.inspectToken,
        '{basic}': `Basic ${Buffer.from(`${cloud.username}:${cloud.password}`).toString('base64')}`,
      };
      for (const given of pair.given ?? []) fill = { ...fill, ...(GIVEN[given]?.(splunk) ?? {}) };
      const filled = JSON.parse(
        Object.entries(fill).reduce(
          (text, [name, value]) => text.replaceAll(name, value),
          JSON.stringify(pair.request),
        ),
      ) as Pair['request'];
      const { answer } = splunk;
      const { status, body, lines } = await answer(sentBy(filled, token, pair.given?.includes('package') === true));
      expect({ status, body: status === pair.response.status ? undefined : body }).toEqual({
        status: pair.response.status,
        body: undefined,
      });
      expect(lacking(pair.response.body ?? pair.response.lines?.[0], body ?? lines?.[0])).toEqual([]);
    } finally {
      await splunk.close();
    }
  });
});

/** A published request as it arrives. */
function sentBy(request: Pair['request'], token: string, withPackage: boolean): EmulatedRequest {
  const { method, path, query = {}, headers = {}, form, json, text } = request;
  const isMultipart = withPackage && path.startsWith('/v1/');
  const multipart = Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="app_package"; filename="a"\r\n\r\n'),
    PACKAGE,
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? (text ?? '') : JSON.stringify(json);
  return {
    number: 1,
    method,
    path,
    query: new URLSearchParams(query),
    headers: {
      authorization: `Bearer ${token}`,
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(isMultipart && { 'content-type': 'multipart/form-data; boundary=b' }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    body,
    bytes: isMultipart ? multipart : withPackage ? Buffer.from(PACKAGE) : Buffer.from(body),
  };
}

interface Rig {
  readonly client: SplunkClient;
  readonly collector: EventCollector;
  readonly cloud: SplunkCloud;
  readonly server: Emulator;
}

const COLLECTIONS = 'storage/collections/config';
const DATA = 'storage/collections/data/kvstorecoll';
const names = async (list: Promise<unknown>): Promise<readonly string[]> =>
  ((await list) as { readonly entry: readonly { readonly name: string }[] }).entry.map(({ name }) => name);
const messageOf = (error: Error): string => error.message;

/** What of the client sends the request, and makes something of the answer. */
const CALLS: Readonly<Record<string, (rig: Rig) => Promise<unknown>>> = {
  login: async ({ server }) => {
    const client = new SplunkClient(
      { url: server.url, ca: server.ca, app: 'content', username: 'invented', password: '{password}' },
      RETRY,
    );
    const info = (await client.get('/services/server/info')) as {
      readonly entry: readonly { readonly content: { readonly version: string } }[];
    };
    return info.entry[0]?.content.version;
  },
  version: ({ server }) =>
    splunkEngine({
      connection: { url: server.url, ca: server.ca, app: 'content', token: 't' },
      environment: () => Promise.reject(new Error('unused')),
      retry: RETRY,
    }).version(),
  search: async ({ client }) =>
    (await runSearch(client, { search: 'search index=main | head 2' }, RETRY).catch(() => undefined))?.rows.slice(0, 1),
  'refused-search': ({ client }) => runSearch(client, { search: '| nonesuch' }, RETRY).catch(messageOf),
  'find-job': async ({ client }) => (await client.find('search/v2/jobs/unknown')) ?? null,
  'list-searches': async ({ client }) => (await client.list('saved/searches')).map(({ name }) => name),
  'create-search': ({ client }) => client.create('saved/searches', 'New', { search: 'index=main' }),
  'change-search': ({ client }) => client.update('saved/searches', 'Errors', { disabled: '1' }),
  'remove-search': ({ client }) => client.remove('saved/searches', 'Errors'),
  'read-search': async ({ client }) => (await client.read('saved/searches', 'Nothing')) ?? null,
  taken: ({ client }) =>
    client
      .create('saved/searches', 'Errors', { search: 'index=main' })
      .catch(({ status }: { status: number }) => status),
  share: ({ client }) =>
    client.setAcl('saved/searches', 'Errors', { owner: 'nobody', sharing: 'global', 'perms.read': '*' }),
  'list-collections': ({ client }) => names(client.get(COLLECTIONS)),
  'create-collection': ({ client }) => client.post(COLLECTIONS, { name: 'new_collection' }),
  'remove-collection': ({ client }) => client.delete(`${COLLECTIONS}/kvstorecoll`),
  'add-record': async ({ client }) =>
    ((await client.postJson(DATA, { name: 'new_name' })) as { readonly _key: string })._key,
  'add-records': ({ client }) =>
    client.postJson(`${DATA}/batch_save`, [
      { _key: '0', name: 'a' },
      { _key: '1', name: 'b' },
    ]),
  'read-records': async ({ client }) =>
    ((await client.get(DATA)) as readonly { readonly name: string }[]).map(({ name }) => name),
  install: async ({ client }) => {
    await installApp(client, '/srv/content.tar.gz', { app: 'content', version: '1.0.0' }, RETRY);
    return 'installed';
  },
  'read-app': async ({ client }) =>
    ((await client.get('/services/apps/local/content')) as { entry: { content: { version: string } }[] }).entry[0]
      ?.content.version,
  'remove-app': ({ client }) => uninstallApp(client, 'content'),
  send: async ({ collector }) => (await collector.send([EVENT])).acknowledged,
  'send-refused': ({ collector }) => collector.send([EVENT]).catch(messageOf),
  'cloud-login': ({ cloud }) => cloud.login(),
  vet: async ({ cloud }) => (await cloud.vet('content.tar.gz', PACKAGE)).counts['error'],
  'cloud-install': async ({ cloud }) => (await cloud.install(PACKAGE)).version,
  'cloud-app': async ({ cloud }) => (await cloud.app('content'))?.status,
  'cloud-uninstall': ({ cloud }) => cloud.uninstall('content'),
  'cloud-index': ({ cloud }) => cloud.createIndex('testindex', 90),
};

describe('the client', () => {
  const called = PAIRS.filter(({ call }) => call !== undefined);
  it.each(called.map((pair) => [pair.name, pair] as const))('%s', async (_name, pair) => {
    const answering = [pair, ...(pair.with ?? []).map((name) => PAIRS.find((other) => other.name === name) as Pair)];
    const own = await startPair(...answering);
    const { url, ca } = own;
    const rig: Rig = {
      server: own,
      client: new SplunkClient({ url, ca, token: 't', app: 'content' }, RETRY),
      collector: new EventCollector({ url, ca, token: '{hec-token}' }, RETRY),
      cloud: new SplunkCloud(
        {
          stack: 'example-stack',
          token: '{acs-token}',
          username: 'u',
          password: 'p',
          ca,
          configUrl: url,
          loginUrl: url,
          inspectUrl: url,
        },
        RETRY,
      ),
    };
    try {
      const result = await CALLS[pair.call as string]?.(rig);
      const { method, path, headers, json, ...request } = pair.request;
      const sent = own.requests.find((each) => each.method === method && isPath(path, each.path));
      expect(sent, `${method} ${path}`).toBeDefined();
      // Placeholders stand for secrets of the emulator; events bear more than the published ones.
      const plain = {
        ...pair,
        request: { method, path, ...request, ...(headers && { headers: withoutPlaceholders(headers) }) },
      };
      expect(differs(plain, sent as EmulatedRequest)).toEqual([]);
      if (json !== undefined) expect(lacking(json, JSON.parse((sent as EmulatedRequest).body))).toEqual([]);
      if (pair.result !== undefined) expect(result).toEqual(pair.result);
    } finally {
      await own.close();
    }
  });
});

const withoutPlaceholders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => !value.includes('{') && !/none$/.test(value)));
