import type { JsonValue, LiveObject } from '../object.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../retry.ts';
import type { ObjectType, Target } from '../target.ts';
import { checkQueries, type Queries } from './check-queries.ts';
import { type Resource, SentinelClient, type SentinelConnection } from './client.ts';
import { normalRule, RULE_KINDS as KINDS, readMark, ruleBody, ruleProperties } from './rule.ts';
import { guidKey } from './guid-key.ts';
import { listSavedSearches, readSavedSearch, removeSavedSearch, writeSavedSearch } from './saved-search.ts';
import { PREVIEW, ruleVersion, SAVED_SEARCHES, STABLE } from './versions.ts';
import { listWatchlists, readWatchlist, removeWatchlist, writeWatchlist } from './watchlist.ts';

const SWITCH = { property: 'enabled', off: false } as const;

/** In the order in which they are deployed. */
export const SENTINEL_TYPES: readonly ObjectType[] = [
  { name: 'watchlist', title: 'watchlist' },
  { name: 'function', title: 'function' },
  { name: 'hunting-query', title: 'hunting query' },
  { name: 'scheduled-rule', title: 'scheduled rule', switch: SWITCH },
  { name: 'nrt-rule', title: 'NRT rule', switch: SWITCH },
];

const RULES = 'providers/Microsoft.SecurityInsights/alertRules';

/** A Sentinel workspace, through Azure Resource Manager. */
export function sentinelTarget(
  connection: SentinelConnection,
  retry: RetryPolicy = DEFAULT_RETRY,
  /** Opens what tries queries in the workspace; without it none is tried. */
  openQueries?: () => Promise<Queries>,
): Target {
  const client = new SentinelClient(connection, retry);
  const rulePath = (key: string): string => `${RULES}/${encodeURIComponent(key)}`;
  return {
    platform: 'sentinel',
    place: client.place,
    types: SENTINEL_TYPES,
    list: async (type) => {
      if (type === 'watchlist') return listWatchlists(client);
      if (!Object.hasOwn(KINDS, type)) return listSavedSearches(client, type);
      // A stable version would not show NRT rules, nor sub-techniques.
      const rules = await client.list(RULES, PREVIEW);
      return rules.filter(({ kind }) => kind === KINDS[type]).map((rule) => liveRule(type, rule));
    },
    read: async (type, key) => {
      if (type === 'watchlist') return readWatchlist(client, key);
      if (!Object.hasOwn(KINDS, type)) return readSavedSearch(client, type, key);
      const rule = await client.read(rulePath(key), PREVIEW);
      return rule?.kind === KINDS[type] && rule ? liveRule(type, rule) : undefined;
    },
    write: async (state, live) => {
      if (state.type === 'watchlist') return writeWatchlist(client, state, live);
      if (!Object.hasOwn(KINDS, state.type)) return writeSavedSearch(client, state, live);
      const version = ruleVersion(state.type, state.properties, live?.properties);
      return client.put(rulePath(state.key), version, {
        ...(live?.revision !== undefined && { etag: live.revision }),
        // What is not said is lost, so what is not managed is said again.
        ...ruleBody(state, state.rest ?? live?.rest, version === PREVIEW),
      });
    },
    remove: async ({ type, key }) => {
      if (type === 'watchlist') return removeWatchlist(client, key);
      if (!Object.hasOwn(KINDS, type)) return removeSavedSearch(client, key);
      return client.remove(rulePath(key), type === 'nrt-rule' ? PREVIEW : STABLE);
    },
    ...(openQueries && { check: async (plan) => checkQueries(plan, await openQueries()) }),
    interfaceOf: ({ type, properties }) =>
      Object.hasOwn(KINDS, type) ? ruleVersion(type, properties) : type === 'watchlist' ? STABLE : SAVED_SEARCHES,
  };
}

function liveRule(type: string, { name, etag, properties }: Resource): LiveObject {
  const { text, owner } = readMark(properties['description']);
  const managed = new Set([...ruleProperties(type), 'lastModifiedUtc']);
  const rest = Object.entries(properties).filter(
    ([property, value]) => !managed.has(property) && value !== null && value !== undefined,
  );
  return {
    type,
    key: guidKey(name),
    title: String(properties['displayName'] ?? name),
    properties: normalRule(type, { ...properties, description: text }),
    ...(owner !== undefined && { owner }),
    rest: Object.fromEntries(rest) as Readonly<Record<string, JsonValue>>,
    removable: true,
    ...(etag !== undefined && { revision: etag }),
  };
}
