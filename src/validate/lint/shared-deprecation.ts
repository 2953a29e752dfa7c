import { isMapping } from '../../content/kind.ts';
import type { ContentKind, ContentObject, Detection, YamlDocument } from '../../content/model.ts';
import { valueAt } from './shared-lists.ts';

type Path = readonly (string | number)[];

/** An entry of `removed/deprecation_mapping.YML`. */
export interface MappedContent {
  readonly name: string;
  /** The kind of content, by the list that it stands in. */
  readonly section: string;
  readonly path: Path;
  readonly replacements: readonly { readonly name: string; readonly path: Path }[];
  readonly mapping: Pick<ContentObject, 'file' | 'document'>;
}

/** Content that is built still, deprecated or not. */
export interface BuiltContent {
  readonly section: string;
  readonly isDeprecated: boolean;
}

export interface Deprecations {
  /** The files of the mappings. */
  readonly files: readonly string[];
  /** The first entry of each name. */
  readonly mapped: ReadonlyMap<string, MappedContent>;
  readonly built: ReadonlyMap<string, BuiltContent>;
  readonly removed: ReadonlySet<string>;
}

const SECTIONS: Partial<Record<ContentKind, string>> = {
  'escu-detection': 'detections',
  'escu-story': 'stories',
  'escu-baseline': 'baselines',
  'escu-data-source': 'data_sources',
  'escu-deployment': 'deployments',
  'escu-lookup': 'lookups',
  'escu-macro': 'macros',
};

/** The lists whose content is read; of an investigation or a dashboard only whether there is a file. */
export const READ_SECTIONS: ReadonlySet<string> = new Set(Object.values(SECTIONS));

const indexes = new WeakMap<readonly ContentObject[], Deprecations | undefined>();

/** Undefined where there is no mapping: contentctl asks for one only of those who want one. */
export function deprecationsOf(
  detections: readonly Detection[],
  objects: readonly ContentObject[],
): Deprecations | undefined {
  if (!indexes.has(objects)) indexes.set(objects, readDeprecations(detections, objects));
  return indexes.get(objects);
}

function readDeprecations(
  detections: readonly Detection[],
  objects: readonly ContentObject[],
): Deprecations | undefined {
  const mappings = objects.filter(({ kind }) => kind === 'escu-deprecation-mapping');
  if (mappings.length === 0) return undefined;
  const mapped = new Map<string, MappedContent>();
  for (const entry of mappings.flatMap(mappedIn)) if (!mapped.has(entry.name)) mapped.set(entry.name, entry);
  const built = new Map<string, BuiltContent>();
  const removed = new Set<string>();
  for (const { kind, name, document } of [...objects, ...detections]) {
    const section = SECTIONS[kind];
    if (kind === 'escu-removed') removed.add(name.trim());
    else if (section !== undefined) built.set(name.trim(), { section, isDeprecated: isDeprecated(document) });
  }
  return { files: mappings.map(({ file }) => file), mapped, built, removed };
}

export const isDeprecated = ({ value }: YamlDocument): boolean => {
  const status = valueAt(value, ['status']);
  return typeof status === 'string' && status.trim().toLowerCase() === 'deprecated';
};

/** The entries of a mapping, in the order of the file. */
export function mappedIn(mapping: Pick<ContentObject, 'file' | 'document'>): readonly MappedContent[] {
  const { value } = mapping.document;
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([section, list]) =>
    (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((entry, index): readonly MappedContent[] => {
      const name = valueAt(entry, ['content']);
      if (typeof name !== 'string' || name.trim() === '') return [];
      const path = [section, index, 'content'];
      return [{ name: name.trim(), section, path, replacements: replacementsOf(entry, [section, index]), mapping }];
    }),
  );
}

function replacementsOf(entry: unknown, path: Path): MappedContent['replacements'] {
  const names = valueAt(entry, ['replacement_content']);
  return (Array.isArray(names) ? (names as readonly unknown[]) : []).flatMap((name, index) =>
    typeof name === 'string' ? [{ name: name.trim(), path: [...path, 'replacement_content', index] }] : [],
  );
}
