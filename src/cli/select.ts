import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadedContent } from '../content/index.ts';
import { loadContent } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Workspace } from '../testing/workspace.ts';
import { UsageError } from './exit-code.ts';

/** The content that the arguments of a command name: paths are read, anything else is a name or an id. */
export function selectContent(
  what: readonly string[],
  workspace: Workspace,
  cwd: string,
  layout: string,
): { readonly content: LoadedContent; readonly detections: readonly Detection[] } {
  const paths = what.filter((item) => existsSync(resolve(cwd, item))).map((item) => resolve(cwd, item));
  const names = what.filter((item) => !existsSync(resolve(cwd, item)));
  const missing = names.find((name) => /[\\/]|\.ya?ml$/.test(name));
  if (missing !== undefined) throw new UsageError(`There is no file or folder "${missing}".`);
  const explicit = paths.length > 0 && names.length === 0;
  const folders = paths.length > 0 ? paths : workspace.config.content;
  const content = loadContent(folders, { root: cwd, layout, explicit });
  if (names.length === 0) return { content, detections: content.detections };
  return { content, detections: names.flatMap((name) => named(name, content.detections)) };
}

function named(name: string, detections: readonly Detection[]): readonly Detection[] {
  const wanted = name.toLowerCase();
  const found = detections.filter(
    (detection) => detection.id.toLowerCase() === wanted || detection.name.toLowerCase() === wanted,
  );
  if (found.length > 0) return found;
  const close = suggest(
    name,
    detections.flatMap((detection) => [detection.name, detection.id]),
  );
  const hint = close === undefined ? '' : ` Did you mean "${close}"?`;
  throw new UsageError(`No detection has the name or id "${name}".${hint}`);
}
