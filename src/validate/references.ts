import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, loadContent } from '../content/load.ts';
import type { ContentObjectKind } from '../content/model.ts';
import { knowledgeAbove } from '../content/neighbours.ts';

export interface References {
  readonly stories: ReadonlySet<string> | undefined;
  readonly dataSources: ReadonlySet<string> | undefined;
}

/**
 * The names that an ESCU detection may refer to: what is validated along with it, what lies in `stories/` and
 * `data_sources/` beside the content, and the knowledge folders.
 */
export function knownReferences(content: Content, splunkRoots: readonly string[], root: string): References {
  if (!content.detections.some(({ kind }) => kind === 'escu-detection')) {
    return { stories: undefined, dataSources: undefined };
  }
  const folders = [...splunkRoots, ...knowledgeAbove(content.detections, root)];
  return {
    stories: names(content, folders, root, 'escu-story', 'stories'),
    dataSources: names(content, folders, root, 'escu-data-source', 'data_sources'),
  };
}

function names(
  content: Content,
  folders: readonly string[],
  root: string,
  kind: ContentObjectKind,
  folder: string,
): ReadonlySet<string> | undefined {
  const found = new Set(content.objects.filter((object) => object.kind === kind).map(({ name }) => name));
  const paths = folders.map((base) => join(base, folder)).filter((path) => existsSync(path));
  if (paths.length > 0 && found.size === 0) {
    for (const object of loadContent(paths, { root }).objects) if (object.kind === kind) found.add(object.name);
  }
  return found.size > 0 ? found : undefined;
}
