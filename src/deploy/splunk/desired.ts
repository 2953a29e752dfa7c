import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { contentStem } from '../../content/detection.ts';
import type { Detection } from '../../content/model.ts';
import { YamlFolder } from '../../platforms/splunk/yaml-folder.ts';
import { csvRows } from '../../util/csv.ts';
import { DeployError } from '../deploy-error.ts';
import type { DesiredObject, JsonValue, Properties } from '../object.ts';
import type { DeploySettings } from '../settings.ts';
import { normalSetting } from './normal-form.ts';
import { SPLUNK_TYPES } from './object-types.ts';
import type { LookupTables } from './lookup-contents.ts';
import { lookupsIn, macroCallsIn } from './references.ts';
import { savedSearchName, savedSearchSettings } from './saved-search.ts';

export interface SplunkContent {
  readonly detections: readonly Detection[];
  /** Folders with `macros/` and `lookups/` in ESCU's YAML, the strongest first. What apps define in .conf stays theirs. */
  readonly knowledge: readonly string[];
}

/** The saved searches of ESCU detections, and the macros and lookups that they lean on. */
export function desiredSplunk(content: SplunkContent, settings: DeploySettings): readonly DesiredObject[] {
  const problem = (path: string, message: string): never => {
    throw new DeployError(`${path}: ${message}`);
  };
  const folder = (name: string): YamlFolder =>
    new YamlFolder(
      content.knowledge.map((root) => join(root, name)),
      problem,
    );
  const macros = folder('macros');
  const lookups = folder('lookups');
  const detections = content.detections.filter(
    ({ kind, status }) => kind === 'escu-detection' && status !== 'deprecated' && status !== 'removed',
  );
  const objects = new Map<string, DesiredObject>();
  const add = (type: string, key: string, said: Properties, file?: string): void => {
    const properties: Record<string, JsonValue> = {};
    for (const [name, kind] of Object.entries(SPLUNK_TYPES.find((one) => one.name === type)?.settings ?? {})) {
      const value = said[name];
      properties[name] = kind === 'json' ? (value ?? '') : normalSetting(kind, value);
    }
    const owner = settings.deployment;
    const object = { type, key, title: key, properties, owner, ...(file !== undefined && { file }) };
    if (type === 'saved-search' && objects.has(`${type}/${key}`)) {
      throw new DeployError(
        `Two detections have the name "${key}": ${objects.get(`${type}/${key}`)?.file} and ${file}.`,
      );
    }
    objects.set(`${type}/${key}`, object);
  };
  const { splunk } = settings;
  const access: Properties = {
    'acl.owner': splunk.owner,
    'acl.sharing': splunk.sharing,
    'acl.read': splunk.read,
    'acl.write': splunk.write,
  };

  const lean = (search: string, filters: ReadonlySet<string>, file: string): void => {
    for (const { name, argumentCount } of macroCallsIn(search)) {
      const key = argumentCount === 0 ? name : `${name}(${argumentCount})`;
      if (objects.has(`macro/${key}`)) continue;
      const found = macros.find(name);
      const args = Array.isArray(found?.value['arguments']) ? found.value['arguments'].map(String) : [];
      const filter = Object.hasOwn(splunk.filters, name) ? splunk.filters[name] : undefined;
      if (filter === undefined && found && found.value['definition'] !== undefined && args.length === argumentCount) {
        const definition = String(found.value['definition']);
        const said = {
          definition,
          args: args.join(', '),
          iseval: found.value['iseval'] === true ? '1' : '0',
          description: String(found.value['description'] ?? ''),
          ...access,
        };
        add('macro', key, said, found.path);
        lean(definition, filters, found.path);
      } else if (argumentCount === 0 && (filter !== undefined || filters.has(name))) {
        const definition = filter ?? 'search *';
        add('macro', key, { definition, iseval: '0', ...access }, filter === undefined ? file : 'firedrill.yml');
        lean(definition, filters, file);
      }
    }
    for (const name of lookupsIn(search)) {
      const found = lookups.find(name);
      if (found && !objects.has(`lookup/${name}`)) {
        const said = lookupSettings(found.value, name);
        const table = csvTable(String(said['filename'] ?? ''), content.knowledge);
        add(
          'lookup',
          name,
          { ...said, 'csv.table': table, 'collection.there': said['collection'] !== undefined, ...access },
          found.path,
        );
      }
    }
  };

  const filters = new Set(detections.map(({ name }) => `${contentStem(name)}_filter`));
  for (const detection of detections) {
    lean(detection.query?.text ?? '', filters, detection.file);
    add('saved-search', savedSearchName(detection, settings), savedSearchSettings(detection, settings), detection.file);
  }
  return [...objects.values()];
}

/** A CSV that is larger is not written by searches; the app package carries it. */
const LARGEST_CSV = 2_000_000;

/** The rows of a lookup's CSV; an empty text where there is none, or it is too large. */
function csvTable(filename: string, knowledge: readonly string[]): JsonValue {
  const path = filename === '' ? undefined : csvPath(filename, knowledge);
  if (path === undefined || statSync(path).size > LARGEST_CSV) return '';
  const [fields = [], ...rows] = csvRows(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  return { fields, rows: rows.map((row) => fields.map((_, at) => row[at] ?? '')) };
}

/** Where the CSV of a lookup lies. */
export const csvPath = (name: string, knowledge: readonly string[]): string | undefined =>
  knowledge
    .flatMap((root) => [join(root, 'lookups', name), join(root, 'lookups', 'csv', name)])
    .find((candidate) => existsSync(candidate));

/** Lookups whose CSV is written with them, and those whose CSV stays as it is there. */
export function lookupTables(desired: readonly DesiredObject[]): LookupTables {
  const lookups = desired.filter(({ type }) => type === 'lookup');
  const tables = lookups.map(({ key, properties }) => [key, properties['csv.table']] as const);
  return {
    written: new Map(tables.flatMap(([key, table]) => (isTable(table) ? [[key, table.fields] as const] : []))),
    left: new Set(tables.flatMap(([key, table]) => (isTable(table) ? [] : [key]))),
  };
}

const isTable = (
  value: JsonValue | undefined,
): value is { readonly fields: readonly string[]; readonly rows: JsonValue } =>
  typeof value === 'object' && value !== null;

/** A lookup of ESCU's YAML as a stanza of transforms.conf. */
function lookupSettings(value: Readonly<Record<string, unknown>>, name: string): Properties {
  const list = (entry: unknown): string => (Array.isArray(entry) ? entry.map(String).join(', ') : String(entry ?? ''));
  const text = (key: string): string => String(value[key] ?? '');
  const isStore = value['lookup_type'] === 'kvstore' || value['collection'] !== undefined;
  const filename = text('filename') || `${name}.csv`;
  return {
    ...(isStore
      ? {
          collection: text('collection') || name,
          external_type: 'kvstore',
          fields_list: list(value['fields'] ?? value['fields_list']),
        }
      : { filename: basename(filename) }),
    match_type: list(value['match_type']),
    // Splunk's own default.
    case_sensitive_match: value['case_sensitive_match'] === undefined ? '1' : text('case_sensitive_match'),
    min_matches: text('min_matches'),
    max_matches: text('max_matches'),
    default_match: text('default_match'),
  };
}
