import { isMapping } from '../../content/kind.ts';
import type { YamlDocument } from '../../content/model.ts';

type Path = readonly (string | number)[];

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current)) current = current[Number(step)];
    else current = isMapping(current) && Object.hasOwn(current, step) ? current[step] : undefined;
  }
  return current;
}

/** The texts of the first of the paths that holds a list (or a single text), each with its own path. */
export function readListWithPath(
  document: YamlDocument,
  ...paths: readonly Path[]
): readonly { readonly text: string; readonly path: Path }[] {
  for (const path of paths) {
    const value = valueAt(document.value, path);
    if (typeof value === 'string') return [{ text: value, path }];
    if (!Array.isArray(value)) continue;
    const found: { readonly text: string; readonly path: Path }[] = [];
    value.forEach((entry: unknown, index) => {
      if (typeof entry === 'string') found.push({ text: entry, path: [...path, index] });
    });
    return found;
  }
  return [];
}
