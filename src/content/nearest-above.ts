import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * What a file belongs to: found in its folder, or in the nearest above that has it, as far as the repository around
 * reaches. Each folder is looked into once.
 */
export function nearestAbove<Found>(
  root: string,
  find: (folder: string) => Found | undefined,
): (file: string) => Found | undefined {
  const known = new Map<string, Found | undefined>();
  const of = (folder: string): Found | undefined => {
    if (known.has(folder)) return known.get(folder);
    const above = dirname(folder);
    const isTop = above === folder || existsSync(join(folder, '.git'));
    const found = find(folder) ?? (isTop ? undefined : of(above));
    known.set(folder, found);
    return found;
  };
  // Each rule asks for the same file.
  let last: { readonly file: string; readonly found: Found | undefined } | undefined;
  return (file) => {
    if (last?.file !== file) last = { file, found: of(dirname(resolve(root, file))) };
    return last.found;
  };
}
