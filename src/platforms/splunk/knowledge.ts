import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CODES } from '../../diagnostics/codes.ts';
import { type Diagnostic, FILE_START } from '../../diagnostics/diagnostic.ts';
import { isTrue, type Stanzas } from './conf/conf-file.ts';
import { appFolders, confFolders, loadConf } from './conf/conf-folders.ts';
import { DataModels } from './datamodels/models.ts';
import { compilePattern } from './extraction/pcre.ts';
import { Lookups } from './lookups/lookups.ts';
import { Macros } from './macros/macros.ts';
import { PropsStanzas } from './props/stanza-selection.ts';
import { YamlFolder } from './yaml-folder.ts';

/** `[name]` of eventtypes.conf. */
export interface EventType {
  readonly name: string;
  readonly search: string;
}

/** Everything that a search head knows about events, read from folders in Splunk's own formats. */
export interface SplunkKnowledge {
  readonly props: PropsStanzas;
  readonly transforms: Stanzas;
  readonly eventTypes: readonly EventType[];
  /** `field=value` → tags, as tags.conf has them. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** Fields whose value is several values, by fields.conf: a pattern whose first group is one of them. */
  readonly tokenizers: ReadonlyMap<string, RegExp>;
  readonly macros: Macros;
  readonly lookups: Lookups;
  readonly models: DataModels;
  readonly fingerprint: string;
}

/**
 * Reads knowledge from roots, the strongest first. A root may hold `apps/<app>/{default,local}/*.conf`, be an app itself,
 * and hold `macros/*.yml`, `lookups/*.yml` (with CSV), `datamodels/*.json`.
 *
 * @example loadSplunkKnowledge(['knowledge/splunk'], (diagnostic) => console.error(diagnostic.message))
 */
export function loadSplunkKnowledge(
  roots: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): SplunkKnowledge {
  const problem = (path: string, message: string): void => {
    const { code, severity } = CODES['unreadable-file'];
    report({ code, name: 'unreadable-file', severity, message, file: path, range: FILE_START });
  };
  const folders = confFolders(roots);
  const apps = [...new Set([...folders.map(({ app }) => app), ...roots.flatMap(appFolders)])];
  const lookupFolders = [...roots.map((root) => join(root, 'lookups')), ...apps.map((app) => join(app, 'lookups'))];
  const transforms = loadConf(folders, 'transforms.conf');
  const macroFiles = new YamlFolder(
    roots.map((root) => join(root, 'macros')),
    problem,
  );
  const lookupFiles = new YamlFolder(
    roots.map((root) => join(root, 'lookups')),
    problem,
  );
  const models = new DataModels(
    [...roots.map((root) => join(root, 'datamodels')), ...folders.map(({ path }) => join(path, 'data', 'models'))],
    problem,
  );
  return {
    props: new PropsStanzas(loadConf(folders, 'props.conf')),
    transforms,
    eventTypes: eventTypesOf(loadConf(folders, 'eventtypes.conf')),
    tags: tagsOf(loadConf(folders, 'tags.conf')),
    tokenizers: tokenizersOf(loadConf(folders, 'fields.conf')),
    macros: new Macros(loadConf(folders, 'macros.conf'), macroFiles),
    lookups: new Lookups(transforms, lookupFiles, withCsvFolders(lookupFolders)),
    models,
    fingerprint: fingerprintOf([
      ...folders.map(({ path }) => path),
      ...macroFiles.paths,
      ...lookupFiles.paths,
      ...models.paths,
    ]),
  };
}

/** ESCU keeps CSV files in `lookups/csv` since 2026. */
const withCsvFolders = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((folder) => [folder, join(folder, 'csv')]).filter((folder) => existsSync(folder));

function eventTypesOf(stanzas: Stanzas): readonly EventType[] {
  const eventTypes: EventType[] = [];
  for (const [name, settings] of stanzas) {
    const search = settings.get('search');
    if (search !== undefined && search !== '' && !isTrue(settings.get('disabled'))) eventTypes.push({ name, search });
  }
  return eventTypes.sort((left, right) => (left.name < right.name ? -1 : 1));
}

function tagsOf(stanzas: Stanzas): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, readonly string[]>();
  for (const [pair, settings] of stanzas) {
    const names = [...settings].filter(([, state]) => isTrue(state)).map(([name]) => name);
    tags.set(decodePair(pair), names.sort());
  }
  return tags;
}

/** @see https://help.splunk.com/en/data-management/splunk-enterprise-admin-manual/10.0/10.0.0-configuration-file-reference/fields.conf */
function tokenizersOf(stanzas: Stanzas): ReadonlyMap<string, RegExp> {
  const tokenizers = new Map<string, RegExp>();
  for (const [field, settings] of stanzas) {
    const pattern = compilePattern(settings.get('TOKENIZER') ?? '');
    // It is not used for fields that are indexed.
    if (pattern && settings.has('TOKENIZER') && !isTrue(settings.get('INDEXED'))) tokenizers.set(field, pattern.regex);
  }
  return tokenizers;
}

/** Field and value of a tag are percent-encoded where they hold special characters. */
function decodePair(pair: string): string {
  try {
    return decodeURIComponent(pair);
  } catch {
    return pair;
  }
}

function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}
