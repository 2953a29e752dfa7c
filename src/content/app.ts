import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { once } from '../util/once.ts';
import { fileStem } from './detection.ts';
import { findContentFiles } from './files.ts';
import { isMapping } from './kind.ts';
import { nearestAbove } from './nearest-above.ts';
import { parseYaml } from './yaml.ts';

/** What content of ESCU's kind is built into, by the settings of the tool that builds it. */
export interface ContentApp {
  /** Where the settings lie, relative to the root, with a slash at its end; empty for the root itself. */
  readonly folder: string;
  /** `contentctl.yml` or `build.yml`, relative to the root. */
  readonly settings: string;
  readonly builder: 'contentctl' | 'contentctl-ng';
  readonly version?: string;
  /** Macros and lookups that the settings say other apps bring, by name: the app that brings each. */
  readonly external: ReadonlyMap<string, string>;
  /** Whether what goes has to be told in `removed/deprecation_mapping*.YML`. */
  readonly asksForMapping: boolean;
  /** The names of its content files, in lower case and without their ending: looked up when somebody asks. */
  readonly stems: () => ReadonlySet<string>;
}

export type AppOf = (file: string) => ContentApp | undefined;

/** Finds the app that a file belongs to, by the nearest settings. */
export const appFinder = (root: string): AppOf => nearestAbove(root, (folder) => appIn(folder, root));

function appIn(folder: string, root: string): ContentApp | undefined {
  const named = (name: string) => relative(root, join(folder, name)).split(sep).join('/');
  const settingsFolder = named('.');
  const base = { folder: settingsFolder === '' ? '' : `${settingsFolder}/`, stems: once(() => stemsIn(folder)) };
  // Other tools have a build.yml, too: this one says the version of an app.
  const build = read(join(folder, 'build.yml'));
  if (build && 'app_version' in build && 'content_prefix' in build) {
    return {
      ...base,
      settings: named('build.yml'),
      builder: 'contentctl-ng',
      ...versionOf(build['app_version']),
      external: externalIn(build['external_app_content']),
      asksForMapping: false,
    };
  }
  const classic = read(join(folder, 'contentctl.yml'));
  if (!classic) return undefined;
  return {
    ...base,
    settings: named('contentctl.yml'),
    builder: 'contentctl',
    ...versionOf(isMapping(classic['app']) ? classic['app']['version'] : undefined),
    external: new Map(),
    asksForMapping: classic['enforce_deprecation_mapping_requirement'] === true,
  };
}

const stemsIn = (folder: string): ReadonlySet<string> =>
  new Set(findContentFiles(folder).map((path) => fileStem(path.split(sep).join('/')).toLowerCase()));

function read(path: string): Readonly<Record<string, unknown>> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const value = parseYaml(text, path).documents[0]?.value;
  return isMapping(value) ? value : undefined;
}

const versionOf = (value: unknown): { readonly version?: string } =>
  typeof value === 'string' || typeof value === 'number' ? { version: String(value).trim() } : {};

function externalIn(list: unknown): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const app of Array.isArray(list) ? list.filter(isMapping) : []) {
    for (const key of ['macros', 'lookups']) {
      const entries = app[key];
      if (!Array.isArray(entries)) continue;
      for (const name of entries)
        if (typeof name === 'string') names.set(name, String(app['app_name'] ?? 'another app'));
    }
  }
  return names;
}

/** Negative when the left version is lower; undefined when either is none of numbers. */
export function compareVersions(left: string, right: string): number | undefined {
  const [first, second] = [left, right].map(numbersOf);
  if (!first || !second) return undefined;
  for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const numbersOf = (version: string): readonly number[] | undefined =>
  /^\d+(?:\.\d+){0,3}$/.test(version) ? version.split('.').map(Number) : undefined;
