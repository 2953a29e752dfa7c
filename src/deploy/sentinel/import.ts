import { dump } from 'js-yaml';
import type { ImportedFile } from '../import.ts';
import type { JsonValue, LiveObject, Properties } from '../object.ts';
import { durationSeconds } from './duration.ts';
import { splitParameters } from './saved-search.ts';
import { csvOf } from './watchlist.ts';

type Raw = Readonly<Record<string, unknown>>;

/**
 * What a live object looks like in our formats; a reason when they cannot hold it.
 */
export function importedFile(object: LiveObject): ImportedFile | string {
  const { type, key, title, properties } = object;
  switch (type) {
    case 'watchlist':
      return watchlistFile(key, properties);
    case 'function':
      return functionFile(key, properties);
    default: {
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)) return 'its name is no GUID';
      const isHunt = type === 'hunting-query';
      if (isHunt && properties['category'] !== 'Hunting Queries') return 'it is a saved search, and no hunting query';
      const mapping = isHunt ? huntingQuery(key, properties) : rule(type, object);
      return { folder: 'content', name: fileName(title), extension: '.yaml', text: yaml(mapping) };
    }
  }
}

const OPERATORS: Readonly<Record<string, string>> = {
  GreaterThan: 'gt',
  LessThan: 'lt',
  Equal: 'eq',
  NotEqual: 'ne',
};

function rule(type: string, { key, properties, rest }: LiveObject): Raw {
  const isScheduled = type === 'scheduled-rule';
  const techniques = [...texts(properties['techniques']), ...texts(properties['subTechniques'])].sort();
  const version = rest?.['templateVersion'];
  return withoutAbsent({
    id: key,
    name: properties['displayName'],
    description: quotedIfQuoted(String(properties['description'] ?? '')),
    severity: properties['severity'],
    kind: isScheduled ? 'Scheduled' : 'NRT',
    enabled: properties['enabled'] === false ? false : undefined,
    requiredDataConnectors: [],
    ...(isScheduled && {
      queryFrequency: shortDuration(properties['queryFrequency']),
      queryPeriod: shortDuration(properties['queryPeriod']),
      triggerOperator: OPERATORS[String(properties['triggerOperator'])] ?? properties['triggerOperator'],
      triggerThreshold: properties['triggerThreshold'],
    }),
    tactics: texts(properties['tactics']),
    relevantTechniques: techniques,
    query: `${String(properties['query'] ?? '')}\n`,
    entityMappings: filled(properties['entityMappings']),
    sentinelEntitiesMappings: filled(properties['sentinelEntitiesMappings']),
    customDetails: filled(properties['customDetails']),
    alertDetailsOverride: filled(properties['alertDetailsOverride']),
    eventGroupingSettings: properties['eventGroupingSettings'],
    incidentConfiguration: properties['incidentConfiguration'],
    ...(properties['suppressionEnabled'] === true && { suppressionEnabled: true }),
    suppressionDuration: shortDuration(properties['suppressionDuration']),
    version: typeof version === 'string' && version !== '' ? version : '1.0.0',
  });
}

function huntingQuery(key: string, properties: Properties): Raw {
  const list = (name: string): readonly string[] => {
    const text = String(properties[name] ?? '');
    return text === '' ? [] : text.split(',');
  };
  const description = String(properties['description'] ?? '');
  return withoutAbsent({
    id: key,
    name: properties['displayName'],
    description: description === '' ? undefined : quotedIfQuoted(description),
    requiredDataConnectors: [],
    tactics: list('tactics'),
    relevantTechniques: list('techniques'),
    query: `${String(properties['query'] ?? '')}\n`,
    version: '1.0.0',
  });
}

function functionFile(key: string, properties: Properties): ImportedFile {
  const name = String(properties['functionAlias'] ?? key);
  const parameters = splitParameters(String(properties['functionParameters'] ?? '')).map((parameter) => {
    const [, Name = parameter, Type = '', Default] = /^(\w+):(\([^)]*\)|\w+)(?:=([\s\S]*))?$/.exec(parameter) ?? [];
    return { Name, Type: Type.startsWith('(') ? `table:${Type}` : Type, ...(Default !== undefined && { Default }) };
  });
  const mapping = withoutAbsent({
    Id: key === name ? undefined : key,
    Function: { Title: properties['displayName'], Version: '1.0.0' },
    Category: properties['category'],
    FunctionName: name,
    FunctionParams: parameters.length === 0 ? undefined : parameters,
    FunctionQuery: `${String(properties['query'] ?? '')}\n`,
  });
  return { folder: 'knowledge', name: `parsers/${name}`, extension: '.yaml', text: yaml(mapping) };
}

/** A template, for a plain CSV holds no title, provider and key. */
function watchlistFile(alias: string, { items, ...properties }: Properties): ImportedFile {
  const rows = (items ?? []) as readonly Readonly<Record<string, string>>[];
  const rawContent = csvOf(rows, String(properties['itemsSearchKey']));
  const resource = {
    type: 'Microsoft.OperationalInsights/workspaces/providers/Watchlists',
    properties: { watchlistAlias: alias, ...properties, rawContent },
  };
  const text = `${JSON.stringify({ resources: [resource] }, null, 2)}\n`;
  return { folder: 'knowledge', name: `watchlists/${fileName(alias)}`, extension: '.json', text };
}

const yaml = (mapping: Raw): string => dump(mapping, { lineWidth: -1, noRefs: true });

/** What is not there is not said. */
const withoutAbsent = (mapping: Raw): Raw =>
  Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== undefined && value !== null));

const filled = (value: JsonValue | undefined): JsonValue | undefined =>
  value !== null && typeof value === 'object' && Object.keys(value).length > 0 ? value : undefined;

const texts = (value: JsonValue | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Quotes around a description are taken off when it is read, and nothing at all is no description. */
const quotedIfQuoted = (text: string): string => (text === '' || /^'[\s\S]*'$/.test(text) ? `'${text}'` : text);

/** `1h30m` where days, hours and minutes say it. */
function shortDuration(value: JsonValue | undefined): JsonValue | undefined {
  const seconds = typeof value === 'string' ? durationSeconds(value) : undefined;
  if (seconds === undefined || seconds === 0 || seconds % 60 !== 0) return value;
  const minutes = seconds / 60;
  const parts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  return parts.map((count, at) => (count === 0 ? '' : `${count}${'dhm'[at]}`)).join('');
}

/** Letters and digits of a title, in lower case, parted by `_`. */
const fileName = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 80) || 'object';
