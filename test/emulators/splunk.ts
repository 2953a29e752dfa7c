import { type EmulatedRequest, type EmulatedResponse, type Emulator, startEmulator } from './server.ts';
import { type Place, said } from './splunk/answers.ts';
import { SplunkCloud } from './splunk/cloud.ts';
import { SplunkEngine } from './splunk/engine.ts';
import { EventCollector } from './splunk/event-collector.ts';
import { KvStore } from './splunk/kv-store.ts';
import { Objects, type Stored } from './splunk/objects.ts';
import { Searches } from './splunk/searches.ts';
import { SystemPart } from './splunk/system.ts';

export interface SplunkEmulator extends Emulator {
  readonly token: string;
  readonly username: string;
  readonly password: string;
  /** By `collection/app/name`. */
  readonly objects: Map<string, Stored>;
  /** Puts an object there as somebody else would. */
  readonly put: Objects['put'];
  readonly engine: SplunkEngine;
  readonly searches: Searches;
  readonly collector: EventCollector;
  readonly store: KvStore;
  readonly system: SystemPart;
  readonly cloud: SplunkCloud;
  /** Answers a request that did not come over the line. */
  answer(request: EmulatedRequest): Promise<EmulatedResponse>;
  /** Ends every session that was opened by a login. */
  endSessions(): void;
}

const SHIPPED: Readonly<Record<string, string>> = {
  macros: 'configs/conf-macros',
  transforms: 'configs/conf-transforms',
  savedsearches: 'saved/searches',
};

/**
 * A search head with its indexer, event collector and key-value store, as the REST reference documents them: bearer
 * tokens and sessions, form bodies, JSON answers; and the services of Splunk Cloud beside them. Searches are run by our own
 * engine over the events that were sent.
 */
export async function startSplunk(app: string): Promise<SplunkEmulator> {
  const secret = (what: string): string => `${what}-canary-${Math.random().toString(36).slice(2)}`;
  const token = secret('token');
  const username = 'invented';
  const password = secret('password');
  const sessions = new Set<string>();
  const objects = new Objects(app);
  const store = new KvStore();
  const engine = new SplunkEngine({
    macros: () =>
      [...objects.seen('configs/conf-macros')].map(([name, { definition = '', args = '' }]) => ({
        name: name.replace(/\(\d+\)$/, ''),
        arguments: args.split(',').flatMap((argument) => argument.trim() || []),
        definition,
      })),
    lookupDefinition: (name) => objects.seen('configs/conf-transforms').get(name),
    collection: (name) => store.table(name),
  });
  const searches = new Searches(engine);
  const collector = new EventCollector(engine);
  const system = new SystemPart(engine);
  const cloud = new SplunkCloud(system);
  system.onUninstall = (gone) => {
    for (const [key, stored] of objects.stored) if (stored.shipped && stored.app === gone) objects.stored.delete(key);
  };
  system.onInstall = (installed, conf, lookups) => {
    for (const [file, collection] of Object.entries(SHIPPED)) {
      for (const [name, settings] of conf.get(file) ?? []) {
        objects.put(collection, name, {}, { app: installed, shipped: Object.fromEntries(settings), local: {} });
      }
    }
    for (const [name, text] of lookups) engine.keepCsv(name, text);
  };

  const login = (request: EmulatedRequest): EmulatedResponse => {
    const form = new URLSearchParams(request.body);
    if (form.get('username') !== username || form.get('password') !== password)
      return said(401, 'Login failed', 'WARN');
    const session = secret('session');
    sessions.add(session);
    return { status: 200, body: { sessionKey: session, message: '', code: '' } };
  };
  const mayEnter = (authorization: string | undefined): boolean =>
    authorization === `Bearer ${token}` ||
    (authorization?.startsWith('Splunk ') === true && sessions.has(authorization.slice('Splunk '.length)));

  const answer = async (request: EmulatedRequest, stale: boolean): Promise<EmulatedResponse> => {
    const elsewhere = collector.answer(request) ?? cloud.answer(request);
    if (elsewhere) return elsewhere;
    if (request.path === '/services/auth/login' && request.method === 'POST') return login(request);
    if (!mayEnter(request.headers['authorization'])) return said(401, 'call not properly authenticated', 'WARN');
    const match = /^\/services(?:NS\/([^/]+)\/([^/]+))?\/(.+)$/.exec(request.path);
    if (!match) return said(404, 'Not Found');
    const place: Place = {
      owner: decodeURIComponent(match[1] ?? 'admin'),
      app: decodeURIComponent(match[2] ?? 'search'),
      path: match[3] ?? '',
      stale,
      user: username,
    };
    for (const part of [objects, searches, store, system]) {
      const found = part.answer(request, place);
      if (found) return found;
    }
    return said(404, 'Not Found');
  };

  const emulator = await startEmulator(answer);
  const { close } = emulator;
  return Object.assign(emulator, {
    token,
    username,
    password,
    objects: objects.stored,
    put: objects.put.bind(objects),
    engine,
    searches,
    collector,
    store,
    system,
    cloud,
    answer: (request: EmulatedRequest) => answer(request, false),
    endSessions: () => sessions.clear(),
    close: async () => {
      engine.close();
      await close();
    },
  });
}
