import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { dump } from 'js-yaml';
import { contentStem } from '../../content/detection.ts';
import type { ImportedFile } from '../import.ts';
import type { JsonValue, LiveObject, Properties } from '../object.ts';
import type { DeploySettings } from '../settings.ts';
import { macroCallsIn } from './references.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Prints live objects of Splunk in the formats of ESCU; a reason where they cannot hold one. */
export function splunkImporter(live: readonly LiveObject[], settings: DeploySettings) {
  const called = new Set(
    live
      .filter(({ type }) => type === 'saved-search' || type === 'macro')
      .flatMap(({ type, properties }) =>
        macroCallsIn(String(properties[type === 'macro' ? 'definition' : 'search'] ?? '')),
      )
      .map(({ name, argumentCount }) => (argumentCount === 0 ? name : `${name}(${argumentCount})`)),
  );
  return (object: LiveObject): ImportedFile | string => {
    switch (object.type) {
      case 'macro':
        return called.has(object.key) ? macroFile(object) : 'no search calls it';
      case 'lookup':
        return lookupFile(object);
      default:
        return searchFile(object, settings);
    }
  };
}

/** What a live search has otherwise than the settings say: the part `overrides` of `deploy` in firedrill.yml. */
export function searchOverride({ properties }: LiveObject, { splunk }: DeploySettings): Raw {
  const said: Record<string, unknown> = {};
  const differs = (name: string, property: string, usual: string): void => {
    if (properties[property] !== usual && properties[property] !== '') said[name] = properties[property];
  };
  const enabled = properties['disabled'] !== true;
  if (enabled !== splunk.enabled) said['enabled'] = enabled;
  differs('cron', 'cron_schedule', splunk.cron);
  differs('earliest', 'dispatch.earliest_time', splunk.earliest);
  differs('latest', 'dispatch.latest_time', splunk.latest);
  differs('severity', 'action.notable.param.severity', 'high');
  return said;
}

/** The name of the detection behind a saved search; undefined when it is not named as ours are. */
export function detectionName(key: string, { splunk }: DeploySettings): string | undefined {
  const [begin, end] = [`${splunk.label} - `, ' - Rule'];
  return key.startsWith(begin) && key.endsWith(end) && key.length > begin.length + end.length
    ? key.slice(begin.length, -end.length)
    : undefined;
}

function searchFile({ key, properties }: LiveObject, settings: DeploySettings): ImportedFile | string {
  const name = detectionName(key, settings);
  if (name === undefined) return `its name is not "${settings.splunk.label} - … - Rule"`;
  const annotations = recordOf(properties['action.correlationsearch.annotations']);
  const metadata = recordOf(properties['action.correlationsearch.metadata']);
  const actions = textsOf(properties['actions']);
  const risk = listOf(properties['action.risk.param._risk']);
  const message = String(properties['action.risk.param._risk_message'] ?? '');
  const objects = risk.filter(({ risk_object_field: field }) => field !== undefined);
  const threats = risk.filter(({ threat_object_field: field }) => field !== undefined);
  const [entity] = listOf(properties['action.notable.param._entities']);
  const isFinding = actions.includes('notable');
  const version = Number(metadata['detection_version']);
  const value = withoutAbsent({
    name,
    id: typeof metadata['detection_id'] === 'string' ? metadata['detection_id'] : idOf(key),
    version: Number.isInteger(version) && version > 0 ? version : 1,
    creation_date: DATE,
    modification_date: DATE,
    author: 'Imported',
    status: 'production',
    type:
      typeof annotations['type'] === 'string' && annotations['type'] !== ''
        ? annotations['type']
        : isFinding
          ? 'TTP'
          : 'Anomaly',
    description: properties['description'],
    data_source: textsOf(annotations['data_source']),
    search: properties['search'],
    how_to_implement: 'Imported from a live search.',
    known_false_positives: 'Not known.',
    references: [],
    security_domain: properties['action.notable.param.security_domain'] || 'threat',
    mitre_attack_id: textsOf(annotations['mitre_attack']),
    analytic_story: textsOf(annotations['analytic_story']),
    cve: nonEmpty(textsOf(annotations['cve'])),
    asset_type: 'Endpoint',
    finding: isFinding
      ? withoutAbsent({ title: properties['action.notable.param.rule_title'], entity: entity && scored(entity) })
      : undefined,
    intermediate_findings:
      objects.length > 0 ? { entities: objects.map((each) => ({ ...scored(each), message })) } : undefined,
    threat_objects: nonEmpty(
      threats.map((each) => ({ field: each['threat_object_field'], type: each['threat_object_type'] })),
    ),
    drilldown_searches: nonEmpty(listOf(properties['action.notable.param.drilldown_searches'])),
  });
  return { folder: 'content', name: contentStem(name), extension: '.yml', text: yaml(value) };
}

function macroFile({ key, properties }: LiveObject): ImportedFile {
  const name = key.replace(/\(\d+\)$/, '');
  const args = String(properties['args'] ?? '')
    .split(',')
    .flatMap((argument) => argument.trim() || []);
  const value = withoutAbsent({
    name,
    arguments: nonEmpty(args),
    definition: properties['definition'],
    iseval: properties['iseval'] === true ? true : undefined,
    description: properties['description'],
  });
  return { folder: 'knowledge', name: `macros/${name}`, extension: '.yml', text: yaml(value) };
}

function lookupFile({ key, properties }: LiveObject): ImportedFile | string {
  const isStore = properties['external_type'] === 'kvstore';
  const filename = String(properties['filename'] ?? '');
  if (!isStore && !/\.csv$/i.test(filename)) return 'it is neither a CSV nor a collection';
  const list = (text: JsonValue | undefined): readonly string[] =>
    String(text ?? '')
      .split(',')
      .flatMap((entry) => entry.trim() || []);
  const value = withoutAbsent({
    name: key,
    description: '',
    lookup_type: isStore ? 'kvstore' : 'csv',
    filename: isStore ? undefined : filename,
    collection: isStore ? properties['collection'] : undefined,
    fields: isStore ? list(properties['fields_list']) : undefined,
    match_type: nonEmpty(list(properties['match_type'])),
    case_sensitive_match: properties['case_sensitive_match'],
    min_matches: numberOf(properties['min_matches']),
    max_matches: numberOf(properties['max_matches']),
    default_match: properties['default_match'] || undefined,
  });
  const table = recordOf(properties['csv.table']);
  return {
    folder: 'knowledge',
    name: `lookups/${key}`,
    extension: '.yml',
    text: yaml(value),
    ...(Array.isArray(table['fields']) && { beside: { path: `lookups/${basename(filename)}`, text: csvText(table) } }),
  };
}

function csvText(table: Raw): string {
  const lines = [table['fields'], ...(table['rows'] as readonly unknown[])] as readonly (readonly string[])[];
  const cell = (text: string): string => (/[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return lines.map((line) => `${line.map(cell).join(',')}\n`).join('');
}

/** A day that says nothing; when a search was made is not told. */
const DATE = '1970-01-01';

const yaml = (value: Raw): string => dump(value, { lineWidth: 120, noRefs: true });

const recordOf = (value: JsonValue | undefined): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
const listOf = (value: JsonValue | undefined): readonly Raw[] =>
  Array.isArray(value) ? (value as readonly Raw[]) : [];
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
const nonEmpty = <Item>(list: readonly Item[]): readonly Item[] | undefined => (list.length > 0 ? list : undefined);
const numberOf = (value: JsonValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
const scored = (entry: Raw): Raw => ({
  field: entry['risk_object_field'],
  type: entry['risk_object_type'],
  score: entry['risk_score'],
});
const withoutAbsent = (value: Raw): Raw =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));

/** The same search has the same id. */
function idOf(key: Properties[string] & string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
