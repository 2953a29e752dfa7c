import type { JsonValue, ObjectState, Properties } from '../object.ts';
import { normalDuration } from './duration.ts';

type Raw = Readonly<Record<string, unknown>>;

/** The managed properties of a rule. @see https://learn.microsoft.com/rest/api/securityinsights/alert-rules/create-or-update */
const COMMON = [
  'displayName',
  'description',
  'severity',
  'enabled',
  'query',
  'suppressionEnabled',
  'suppressionDuration',
  'tactics',
  'techniques',
  'subTechniques',
  'entityMappings',
  'sentinelEntitiesMappings',
  'customDetails',
  'alertDetailsOverride',
  'eventGroupingSettings',
  'incidentConfiguration',
] as const;
const SCHEDULED = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'] as const;

export const ruleProperties = (type: string): readonly string[] =>
  type === 'scheduled-rule' ? [...COMMON, ...SCHEDULED] : COMMON;

const GROUPING = {
  enabled: false,
  reopenClosedIncident: false,
  lookbackDuration: 'PT5H',
  matchingMethod: 'AllEntities',
} as const;

const LISTS = new Set(['tactics', 'techniques', 'subTechniques']);
const DURATIONS = new Set(['queryFrequency', 'queryPeriod', 'suppressionDuration']);

/** A rule in normal form: what is left out has its default, sets are sorted, durations have one spelling. */
export function normalRule(type: string, raw: Raw): Properties {
  const result: Record<string, JsonValue> = {};
  for (const name of ruleProperties(type)) result[name] = normalProperty(name, raw[name]);
  return result;
}

function normalProperty(name: string, value: unknown): JsonValue {
  if (LISTS.has(name)) return textsOf(value).sort();
  if (DURATIONS.has(name)) return normalDuration(typeof value === 'string' ? value : 'PT1H');
  switch (name) {
    case 'enabled':
      return value !== false;
    case 'suppressionEnabled':
      return value === true;
    case 'triggerThreshold':
      return typeof value === 'number' ? value : 0;
    case 'entityMappings':
      return listOf(value).map((entry) => ({
        entityType: String(entry['entityType'] ?? ''),
        fieldMappings: listOf(entry['fieldMappings']).map((field) => ({
          identifier: String(field['identifier'] ?? ''),
          columnName: String(field['columnName'] ?? ''),
        })),
      }));
    case 'sentinelEntitiesMappings':
      return listOf(value).map((entry) => ({ columnName: String(entry['columnName'] ?? '') }));
    case 'customDetails':
      return Object.fromEntries(Object.entries(mappingOf(value)).map(([key, column]) => [key, String(column)]));
    case 'alertDetailsOverride':
      return withoutEmpty(mappingOf(value));
    case 'eventGroupingSettings':
      return { aggregationKind: String(mappingOf(value)['aggregationKind'] ?? 'SingleAlert') };
    case 'incidentConfiguration':
      return normalIncident(mappingOf(value));
    default:
      return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  }
}

function normalIncident(value: Raw): JsonValue {
  const grouping = mappingOf(value['groupingConfiguration']);
  return {
    createIncident: value['createIncident'] !== false,
    groupingConfiguration: {
      enabled: grouping['enabled'] === true,
      reopenClosedIncident: grouping['reopenClosedIncident'] === true,
      lookbackDuration: normalDuration(String(grouping['lookbackDuration'] ?? GROUPING.lookbackDuration)),
      matchingMethod: String(grouping['matchingMethod'] ?? GROUPING.matchingMethod),
      groupByEntities: textsOf(grouping['groupByEntities']).sort(),
      groupByAlertDetails: textsOf(grouping['groupByAlertDetails']).sort(),
      groupByCustomDetails: textsOf(grouping['groupByCustomDetails']).sort(),
    },
  };
}

/** A rule as the interface takes it; what is empty is left out, and what a stable version lacks too. */
export function printRule(properties: Properties, isPreview: boolean): Record<string, JsonValue> {
  const body: Record<string, JsonValue> = { ...properties };
  if (!isPreview) for (const name of ['subTechniques', 'sentinelEntitiesMappings']) delete body[name];
  for (const name of ['sentinelEntitiesMappings', 'customDetails', 'alertDetailsOverride', 'entityMappings']) {
    const value = body[name];
    if (value !== undefined && Object.keys(value as object).length === 0) body[name] = null;
  }
  return body;
}

function withoutEmpty(value: Raw): JsonValue {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== null && entry !== undefined && !(Array.isArray(entry) && entry.length === 0))
      .map(([key, entry]) => [key, typeof entry === 'string' ? entry.trim() : (entry as JsonValue)]),
  );
}

const mappingOf = (value: unknown): Raw =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Raw) : {};
const listOf = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.map(mappingOf) : []);
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? [...new Set(value.filter((entry): entry is string => typeof entry === 'string'))] : [];

const MARK = /\s*\[firedrill:([\w.-]+)\]\s*$/;

/** A rule has no tags: the end of its description says whose it is. */
export function readMark(description: unknown): { readonly text: string; readonly owner?: string } {
  const text = typeof description === 'string' ? description : '';
  const owner = MARK.exec(text)?.[1];
  return { text: text.replace(MARK, ''), ...(owner !== undefined && { owner }) };
}

export const writeMark = (text: string, owner: string | undefined): string =>
  owner === undefined ? text : `${text}${text === '' ? '' : '\n\n'}[firedrill:${owner}]`;

/** Kinds of rules, by our types. */
export const RULE_KINDS: Readonly<Record<string, string>> = { 'scheduled-rule': 'Scheduled', 'nrt-rule': 'NRT' };

/** A whole rule with its mark, as the interface takes it. */
export function ruleBody(
  state: ObjectState,
  rest: Properties | undefined,
  isPreview: boolean,
): { readonly kind: string; readonly properties: Record<string, JsonValue> } {
  const description = writeMark(String(state.properties['description'] ?? ''), state.owner);
  return {
    kind: RULE_KINDS[state.type] ?? '',
    properties: { ...rest, ...printRule(state.properties, isPreview), description },
  };
}
