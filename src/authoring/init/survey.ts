import { readdirSync } from 'node:fs';
import { escuShape, fileStem, type Layout, loadContent } from '../../content/index.ts';
import type { ContentKind } from '../../content/model.ts';

/** What stands in a folder before it becomes a repository of firedrill. */
export interface Survey {
  /** Nothing but hidden files, a README or a licence. */
  readonly isEmpty: boolean;
  /** Of what is there; `firedrill` when nothing is. */
  readonly layout: Layout;
  /** Folders with detections, relative; the folder itself is `.`. */
  readonly content: readonly string[];
  readonly detections: number;
  /** Schemas that suit all detections of a folder, by folder. */
  readonly schemas: ReadonlyMap<string, string>;
  /** The starter that an earlier `init` wrote. */
  readonly starter?: string;
}

/** The file of the first test, without its ending. */
export const STARTER_STEM = 'firedrill_starter';

/** Looks at the content of a folder: whose layout it has is told by the files' keys, as everywhere. */
export function survey(root: string): Survey {
  const { detections } = loadContent(['.'], { root });
  const folders = new Map<string, Set<string>>();
  const families = new Set<Layout>();
  for (const { file, kind, document } of detections) {
    const folder = file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
    const schemas = folders.get(folder) ?? new Set<string>();
    folders.set(folder, schemas.add(kind === 'escu-detection' ? `${kind}-${escuShape(document.value)}` : kind));
    families.add(familyOf(kind));
  }
  const [only] = families;
  const schemas = [...folders].flatMap(([folder, names]) =>
    names.size === 1 ? [[folder, [...names].join()] as const] : [],
  );
  const starter = detections.find(({ file }) => fileStem(file) === STARTER_STEM)?.file;
  return {
    isEmpty: readdirSync(root).every((name) => /^\.|^(readme|licen[cs]e)/i.test(name)),
    layout: only === undefined ? 'firedrill' : families.size === 1 ? only : 'auto',
    content: [...folders.keys()].sort(),
    detections: detections.length,
    schemas: new Map(schemas),
    ...(starter !== undefined && { starter }),
  };
}

const familyOf = (kind: ContentKind): Layout =>
  kind.startsWith('escu-') ? 'contentctl' : kind.startsWith('sentinel-') ? 'azure-sentinel' : 'sigmahq';
