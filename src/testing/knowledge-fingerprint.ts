import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of a root that knowledge is read from, on either platform. */
const FOLDERS = [
  'apps',
  'default',
  'local',
  'datamodels',
  'macros',
  'lookups',
  'stories',
  'data_sources',
  'tables',
  'connectors',
  'parsers',
  'watchlists',
] as const;

/** A larger file is known by its size and its time: only a lookup's rows make one so large. */
const MOST_BYTES = 1 << 20;

/** Changes when a file of the knowledge changes, comes or goes; folders of these names may do as they like. */
export function knowledgeFingerprint(roots: readonly string[], without: readonly string[] = []): string {
  const hash = createHash('sha256');
  const visit = (folder: string): void => {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) addFile(path);
    }
  };
  const addFile = (path: string): void => {
    try {
      const { size, mtimeMs } = statSync(path);
      hash.update(`\0${path}\0${size}\0`).update(size > MOST_BYTES ? String(mtimeMs) : readFileSync(path));
    } catch {
      hash.update(`\0${path}\0unreadable`);
    }
  };
  const folders = FOLDERS.filter((folder) => !without.includes(folder));
  for (const root of roots) for (const folder of folders) visit(join(root, folder));
  return hash.digest('base64');
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return [];
  }
}
