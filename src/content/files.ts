import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { WATCHLIST_PLACE } from './watchlist.ts';

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist']);

export const isYamlName = (name: string): boolean => /\.ya?ml$/i.test(name);

/** Whether a file may hold content, by its path. */
export const isContentFile = (path: string): boolean =>
  isYamlName(path) || (/\.(?:json|csv)$/i.test(path) && WATCHLIST_PLACE.test(path));

/**
 * The YAML files under a folder, and what may be a watchlist, sorted. Hidden folders and installed packages are left out; a symbolic link is
 * followed only where it stays inside the folder, and leads to what would not be found without it.
 */
export function findContentFiles(folder: string): readonly string[] {
  const root = realpathSync(folder);
  const visited = new Set<string>([root]);
  const found: string[] = [];
  const walk = (current: string): void => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) walk(path);
      } else if (entry.isFile()) {
        if (isContentFile(path)) found.push(path);
      } else if (entry.isSymbolicLink()) follow(path);
    }
  };
  const follow = (path: string): void => {
    const target = realPath(path);
    if (target === undefined || !target.startsWith(root + sep) || visited.has(target)) return;
    visited.add(target);
    const isFolder = statSync(target).isDirectory();
    if (isWalked(relative(root, target)) && (isFolder || isContentFile(target))) return;
    if (isFolder) walk(path);
    else if (isContentFile(path)) found.push(path);
  };
  walk(folder);
  // Beside a template or a description a table is its raw material.
  const described = new Set(found.filter((path) => /\.json$/i.test(path)).map((path) => dirname(path)));
  return found.filter((path) => !/\.csv$/i.test(path) || !described.has(dirname(path))).sort();
}

/** What a link leads to is found under its own name, unless it lies in a folder that is left out. */
const isWalked = (way: string): boolean =>
  way.split(sep).every((name) => !name.startsWith('.') && !SKIPPED_FOLDERS.has(name));

/** Undefined for a link that leads nowhere. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
