import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BUILT_IN_KNOWLEDGE, type Config } from './config.ts';

/** Folders of the repository's own ASIM parsers, functions and watchlists: they are validated with its content. */
export function ownKnowledgeFolders({ root, knowledge }: Config): readonly string[] {
  return knowledge.sentinel
    .filter((folder) => folder !== join(BUILT_IN_KNOWLEDGE, 'sentinel') && isUnder(root, folder))
    .flatMap((folder) => ['parsers', 'watchlists'].map((name) => join(folder, name)))
    .filter((folder) => existsSync(folder));
}

const isUnder = (root: string, folder: string): boolean => {
  const way = relative(root, folder);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
};
