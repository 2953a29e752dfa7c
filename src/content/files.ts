import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist']);

export const isYamlName = (name: string): boolean => /\.ya?ml$/i.test(name);

/**
 * The YAML files under a folder, sorted. Hidden folders and installed packages are left out; a symbolic link is
 * followed only where it stays inside the folder.
 */
export function findYamlFiles(folder: string): readonly string[] {
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
        if (isYamlName(entry.name)) found.push(path);
      } else if (entry.isSymbolicLink()) follow(path, entry.name);
    }
  };
  const follow = (path: string, name: string): void => {
    const target = realPath(path);
    if (target === undefined || !target.startsWith(root + sep) || visited.has(target)) return;
    visited.add(target);
    if (statSync(target).isDirectory()) walk(path);
    else if (isYamlName(name)) found.push(path);
  };
  walk(folder);
  return found.sort();
}

/** Undefined for a link that leads nowhere. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
