import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Changes with the code of the tool: what older code made is not taken from a cache. */
export function codeVersion(...folders: readonly string[]): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  try {
    return readFileSync(join(root, 'build-id'), 'utf8');
  } catch {
    return sourceVersion(root, folders);
  }
}

/** Without a build, the files of the folders tell by their sizes and times. */
function sourceVersion(root: string, folders: readonly string[]): string {
  const files = folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const { size, mtimeMs } = statSync(join(parentPath, name));
      return `${name} ${size} ${mtimeMs}`;
    });
  return createHash('sha256')
    .update([toolVersion(), ...files.sort()].join('\n'))
    .digest('hex');
}

/** The version in package.json. */
export function toolVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
