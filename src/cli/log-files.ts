import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { LogFile } from '../data/record.ts';
import { UsageError } from '../util/usage-error.ts';

/** The named logs; a folder stands for the files in it. */
export function logFiles(
  names: readonly string[],
  cwd: string,
  { source, sourcetype }: { readonly source?: string; readonly sourcetype?: string },
): readonly LogFile[] {
  return names.flatMap((name) => {
    const path = resolve(cwd, name);
    if (!existsSync(path)) throw new UsageError(`There is no log "${name}".`);
    const paths = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !isOfTools(relative(path, entry.parentPath)))
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
      : [path];
    return paths.map((file) => ({
      name: relative(cwd, file).split(sep).join('/'),
      path: file,
      ...(source !== undefined && { source }),
      ...(sourcetype !== undefined && { sourcetype }),
    }));
  });
}

/** Folders that lie among logs and hold none: of git, of firedrill's own cache, of packages. */
const isOfTools = (folder: string): boolean => /(?:^|[\\/])(?:\.git|\.firedrill|node_modules)(?:[\\/]|$)/.test(folder);
