import type { JsonValue, LiveObject, ObjectState, Properties } from '../object.ts';
import type { Resource, SentinelClient } from './client.ts';
import { guidKey } from './guid-key.ts';
import { SAVED_SEARCHES } from './versions.ts';

/**
 * Hunting queries and functions are both saved searches of the workspace; a function has an alias.
 *
 * @see https://learn.microsoft.com/rest/api/loganalytics/saved-searches
 */
const TAG = 'firedrill';
const HUNTING_TAGS = ['description', 'tactics', 'techniques'] as const;
export const SAVED_SEARCH_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  function: ['displayName', 'category', 'query', 'functionAlias', 'functionParameters'],
  'hunting-query': ['displayName', 'category', 'query', ...HUNTING_TAGS],
};

const typeOf = ({ properties }: Resource): string =>
  textOf(properties['functionAlias']) === '' ? 'hunting-query' : 'function';

export async function listSavedSearches(client: SentinelClient, type: string): Promise<readonly LiveObject[]> {
  const resources = await client.list('savedSearches', SAVED_SEARCHES);
  return resources.filter((resource) => typeOf(resource) === type).map((resource) => liveSavedSearch(type, resource));
}

export async function readSavedSearch(
  client: SentinelClient,
  type: string,
  key: string,
): Promise<LiveObject | undefined> {
  const resource = await client.read(pathOf(key), SAVED_SEARCHES);
  return resource && typeOf(resource) === type ? liveSavedSearch(type, { ...resource, name: key }) : undefined;
}

const pathOf = (key: string): string => `savedSearches/${encodeURIComponent(key)}`;

function liveSavedSearch(type: string, { name, etag, properties }: Resource): LiveObject {
  const tags = new Map<string, string>();
  for (const tag of Array.isArray(properties['tags']) ? (properties['tags'] as readonly unknown[]) : []) {
    const { name: tagName, value } = (tag ?? {}) as { readonly name?: unknown; readonly value?: unknown };
    if (typeof tagName === 'string') tags.set(tagName, textOf(value));
  }
  const said = {
    ...properties,
    ...(type === 'hunting-query' && Object.fromEntries(HUNTING_TAGS.map((tag) => [tag, tags.get(tag)]))),
  };
  const own = new Set<string>([TAG, ...(type === 'hunting-query' ? HUNTING_TAGS : [])]);
  const others = [...tags].filter(([tag]) => !own.has(tag)).sort();
  const owner = tags.get(TAG);
  return {
    type,
    key: type === 'hunting-query' ? guidKey(name) : name,
    title: textOf(properties['displayName']) || name,
    properties: normalSavedSearch(type, said),
    ...(owner !== undefined && { owner }),
    rest: others.length > 0 ? { tags: Object.fromEntries(others) } : {},
    removable: true,
    ...(etag !== undefined && { revision: etag }),
  };
}

export function normalSavedSearch(type: string, said: Readonly<Record<string, unknown>>): Properties {
  const names = SAVED_SEARCH_PROPERTIES[type] ?? [];
  return Object.fromEntries(
    names.map((name) => {
      const text = textOf(said[name]);
      if (name === 'functionParameters') return [name, normalParameters(text)];
      return [name, name === 'tactics' || name === 'techniques' ? sortedList(text) : text];
    }),
  );
}

const sortedList = (text: string): string =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .sort()
    .join(',');

/** `since:timespan=1d, all:bool=false`, however it was spaced. */
export const normalParameters = (text: string): string =>
  splitParameters(text)
    .map((parameter) => parameter.replace(/^(\w+)\s*:\s*/, '$1:').replace(/^(\w+:\w+)\s*=\s*/, '$1='))
    .join(', ');

/** The parameters of a function one by one: commas within parentheses and strings part nothing. */
export function splitParameters(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\s\S]/g)) {
    if (token === '(' || token === '[' || token === '{') depth += 1;
    else if (token === ')' || token === ']' || token === '}') depth -= 1;
    if (token !== ',' || depth > 0) {
      part += token;
      continue;
    }
    parts.push(part);
    part = '';
  }
  return [...parts, part].map((entry) => entry.trim()).filter((entry) => entry !== '');
}

export async function writeSavedSearch(
  client: SentinelClient,
  state: ObjectState,
  live: LiveObject | undefined,
): Promise<void> {
  const properties = printSavedSearch(state, state.rest ?? live?.rest);
  await client.put(pathOf(state.key), SAVED_SEARCHES, {
    ...(live?.revision !== undefined && { etag: live.revision }),
    properties,
  });
}

/** A saved search as the interface takes it. */
export function printSavedSearch(state: ObjectState, rest?: Properties): Record<string, JsonValue> {
  const kept = rest?.['tags'];
  const tags = new Map<string, string>(Object.entries((kept ?? {}) as Readonly<Record<string, string>>));
  if (state.type === 'hunting-query') {
    for (const tag of HUNTING_TAGS) {
      const value = textOf(state.properties[tag]);
      if (value !== '') tags.set(tag, value);
    }
  }
  if (state.owner !== undefined) tags.set(TAG, state.owner);
  const properties: Record<string, JsonValue> = { version: 2 };
  for (const name of SAVED_SEARCH_PROPERTIES[state.type] ?? []) {
    if (!(HUNTING_TAGS as readonly string[]).includes(name)) properties[name] = state.properties[name] ?? '';
  }
  if (properties['functionParameters'] === '') delete properties['functionParameters'];
  properties['tags'] = [...tags].sort().map(([name, value]) => ({ name, value }));
  return properties;
}

export const removeSavedSearch = (client: SentinelClient, key: string): Promise<void> =>
  client.remove(pathOf(key), SAVED_SEARCHES);

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value).replaceAll('\r\n', '\n').trim();
