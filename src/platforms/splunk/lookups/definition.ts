import type { SplLookup } from '../../../languages/spl/environment.ts';
import { isTrue, type Settings } from '../conf/conf-file.ts';
import type { MatchRules } from './lookup-table.ts';

type MatchType = 'EXACT' | 'WILDCARD' | 'CIDR';

/** A lookup as transforms.conf or a YAML file defines it. */
export interface LookupDefinition {
  readonly name: string;
  /** Absolute path of the CSV; absent for a KV store, which is empty. */
  readonly csv?: string;
  /** Fields of a KV store. */
  readonly fields?: readonly string[];
  readonly matchTypes: Readonly<Record<string, MatchType>>;
  readonly caseSensitive: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly defaultMatch: string;
  readonly file?: string;
  /** What it does that cannot be done here. */
  readonly unsupported?: string;
}

/** Splunk's limit on matches per event. */
const MAXIMUM = 100;

/** `[name]` of transforms.conf; undefined when the stanza is no lookup of a file or a KV store. */
export function confLookup(
  name: string,
  settings: Settings,
  findCsv: (file: string) => string | undefined,
): LookupDefinition | undefined {
  const filename = settings.get('filename');
  const collection = settings.get('collection');
  if (filename === undefined && collection === undefined) return undefined;
  const csv = filename === undefined ? undefined : findCsv(filename);
  const timeField = settings.get('time_field') ?? '';
  return definition(name, {
    ...(timeField !== '' && { unsupported: `matches by the time in "${timeField}"` }),
    ...(csv !== undefined && { csv }),
    ...(settings.has('fields_list') && { fields: listed(settings.get('fields_list') ?? '') }),
    matchTypes: listed(settings.get('match_type') ?? ''),
    caseSensitive: isTrue(settings.get('case_sensitive_match'), true),
    minimum: settings.get('min_matches'),
    maximum: settings.get('max_matches'),
    defaultMatch: settings.get('default_match'),
  });
}

/** A lookup of ESCU's YAML: `match_type` may be a text or a list, numbers may be numbers. */
export function yamlLookup(
  value: Readonly<Record<string, unknown>>,
  path: string,
  findCsv: (file: string | undefined) => string | undefined,
): LookupDefinition | undefined {
  const { name, filename, fields, match_type: matchType, fields_list: fieldsList } = value;
  if (typeof name !== 'string') return undefined;
  const csv = findCsv(typeof filename === 'string' ? filename : undefined);
  const store = fields ?? fieldsList;
  return definition(name, {
    ...(csv !== undefined && { csv }),
    ...(store !== undefined && { fields: Array.isArray(store) ? store.map(String) : listed(String(store)) }),
    matchTypes: Array.isArray(matchType) ? matchType.map(String) : listed(String(matchType ?? '')),
    caseSensitive: value['case_sensitive_match'] === undefined || isTrue(String(value['case_sensitive_match'])),
    minimum: value['min_matches'],
    maximum: value['max_matches'],
    defaultMatch: value['default_match'],
    file: path,
  });
}

interface Raw {
  readonly csv?: string;
  readonly fields?: readonly string[];
  readonly matchTypes: readonly string[];
  readonly caseSensitive: boolean;
  readonly minimum: unknown;
  readonly maximum: unknown;
  readonly defaultMatch: unknown;
  readonly file?: string;
  readonly unsupported?: string;
}

function definition(name: string, raw: Raw): LookupDefinition {
  const matchTypes: Record<string, MatchType> = Object.create(null);
  for (const entry of raw.matchTypes) {
    const match = /^(WILDCARD|CIDR|EXACT)\(\s*([^)]*?)\s*\)$/i.exec(entry);
    if (match) matchTypes[match[2] as string] = (match[1] as string).toUpperCase() as MatchType;
  }
  return {
    name,
    ...(raw.csv !== undefined && { csv: raw.csv }),
    ...(raw.fields && { fields: raw.fields }),
    matchTypes,
    caseSensitive: raw.caseSensitive,
    minimum: numberOr(raw.minimum, 0),
    maximum: numberOr(raw.maximum, MAXIMUM),
    defaultMatch: raw.defaultMatch === undefined || raw.defaultMatch === null ? '' : String(raw.defaultMatch),
    ...(raw.file !== undefined && { file: raw.file }),
    ...(raw.unsupported !== undefined && { unsupported: raw.unsupported }),
  };
}

export const matchRules = (lookup: LookupDefinition): MatchRules => lookup;

export function splLookup(lookup: LookupDefinition, fields: readonly string[] | undefined): SplLookup {
  return {
    name: lookup.name,
    ...(fields && { fields }),
    matchTypes: lookup.matchTypes,
    caseSensitiveMatch: lookup.caseSensitive,
    minMatches: lookup.minimum,
    maxMatches: lookup.maximum,
    defaultMatch: lookup.defaultMatch,
    ...(lookup.file !== undefined && { file: lookup.file }),
    ...(lookup.unsupported !== undefined && { unsupported: lookup.unsupported }),
  };
}

const listed = (text: string): readonly string[] =>
  text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

function numberOr(value: unknown, fallback: number): number {
  const number = value === undefined || value === null || value === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? fallback : number;
}
