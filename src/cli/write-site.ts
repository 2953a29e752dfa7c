import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Gathered } from '../testing/details/gather.ts';
import { UsageError } from '../util/usage-error.ts';

/** Writes the report as a site; returns how many files it has. Files of an earlier site are written over. */
export async function writeSite(gathered: Gathered, folder: string, cwd: string): Promise<number> {
  const { htmlSite } = await import('../report/html/index.ts');
  const root = resolve(cwd, folder);
  let files = 0;
  try {
    for (const { path, text } of htmlSite(gathered)) {
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
      files += 1;
    }
  } catch (error) {
    throw new UsageError(`The site "${folder}" cannot be written: ${(error as Error).message}`);
  }
  return files;
}
