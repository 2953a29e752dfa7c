import { readFileSync } from 'node:fs';
import { DeployError } from '../../deploy-error.ts';
import type { DesiredObject, ObjectState } from '../../object.ts';
import type { SplunkSettings } from '../../settings.ts';
import { csvPath } from '../desired.ts';
import { printSetting } from '../normal-form.ts';
import { isOwnSetting, SPLUNK_TYPES } from '../object-types.ts';
import { confText } from './conf-text.ts';
import type { PackedFile } from './tar.ts';

export interface AppOptions {
  readonly settings: SplunkSettings;
  /** `1.2.3` */
  readonly version: string;
  /** Folders that hold `lookups/`. */
  readonly knowledge: readonly string[];
}

/** Settings that the REST interface names otherwise than savedsearches.conf. */
const CONF_NAMES: Readonly<Record<string, string>> = {
  is_scheduled: 'enableSched',
  alert_type: 'counttype',
  alert_comparator: 'relation',
  alert_threshold: 'quantity',
};
const FILES: Readonly<Record<string, string>> = {
  lookup: 'transforms.conf',
  macro: 'macros.conf',
  'saved-search': 'savedsearches.conf',
};

/** The files of an app that holds these objects, as the app's folder has them. */
export function appFiles(objects: readonly DesiredObject[], options: AppOptions): readonly PackedFile[] {
  const { settings, version } = options;
  const { app } = settings;
  const files: PackedFile[] = [
    { path: `${app}/app.manifest`, content: manifest(settings, version) },
    { path: `${app}/default/app.conf`, content: appConf(settings, version) },
    { path: `${app}/metadata/default.meta`, content: meta(settings) },
  ];
  for (const [type, file] of Object.entries(FILES)) {
    const stanzas = new Map(
      objects.filter((object) => object.type === type).map((object) => [object.key, stanza(object)]),
    );
    if (stanzas.size > 0) files.push({ path: `${app}/default/${file}`, content: confText(stanzas) });
  }
  const lookups = objects.filter(({ type }) => type === 'lookup');
  const collections = lookups.map(({ properties }) => String(properties['collection'])).filter((name) => name !== '');
  if (collections.length > 0) {
    const stanzas = new Map([...new Set(collections)].map((name) => [name, new Map<string, string>()]));
    files.push({ path: `${app}/default/collections.conf`, content: confText(stanzas) });
  }
  for (const name of new Set(lookups.map(({ properties }) => String(properties['filename'])))) {
    if (name === '') continue;
    const path = csvPath(name, options.knowledge);
    if (path === undefined) throw new DeployError(`There is no "${name}", which a lookup names.`);
    // The bytes of a checkout may have the line ends of its machine.
    files.push({ path: `${app}/lookups/${name}`, content: readFileSync(path, 'utf8').replaceAll('\r\n', '\n') });
  }
  return files;
}

/** An object as a stanza: setting → value. */
export function stanza({ type, properties }: Pick<ObjectState, 'type' | 'properties'>): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [name, kind] of Object.entries(SPLUNK_TYPES.find((one) => one.name === type)?.settings ?? {})) {
    if (!isOwnSetting(name)) continue;
    const value = properties[name];
    if (type === 'saved-search' && name === 'actions') {
      for (const action of Array.isArray(value) ? value : []) settings.set(`action.${String(action)}`, '1');
    } else settings.set(CONF_NAMES[name] ?? name, printSetting(kind, value));
  }
  return settings;
}

/** @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — app.conf */
function appConf({ app, label }: SplunkSettings, version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return confText(
    new Map([
      [
        'install',
        new Map([
          ['is_configured', '0'],
          ['build', String((major * 1000 + minor) * 1000 + patch)],
        ]),
      ],
      [
        'package',
        new Map([
          ['id', app],
          ['check_for_updates', '0'],
        ]),
      ],
      [
        'id',
        new Map([
          ['name', app],
          ['version', version],
        ]),
      ],
      [
        'ui',
        new Map([
          ['is_visible', '0'],
          ['label', `${label} detections`],
        ]),
      ],
      [
        'launcher',
        new Map([
          ['author', label],
          ['version', version],
          ['description', `Detections of ${label}.`],
        ]),
      ],
    ]),
  );
}

function meta({ read, write, sharing }: SplunkSettings): string {
  const roles = (names: readonly string[]): string => `[ ${[...names].sort().join(', ')} ]`;
  const access = `read : ${roles(read)}, write : ${roles(write)}`;
  return confText(
    new Map([
      [
        '',
        new Map([
          ['access', access],
          ['export', sharing === 'global' ? 'system' : 'none'],
        ]),
      ],
    ]),
  );
}

function manifest({ app, label }: SplunkSettings, version: string): string {
  const info = {
    title: `${label} detections`,
    id: { group: null, name: app, version },
    author: [{ name: label, email: null, company: null }],
    releaseDate: null,
    description: `Detections of ${label}.`,
    classification: { intendedAudience: null, categories: ['Security, Fraud & Compliance'], developmentStatus: null },
    commonInformationModels: null,
    license: { name: null, text: null, uri: null },
    privacyPolicy: { name: null, text: null, uri: null },
    releaseNotes: { name: null, text: null, uri: null },
  };
  const body = {
    schemaVersion: '1.0.0',
    info,
    dependencies: null,
    tasks: null,
    inputGroups: null,
    incompatibleApps: null,
    platformRequirements: null,
    supportedDeployments: ['_standalone', '_search_head_clustering'],
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}
