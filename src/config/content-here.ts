import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findContentFiles } from '../content/files.ts';
import { loadContent } from '../content/load.ts';
import { CONFIG_FILE, type Config } from './config.ts';

/** What a repository of content has at its top, or one of its parts: contentctl, Azure-Sentinel, SigmaHQ. */
const MARKS = [
  ...['contentctl.yml', 'detections'],
  ...['Solutions', 'Detections', 'Analytic Rules', 'Hunting Queries'],
  ...['application', 'cloud', 'linux', 'network', 'web', 'windows'].map((name) => join('rules', name)),
];

const FOLDERS_ABOVE = 5;

/**
 * What is meant without a path where nothing says where the content lies: the folder itself, within a repository of
 * content of a known layout. Nothing where there is a configuration, or the folder that it would name by default.
 */
export function contentHere({ root, content }: Config, folder: string): readonly string[] {
  const isConfigured = root !== folder || existsSync(join(folder, CONFIG_FILE));
  if (isConfigured || content.some((path) => existsSync(path)) || !isInRepository(folder)) return [];
  return findContentFiles(folder).some((file) => isContent(file, folder)) ? [folder] : [];
}

/** Where the content lies when no path is given. `named`: the file of the configuration, where a person gave one. */
export function contentFolders(config: Config, folder: string, named?: string): readonly string[] {
  const here = named === undefined ? contentHere(config, folder) : [];
  return here.length > 0 ? here : config.content;
}

function isInRepository(folder: string): boolean {
  let above = folder;
  for (let count = 0; count <= FOLDERS_ABOVE; count += 1) {
    if (MARKS.some((name) => existsSync(join(above, name)))) return true;
    if (existsSync(join(above, '.git'))) return false;
    above = dirname(above);
  }
  return false;
}

function isContent(file: string, root: string): boolean {
  const { detections, objects } = loadContent([file], { root });
  return detections.length + objects.length > 0;
}
