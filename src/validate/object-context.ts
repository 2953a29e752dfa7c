import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative, resolve } from 'node:path';
import type { AppOf } from '../content/app.ts';
import { findContentFiles } from '../content/files.ts';
import type { Content } from '../content/load.ts';
import type { ContentObject } from '../content/model.ts';
import type { ObjectContext } from './lint/rule.ts';
import type { References } from './references.ts';

/** What the rules may look at besides an object, read when a rule asks for it. */
export const objectContext = (
  object: ContentObject,
  { detections, objects }: Pick<Content, 'detections' | 'objects'>,
  { stories }: References,
  root: string,
  app?: AppOf,
): ObjectContext => ({
  detections,
  objects,
  stories,
  beside: (name) => textOf(join(root, dirname(object.file), name)),
  neighbours: () => namesIn(join(root, dirname(object.file))),
  filesAround: () => filesAround(object.file, root),
  app,
  now: new Date(),
});

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

function filesAround(file: string, root: string): readonly string[] | undefined {
  const folder = dirname(resolve(root, file));
  if (basename(folder) !== 'removed') return undefined;
  const above = dirname(folder);
  const named = posix.join(posix.dirname(file), '..');
  return findContentFiles(above).map((path) => posix.join(named, relative(above, path).replaceAll('\\', '/')));
}
