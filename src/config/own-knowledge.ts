import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BUILT_IN_KNOWLEDGE, type Config } from './config.ts';

/** What of the knowledge is content of its own kind, by platform. */
const CONTENT_FOLDERS = {
  splunk: ['macros', 'lookups', 'stories', 'data_sources', 'baselines'],
  sentinel: ['parsers', 'watchlists'],
} as const;

/** Folders of the repository's own knowledge objects: they are validated with its content. */
export function ownKnowledgeFolders({ root, knowledge }: Config): readonly string[] {
  return (['splunk', 'sentinel'] as const).flatMap((platform) =>
    knowledge[platform]
      .filter((folder) => folder !== join(BUILT_IN_KNOWLEDGE, platform) && isUnder(root, folder))
      .flatMap((folder) => CONTENT_FOLDERS[platform].map((name) => join(folder, name)))
      .filter((folder) => existsSync(folder)),
  );
}

const isUnder = (root: string, folder: string): boolean => {
  const way = relative(root, folder);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
};
