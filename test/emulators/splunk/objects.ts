import type { EmulatedRequest, EmulatedResponse } from '../server.ts';
import { feed, formOf, type Handler, isResponse, type Place, said } from './answers.ts';

type Settings = Record<string, string>;

export interface Stored {
  /** What the app ships; changes go to `local` and hide it. */
  shipped?: Settings;
  local?: Settings;
  owner: string;
  sharing: string;
  app: string;
  read: string[];
  write: string[];
}

/** Settings that the handler of saved searches takes; it refuses others. */
const SAVED_SEARCH = new Set(
  (
    'search description disabled is_scheduled is_visible cron_schedule schedule_window schedule_priority allow_skew ' +
    'realtime_schedule alert_type alert_comparator alert_threshold alert_condition actions max_concurrent ' +
    'run_on_startup run_n_times restart_on_searchpeer_add request.ui_dispatch_app request.ui_dispatch_view vsid ' +
    'displayview durable.track_time_type durable.lag_time auto_summarize workload_pool federated.provider'
  ).split(' '),
);
const SAVED_SEARCH_PREFIX = /^(action|alert|dispatch|display|args|embed|auto_summarize)\.[\w.]+$/;
const TRUTH = new Set([
  'disabled',
  'is_scheduled',
  'is_visible',
  'realtime_schedule',
  'alert.digest_mode',
  'alert.suppress',
  'run_on_startup',
]);
const DEFAULTS: Settings = {
  disabled: '0',
  is_scheduled: '0',
  is_visible: '1',
  realtime_schedule: '1',
  schedule_window: '0',
  allow_skew: '0',
  alert_type: 'always',
  alert_comparator: '',
  alert_threshold: '',
  'alert.digest_mode': '1',
  'alert.suppress': '0',
  'action.email': '0',
  'action.email.sendresults': '',
  'dispatch.ttl': '2p',
  'dispatch.max_count': '500000',
};
const COMPARATORS = new Set([
  'greater than',
  'less than',
  'equal to',
  'not equal to',
  'rises by',
  'drops by',
  'rises by perc',
  'drops by perc',
]);
const ALERT_TYPES = new Set(['always', 'custom', 'number of events', 'number of hosts', 'number of sources']);

/**
 * Saved searches and stanzas of `.conf` files: a local layer over what apps ship, 409 for a name that is taken, truth
 * values that come back in another spelling.
 */
export class Objects implements Handler {
  /** By `collection/app/name`. */
  readonly stored = new Map<string, Stored>();
  readonly #app: string;
  readonly #past = new Map<string, Stored | undefined>();

  constructor(app: string) {
    this.#app = app;
  }

  /** Puts an object there as somebody else would. */
  put(collection: string, name: string, settings: Settings, more: Partial<Stored> = {}): void {
    this.stored.set(`${collection}/${more.app ?? this.#app}/${name}`, {
      local: settings,
      owner: 'admin',
      sharing: 'app',
      app: this.#app,
      read: ['*'],
      write: ['admin'],
      ...more,
    });
  }

  /** The objects of a collection that our app sees, by name, with their settings. */
  seen(collection: string): ReadonlyMap<string, Settings> {
    return new Map(this.#visible(collection).map(([name, stored]) => [name, merged(collection, stored)]));
  }

  #visible(collection: string): readonly (readonly [string, Stored])[] {
    const prefix = `${collection}/`;
    return [...this.stored].flatMap(([key, stored]): (readonly [string, Stored])[] =>
      key.startsWith(prefix) && (stored.app === this.#app || stored.sharing === 'global')
        ? [[key.slice(prefix.length + stored.app.length + 1), stored]]
        : [],
    );
  }

  answer(request: EmulatedRequest, { path, app: from, stale }: Place): EmulatedResponse | undefined {
    const match =
      /^(saved\/searches|configs\/conf-(?:macros|transforms|collections|props|eventtypes|tags))(?:\/([^/]+))?(\/acl)?$/.exec(
        path,
      );
    if (!match) return undefined;
    const [, collection = '', rawName, acl] = match;
    const app = this.#app;
    const objects = this.stored;
    const past = this.#past;
    if (from !== app) return said(404, `Application does not exist: ${from}`);
    const listed = (names: readonly (readonly [string, Stored])[], status = 200): EmulatedResponse =>
      feed(
        request,
        names.map(([name, stored]) => entry(collection, name, stored)),
        status,
      );
    const form = request.method === 'POST' ? formOf(request) : new URLSearchParams();
    if (isResponse(form)) return form;
    if (rawName === undefined) {
      if (request.method === 'GET') {
        const mine = this.#visible(collection);
        const count = Number(request.query.get('count') ?? '30');
        return listed(count === 0 ? mine : mine.slice(0, count));
      }
      if (request.method !== 'POST') return said(405, 'Method Not Allowed');
      const name = form.get('name');
      if (name === null || name === '') return said(400, 'The following required arguments are missing: name.');
      const key = `${collection}/${app}/${name}`;
      if (objects.has(key)) {
        return said(409, `Unable to create a object with name '${name}'. An object with that name already exists.`);
      }
      form.delete('name');
      const wrong = complaint(collection, form, true);
      if (wrong !== undefined) return said(400, wrong);
      const stored: Stored = {
        local: Object.fromEntries(form),
        owner: 'nobody',
        sharing: 'app',
        app,
        read: ['*'],
        write: ['admin'],
      };
      past.set(key, undefined);
      objects.set(key, stored);
      return listed([[name, stored]], 201);
    }
    const name = decodeURIComponent(rawName);
    const key = `${collection}/${app}/${name}`;
    const now = objects.get(key);
    const stored = stale && request.method === 'GET' && past.has(key) ? past.get(key) : now;
    if (!stored) return said(404, `Could not find object id=${name}`);
    if (request.method === 'GET') return listed([[name, stored]]);
    if (acl !== undefined) {
      const owner = form.get('owner');
      const sharing = form.get('sharing');
      if (owner === null || sharing === null) return said(400, 'owner and sharing are required.');
      if (!['user', 'app', 'global'].includes(sharing)) return said(400, `Invalid sharing: ${sharing}`);
      past.set(key, structuredClone(stored));
      const roles = (text: string | null) =>
        (text ?? '')
          .split(',')
          .map((role) => role.trim())
          .filter(Boolean);
      Object.assign(stored, {
        owner,
        sharing,
        read: roles(form.get('perms.read')),
        write: roles(form.get('perms.write')),
      });
      return listed([[name, stored]]);
    }
    if (request.method === 'DELETE') {
      if (stored.shipped) return said(403, 'Object is shipped with the app and cannot be deleted.');
      past.set(key, structuredClone(stored));
      objects.delete(key);
      return listed([]);
    }
    if (form.has('name')) return said(400, 'Argument "name" is not supported by this handler.');
    const wrong = complaint(collection, form, false);
    if (wrong !== undefined) return said(400, wrong);
    past.set(key, structuredClone(stored));
    stored.local = { ...stored.local, ...Object.fromEntries(form) };
    return listed([[name, stored]]);
  }
}

const merged = (collection: string, { shipped, local }: Stored): Settings => ({
  ...(collection === 'saved/searches' && DEFAULTS),
  ...shipped,
  ...local,
});

function entry(collection: string, name: string, stored: Stored): unknown {
  const settings = merged(collection, stored);
  const content: Record<string, unknown> = { 'eai:acl': null, 'eai:appName': stored.app };
  for (const [key, value] of Object.entries(settings)) {
    content[key] = collection === 'saved/searches' && TRUTH.has(key) ? isTrue(value) : respelt(value);
  }
  if (collection === 'saved/searches') {
    const actions = (settings['actions'] ?? '').split(',').map((action) => action.trim());
    for (const action of actions) if (action !== '') content[`action.${action}`] = '1';
    content['actions'] = actions
      .filter((action) => action !== '')
      .reverse()
      .join(',');
    content['next_scheduled_time'] = '2026-01-01 00:00:00 UTC';
    content['qualifiedSearch'] = `search ${settings['search'] ?? ''}`;
  }
  return {
    name,
    id: `https://localhost/servicesNS/nobody/${stored.app}/${collection}/${encodeURIComponent(name)}`,
    updated: '1970-01-01T00:00:00+00:00',
    author: stored.owner,
    acl: {
      app: stored.app,
      owner: stored.owner,
      sharing: stored.sharing,
      modifiable: true,
      removable: stored.shipped === undefined,
      can_write: true,
      perms: { read: stored.read, write: stored.write },
    },
    content,
  };
}

const isTrue = (value: string): boolean => ['1', 'true', 't', 'yes'].includes(value.toLowerCase());

/** One truth value, another spelling; line ends as Windows has them become Unix ones elsewhere. */
const respelt = (value: string): string => (value === 'true' ? '1' : value === 'false' ? '0' : value);

function complaint(collection: string, form: URLSearchParams, creating: boolean): string | undefined {
  if (collection !== 'saved/searches') return undefined;
  for (const name of form.keys()) {
    if (!SAVED_SEARCH.has(name) && !SAVED_SEARCH_PREFIX.test(name)) {
      return `Argument "${name}" is not supported by this handler.`;
    }
  }
  if (creating && (form.get('search') ?? '') === '') return 'The following required arguments are missing: search.';
  if (form.get('is_scheduled') === '1' && creating && (form.get('cron_schedule') ?? '') === '') {
    return 'A scheduled search needs a cron_schedule.';
  }
  const cron = form.get('cron_schedule');
  if (cron && cron.split(/\s+/).length !== 5) return `Invalid cron_schedule="${cron}".`;
  const comparator = form.get('alert_comparator');
  if (comparator && !COMPARATORS.has(comparator)) return `Invalid alert_comparator="${comparator}".`;
  const type = form.get('alert_type');
  if (type && !ALERT_TYPES.has(type)) return `Invalid alert_type="${type}".`;
  return undefined;
}
