import { csvRows } from '../../src/util/csv.ts';
import {
  OPERATIONAL_INSIGHTS,
  ruleComplaint,
  savedSearchComplaint,
  SECURITY_INSIGHTS_PREVIEW,
  SECURITY_INSIGHTS_STABLE,
  watchlistComplaint,
} from './arm-checks.ts';
import { WORKSPACE_ID } from './log-analytics.ts';
import { WORKSPACE } from './workspace.ts';
import { type EmulatedRequest, type EmulatedResponse, type Emulator, startEmulator } from './server.ts';

interface Stored {
  readonly name: string;
  readonly kind?: string;
  readonly etag: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ArmEmulator extends Emulator {
  /** By path below the workspace, in lower case: `alertrules/<id>`, `watchlists/<alias>/watchlistitems/<id>`. */
  readonly resources: Map<string, Stored>;
  /** Tokens that are good. */
  readonly tokens: Set<string>;
  /** How many reads after a change still see what was before. */
  lag: number;
  /** How often one has to ask for the end of what a watchlist's change started; 0 when it is done at once. */
  polls: number;
  /** What such an operation ends with. */
  ending: 'Succeeded' | 'Failed';
  put(path: string, properties: Readonly<Record<string, unknown>>, kind?: string): void;
}

export { WORKSPACE };

const BASE =
  `/subscriptions/${WORKSPACE.subscription}/resourcegroups/${WORKSPACE.resourceGroup}` +
  `/providers/microsoft.operationalinsights/workspaces/${WORKSPACE.workspace}/`;
const PAGE = 2;

/**
 * Azure Resource Manager for one workspace with Sentinel, as the REST reference documents it: bearer tokens, versions of
 * the interface, pages, etags, reads that lag behind.
 */
export async function startArm(): Promise<ArmEmulator> {
  const resources = new Map<string, Stored>();
  const past = new Map<string, { readonly value: Stored | undefined; reads: number }>();
  const operations = new Map<string, { polls: number; readonly commit: () => void }>();
  let revision = 0;

  /** Does it now, or when it was asked for often enough; gives the headers that say so. */
  const eventually = (commit: () => void): Readonly<Record<string, string>> => {
    if (emulator.polls === 0) {
      commit();
      return {};
    }
    const path = `operationstatuses/${operations.size + 1}`;
    operations.set(path, { polls: emulator.polls, commit });
    const version = '2025-09-01';
    return {
      'Azure-AsyncOperation': `${emulator.url}${BASE}providers/Microsoft.SecurityInsights/${path}?api-version=${version}`,
    };
  };

  const change = (path: string, value: Stored | undefined): void => {
    past.set(path, { value: resources.get(path), reads: emulator.lag });
    if (value) resources.set(path, value);
    else resources.delete(path);
  };

  const seen = (path: string, stale: boolean): Stored | undefined => {
    const before = past.get(path);
    if (before && (stale || before.reads > 0)) {
      if (!stale) before.reads -= 1;
      return before.value;
    }
    return resources.get(path);
  };

  const answer = (request: EmulatedRequest, stale: boolean): EmulatedResponse => {
    const { method, headers, query } = request;
    const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
    if (token === undefined || !emulator.tokens.has(token))
      return refused(401, 'InvalidAuthenticationToken', 'The token is invalid.');
    if (request.path.toLowerCase() === BASE.slice(0, -1)) {
      if (!OPERATIONAL_INSIGHTS.has(query.get('api-version') ?? '')) {
        return refused(400, 'NoRegisteredProviderFound', 'No such api-version.');
      }
      const id = `/${BASE.slice(1, -1)}`;
      return {
        status: 200,
        body: {
          id,
          name: WORKSPACE.workspace,
          type: 'Microsoft.OperationalInsights/workspaces',
          location: 'westeurope',
          properties: {
            customerId: WORKSPACE_ID,
            provisioningState: 'Succeeded',
            sku: { name: 'PerGB2018' },
            retentionInDays: 90,
            publicNetworkAccessForQuery: 'Enabled',
            publicNetworkAccessForIngestion: 'Enabled',
          },
        },
      };
    }
    if (!request.path.toLowerCase().startsWith(BASE)) return refused(404, 'ResourceNotFound', 'No such workspace.');
    const raw = decodeURIComponent(request.path.slice(BASE.length));
    const path = raw.replace(/^providers\/Microsoft\.SecurityInsights\//i, '').toLowerCase();
    const [collection = ''] = path.split('/');
    const version = query.get('api-version') ?? '';
    const isInsights = collection === 'alertrules' || collection === 'watchlists';
    const isPreview = SECURITY_INSIGHTS_PREVIEW.has(version);
    const isKnown =
      isInsights || collection === 'operationstatuses'
        ? /^providers\//i.test(raw) && (isPreview || SECURITY_INSIGHTS_STABLE.has(version))
        : collection === 'savedsearches' && OPERATIONAL_INSIGHTS.has(version);
    if (!isKnown)
      return refused(400, 'NoRegisteredProviderFound', `No provider for "${collection}" and api-version "${version}".`);
    const operation = operations.get(path);
    if (operation) {
      operation.polls -= 1;
      if (operation.polls > 0) return { status: 200, body: { status: 'InProgress' } };
      operations.delete(path);
      if (emulator.ending === 'Failed') {
        const error = { code: 'WatchlistFailed', message: 'The content could not be read.' };
        return { status: 200, body: { status: 'Failed', error } };
      }
      operation.commit();
      return { status: 200, body: { status: 'Succeeded' } };
    }
    const depth = path.split('/').length;

    if (depth % 2 === 1) {
      if (method !== 'GET') return refused(405, 'MethodNotAllowed', 'Lists are only read.');
      const names = [...resources.keys(), ...past.keys()].filter(
        (key) => key.startsWith(`${path}/`) && key.split('/').length === depth + 1,
      );
      const all = [...new Set(names)].sort().flatMap((key) => {
        const stored = seen(key, stale);
        return stored ? [{ key, stored }] : [];
      });
      const visible = all.filter(({ stored: { kind } }) => kind !== 'NRT' || isPreview);
      const from = Number(query.get('$skipToken') ?? '0');
      const next = new URLSearchParams({ 'api-version': version, $skipToken: String(from + PAGE) });
      return {
        status: 200,
        body: {
          value: visible.slice(from, from + PAGE).map(({ key, stored }) => shown(stored, key, isPreview)),
          ...(from + PAGE < visible.length && { nextLink: `${emulator.url}${request.path}?${next}` }),
        },
      };
    }
    if (method === 'GET') {
      const stored = seen(path, stale);
      if (!stored || (stored.kind === 'NRT' && !isPreview)) return refused(404, 'NotFound', 'No such resource.');
      return { status: 200, body: shown(stored, path, isPreview) };
    }
    const now = resources.get(path);
    if (method === 'DELETE') {
      if (!now) return { status: 204 };
      const erase = (): void => {
        change(path, undefined);
        for (const key of [...resources.keys()]) if (key.startsWith(`${path}/`)) change(key, undefined);
      };
      if (collection === 'watchlists' && depth === 2) return { status: 200, headers: eventually(erase) };
      erase();
      return { status: 200 };
    }
    if (method !== 'PUT') return refused(405, 'MethodNotAllowed', method);
    let body: {
      readonly kind?: unknown;
      readonly etag?: unknown;
      readonly properties?: Readonly<Record<string, unknown>>;
    };
    try {
      body = JSON.parse(request.body) as typeof body;
    } catch {
      return refused(400, 'InvalidRequestContent', 'The body is no JSON.');
    }
    const strange = Object.keys(body).find((key) => !['kind', 'etag', 'properties'].includes(key));
    if (strange !== undefined) return refused(400, 'InvalidRequestContent', `Could not find member "${strange}".`);
    const { properties = {} } = body;
    if (body.etag !== undefined && body.etag !== '*' && body.etag !== now?.etag) {
      return refused(409, 'Conflict', 'Newer instance of the resource exists.');
    }
    if (collection === 'savedsearches' && now && body.etag === undefined) {
      return refused(409, 'Conflict', 'A saved search of this id exists; give its etag.');
    }
    if (now?.kind !== undefined && now.kind !== body.kind)
      return refused(400, 'BadRequest', 'The kind cannot be changed.');
    const isItem = path.includes('/watchlistitems/');
    const complaint = isItem
      ? undefined
      : collection === 'alertrules'
        ? ruleComplaint(body.kind, properties, isPreview)
        : collection === 'watchlists'
          ? watchlistComplaint(properties, !now)
          : savedSearchComplaint(properties);
    if (complaint !== undefined) return refused(400, 'BadRequest', complaint);
    const { rawContent, ...kept } = properties;
    revision += 1;
    const name = raw.split('/').at(-1) ?? '';
    const stored: Stored = {
      name,
      ...(typeof body.kind === 'string' && { kind: body.kind }),
      etag: `"etag-${revision}"`,
      properties:
        isItem || collection === 'savedsearches' ? properties : { ...kept, lastModifiedUtc: '2026-01-01T00:00:00Z' },
    };
    const store = (): void => {
      change(path, stored);
      if (collection !== 'watchlists' || isItem || now || typeof rawContent !== 'string') return;
      const skipped = rawContent.split('\n').slice(Number(properties['numberOfLinesToSkip'] ?? 0));
      const [columns = [], ...rows] = csvRows(skipped.join('\n'));
      rows.forEach((row, at) => {
        const itemsKeyValue = Object.fromEntries(columns.map((column, index) => [column, row[index] ?? '']));
        const item = { name: `item-${at}`, etag: `"item-${at}"`, properties: { itemsKeyValue } };
        change(`${path}/watchlistitems/item-${at}`, item);
      });
    };
    const isLong = collection === 'watchlists' && !isItem;
    if (isLong) {
      return { status: now ? 200 : 201, headers: eventually(store), body: shown(stored, path, isPreview) };
    }
    store();
    // The interface of saved searches has no 201.
    const status = now || collection === 'savedsearches' ? 200 : 201;
    return { status, body: shown(stored, path, isPreview) };
  };

  const emulator: ArmEmulator = Object.assign(await startEmulator(answer), {
    resources,
    tokens: new Set<string>(['good-token']),
    lag: 0,
    polls: 0,
    ending: 'Succeeded' as const,
    put: (path: string, properties: Readonly<Record<string, unknown>>, kind?: string) => {
      revision += 1;
      resources.set(path.toLowerCase(), {
        name: path.split('/').at(-1) ?? '',
        ...(kind !== undefined && { kind }),
        etag: `"etag-${revision}"`,
        properties,
      });
    },
  });
  return emulator;
}

const SOMEBODY = { objectId: '00000000-0000-0000-0000-0000000000dd', email: 'somebody@example.com', name: 'Somebody' };
const TIMES = { created: '2026-01-01T00:00:00.0000000+00:00', updated: '2026-01-01T00:00:00.0000000+00:00' };

/** What the service adds to what it was given, by the collection. */
const ADDED: Readonly<Record<string, (name: string) => Readonly<Record<string, unknown>>>> = {
  alertrules: () => ({ alertRuleTemplateName: null, lastModifiedUtc: '2026-01-01T00:00:00Z' }),
  watchlists: (name) => ({
    watchlistAlias: name,
    watchlistId: '00000000-0000-0000-0000-0000000000ee',
    watchlistType: 'watchlist',
    isDeleted: false,
    tenantId: '00000000-0000-0000-0000-0000000000bb',
    createdBy: SOMEBODY,
    updatedBy: SOMEBODY,
    ...TIMES,
  }),
  watchlistitems: (name) => ({
    watchlistItemType: 'watchlist-item',
    watchlistItemId: name,
    isDeleted: false,
    tenantId: '00000000-0000-0000-0000-0000000000bb',
    createdBy: SOMEBODY,
    updatedBy: SOMEBODY,
    ...TIMES,
  }),
};
const TYPES: Readonly<Record<string, string>> = {
  alertrules: 'Microsoft.SecurityInsights/alertRules',
  watchlists: 'Microsoft.SecurityInsights/Watchlists',
  watchlistitems: 'Microsoft.SecurityInsights/Watchlists/WatchlistItems',
  savedsearches: 'Microsoft.OperationalInsights/savedSearches',
};

/** A stable version shows nothing of the previews; lists come back in another order. */
function shown({ name, kind, etag, properties }: Stored, path: string, isPreview: boolean): unknown {
  const collection = path.split('/').at(-2) ?? '';
  const said: Record<string, unknown> = { ...ADDED[collection]?.(name), ...properties };
  if (kind !== undefined && !isPreview) {
    delete said['subTechniques'];
    delete said['sentinelEntitiesMappings'];
  }
  if (kind !== undefined && Array.isArray(said['tactics']))
    said['tactics'] = [...(said['tactics'] as string[])].reverse();
  if (typeof said['queryPeriod'] === 'string') said['queryPeriod'] = said['queryPeriod'].replace(/^PT24H$/, 'P1D');
  const parent = path.split('/').slice(0, -1).join('/');
  return {
    id: `${BASE}${collection === 'savedsearches' ? '' : 'providers/Microsoft.SecurityInsights/'}${parent}/${name}`,
    name,
    type: TYPES[collection],
    ...(kind !== undefined && { kind }),
    etag,
    properties: said,
  };
}

const refused = (status: number, code: string, message: string): EmulatedResponse => ({
  status,
  body: { error: { code, message } },
});
