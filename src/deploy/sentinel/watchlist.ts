import { createHash } from 'node:crypto';
import { canonicalJson } from '../fingerprint.ts';
import type { JsonValue, LiveObject, ObjectState, Properties } from '../object.ts';
import type { Resource, SentinelClient } from './client.ts';
import { STABLE } from './versions.ts';

/**
 * A watchlist. Its items are resources of their own and are compared one by one: the interface takes a file when a
 * watchlist is created, and never gives it back.
 *
 * @see https://learn.microsoft.com/rest/api/securityinsights/watchlists
 */
const PROVIDER_PATH = 'providers/Microsoft.SecurityInsights/watchlists';
const LABEL = 'firedrill:';

const pathOf = (alias: string): string => `${PROVIDER_PATH}/${encodeURIComponent(alias)}`;

export async function listWatchlists(client: SentinelClient): Promise<readonly LiveObject[]> {
  const found: LiveObject[] = [];
  for (const resource of await client.list(PROVIDER_PATH, STABLE)) {
    if (resource.properties['isDeleted'] !== true) found.push(await liveWatchlist(client, resource));
  }
  return found;
}

export async function readWatchlist(client: SentinelClient, alias: string): Promise<LiveObject | undefined> {
  const resource = await client.read(pathOf(alias), STABLE);
  return resource && resource.properties['isDeleted'] !== true ? liveWatchlist(client, resource) : undefined;
}

async function liveWatchlist(client: SentinelClient, { name, etag, properties }: Resource): Promise<LiveObject> {
  const items = await client.list(`${pathOf(name)}/watchlistItems`, STABLE);
  const labels = Array.isArray(properties['labels']) ? (properties['labels'] as readonly unknown[]).map(String) : [];
  const owner = labels.find((label) => label.startsWith(LABEL))?.slice(LABEL.length);
  const others = labels.filter((label) => !label.startsWith(LABEL)).sort();
  return {
    type: 'watchlist',
    key: name,
    title: name,
    properties: watchlistProperties({
      displayName: textOf(properties['displayName']),
      description: textOf(properties['description']),
      provider: textOf(properties['provider']),
      source: textOf(properties['source']),
      itemsSearchKey: textOf(properties['itemsSearchKey']),
      items: items.map((item) => normalItem(item.properties['itemsKeyValue'])),
    }),
    ...(owner !== undefined && { owner }),
    ...(others.length > 0 ? { rest: { labels: others } } : { rest: {} }),
    removable: true,
    ...(etag !== undefined && { revision: etag }),
  };
}

interface Said {
  readonly displayName: string;
  readonly description: string;
  readonly provider: string;
  readonly source: string;
  readonly itemsSearchKey: string;
  readonly items: readonly JsonValue[];
}

/** Items have no order, and all have the same columns. */
export function watchlistProperties(said: Said): Properties {
  const columns = [...new Set(said.items.flatMap((item) => Object.keys(item as object)))];
  const empty = Object.fromEntries(columns.map((column) => [column, '']));
  const items = said.items.map((item) => ({ ...empty, ...(item as Row) }));
  return { ...said, items: items.sort((left, right) => (canonicalJson(left) < canonicalJson(right) ? -1 : 1)) };
}

function normalItem(value: unknown): JsonValue {
  const cells = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  return Object.fromEntries(cells.map(([column, cell]) => [column, textOf(cell)]));
}

export async function writeWatchlist(
  client: SentinelClient,
  state: ObjectState,
  live: LiveObject | undefined,
): Promise<void> {
  const { items, ...properties } = state.properties;
  const path = pathOf(state.key);
  const body = {
    ...(live?.revision !== undefined && { etag: live.revision }),
    properties: printWatchlist(state, state.rest ?? live?.rest, !live),
  };
  const { items: liveItems, ...liveProperties } = live?.properties ?? {};
  const isEqual = live && live.owner === state.owner && canonicalJson(liveProperties) === canonicalJson(properties);
  const keepsLabels = state.rest === undefined || canonicalJson(state.rest) === canonicalJson(live?.rest);
  if (!isEqual || !keepsLabels) await client.put(path, STABLE, body);
  if (!live || canonicalJson(liveItems) === canonicalJson(items)) return;
  await equaliseItems(client, path, rowsOf(items));
}

/** A watchlist as the interface takes it; with its items when it is created. */
export function printWatchlist(
  state: ObjectState,
  rest: Properties | undefined,
  withItems: boolean,
): Record<string, JsonValue> {
  const { items, ...properties } = state.properties;
  const kept = rest?.['labels'];
  return {
    ...properties,
    labels: [
      ...(Array.isArray(kept) ? (kept as readonly string[]) : []),
      ...(state.owner === undefined ? [] : [`${LABEL}${state.owner}`]),
    ],
    watchlistAlias: state.key,
    sourceType: 'Local',
    contentType: 'text/csv',
    numberOfLinesToSkip: 0,
    ...(withItems && { rawContent: csvOf(rowsOf(items), String(properties['itemsSearchKey'])) }),
  };
}

/** Deletes what is too much and adds what is missing; equal rows count one by one. */
async function equaliseItems(client: SentinelClient, path: string, rows: readonly Row[]): Promise<void> {
  const wanted = new Map<string, number>();
  for (const row of rows) wanted.set(canonicalJson(row), (wanted.get(canonicalJson(row)) ?? 0) + 1);
  for (const item of await client.list(`${path}/watchlistItems`, STABLE)) {
    const text = canonicalJson(normalItem(item.properties['itemsKeyValue']));
    const left = wanted.get(text) ?? 0;
    if (left > 0) wanted.set(text, left - 1);
    else await client.remove(`${path}/watchlistItems/${item.name}`, STABLE);
  }
  for (const [text, count] of wanted) {
    for (let copy = 0; copy < count; copy += 1) {
      // The same item has the same name, so that one which arrived is not added again.
      const itemPath = `${path}/watchlistItems/${guidOf(`${path}\n${text}\n${count - copy}`)}`;
      await client.put(itemPath, STABLE, { properties: { itemsKeyValue: JSON.parse(text) as JsonValue } });
    }
  }
}

type Row = Readonly<Record<string, string>>;

const rowsOf = (items: JsonValue | undefined): readonly Row[] =>
  Array.isArray(items) ? (items as readonly Row[]) : [];

/** Items as the file that a watchlist is made of. */
export function csvOf(rows: readonly Row[], key: string): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) columns.push(key);
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // A line with nothing on it would be no row.
  const line = (cells: readonly string[]): string => cells.map(cell).join(',') || '""';
  return [line(columns), ...rows.map((row) => line(columns.map((column) => row[column] ?? '')))].join('\r\n');
}

function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const removeWatchlist = (client: SentinelClient, alias: string): Promise<void> =>
  client.remove(pathOf(alias), STABLE);

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
