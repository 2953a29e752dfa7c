import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, loadContent } from '../content/load.ts';
import { isMapping } from '../content/kind.ts';
import type { ContentObject, ContentObjectKind } from '../content/model.ts';
import { knowledgeAbove } from '../content/neighbours.ts';
import { append } from '../util/append.ts';

export interface References {
  readonly stories: ReadonlySet<string> | undefined;
  readonly dataSources: ReadonlySet<string> | undefined;
  /** Names, ids and file stems of the baselines, in lower case, and their names as they are written. */
  readonly baselines?: { readonly keys: ReadonlySet<string>; readonly names: readonly string[] } | undefined;
  /** The sourcetype of each data source, in lower case. */
  readonly sourcetypes?: ReadonlyMap<string, string> | undefined;
  /** The fields that a data source wants a detection to return, of those that want any. */
  readonly outputFields?: ReadonlyMap<string, readonly string[]> | undefined;
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
  const stories = named(content, folders, root, 'escu-story', 'stories');
  const dataSources = named(content, folders, root, 'escu-data-source', 'data_sources');
  const baselines = content.detections.some(({ document }) => listsBaselines(document.value))
    ? named(content, folders, root, 'escu-baseline', 'baselines')
    : undefined;
  return {
    stories: stories && new Set(stories.map(({ name }) => name)),
    baselines: baselines && {
      keys: new Set(baselines.flatMap(({ name, id, file }) => [name, id ?? name, fileStem(file)].map(folded))),
      names: baselines.map(({ name }) => name),
    },
    dataSources: dataSources && new Set(dataSources.map(({ name }) => name)),
    sourcetypes: dataSources && new Map(dataSources.flatMap(sourcetypeOf)),
    outputFields: dataSources && new Map(dataSources.flatMap(outputFieldsOf)),
  };
}

const folded = (text: string): string => text.trim().toLowerCase();

const fileStem = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');

const listsBaselines = (value: unknown): boolean => isMapping(value) && Array.isArray(value['baselines']);

function sourcetypeOf({ name, document }: ContentObject): readonly (readonly [string, string])[] {
  const sourcetype = isMapping(document.value) ? document.value['sourcetype'] : undefined;
  return typeof sourcetype === 'string' ? [[name, sourcetype.trim().toLowerCase()]] : [];
}

function outputFieldsOf({ name, document }: ContentObject): readonly (readonly [string, readonly string[]])[] {
  const listed = isMapping(document.value) ? document.value['output_fields'] : undefined;
  const fields = Array.isArray(listed) ? listed.filter((field): field is string => typeof field === 'string') : [];
  return fields.length === 0 ? [] : [[name, fields]];
}

function named(
  content: Content,
  folders: readonly string[],
  root: string,
  kind: ContentObjectKind,
  folder: string,
): readonly ContentObject[] | undefined {
  const found = content.objects.filter((object) => object.kind === kind);
  const paths = folders.map((base) => join(base, folder)).filter((path) => existsSync(path));
  if (paths.length > 0 && found.length === 0) {
    append(
      found,
      loadContent(paths, { root }).objects.filter((object) => object.kind === kind),
    );
  }
  return found.length > 0 ? found : undefined;
}
