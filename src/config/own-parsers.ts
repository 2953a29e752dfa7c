import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BUILT_IN_KNOWLEDGE, type Config } from './config.ts';

/** Folders of the repository's own ASIM parsers and functions: they are validated with its content. */
export function ownParserFolders({ root, knowledge }: Config): readonly string[] {
  return knowledge.sentinel
    .filter((folder) => folder !== join(BUILT_IN_KNOWLEDGE, 'sentinel') && isUnder(root, folder))
    .map((folder) => join(folder, 'parsers'))
    .filter((folder) => existsSync(folder));
}

const isUnder = (root: string, folder: string): boolean => {
  const way = relative(root, folder);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
};
