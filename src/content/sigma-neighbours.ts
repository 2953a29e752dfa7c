import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { append } from '../util/append.ts';
import { findContentFiles } from './files.ts';
import { isMapping } from './kind.ts';
import { type Content, loadContent } from './load.ts';
import type { Detection } from './model.ts';
import { findInWorkingTree } from './revision.ts';

/** How many folders above a correlation are looked through where no git repository says what belongs together. */
const FOLDERS_ABOVE = 3;

/** A correlation may name correlations that name others. */
const ROUNDS = 3;

const found = new WeakMap<Content, readonly Detection[]>();

/**
 * The Sigma rules that correlations and filters of some content name and that lie in other files around them: a
 * correlation that is looked at alone rests on them all the same. Nothing is looked for while none is missing.
 */
export function sigmaNeighbours(content: Content, root: string): readonly Detection[] {
  const known = found.get(content);
  if (known) return known;
  const neighbours: Detection[] = [];
  let pending = missingIn(content, content.detections);
  for (let round = 0; round < ROUNDS && pending.names.length > 0; round += 1) {
    const around = lookAround(pending, root);
    const wanted = new Set(pending.names);
    const fresh = around.detections.filter((detection) => namesOf(detection).some((name) => wanted.has(name)));
    if (fresh.length === 0) break;
    append(neighbours, fresh);
    pending = missingIn({ detections: fresh, objects: [] }, [...content.detections, ...neighbours]);
  }
  found.set(content, neighbours);
  return neighbours;
}

interface Missing {
  readonly names: readonly string[];
  /** The folders of those that name them. */
  readonly folders: readonly string[];
}

function missingIn(
  { detections, objects }: Pick<Content, 'detections' | 'objects'>,
  known: readonly Detection[],
): Missing {
  const askers = [
    ...detections
      .filter(({ kind }) => kind === 'sigma-correlation')
      .map(({ document, file }) => ({ file, part: partOf(document.value, 'correlation') })),
    ...objects
      .filter(({ kind }) => kind === 'sigma-filter')
      .map(({ document, file }) => ({ file, part: partOf(document.value, 'filter') })),
  ];
  if (askers.length === 0) return { names: [], folders: [] };
  const there = new Set(known.flatMap(namesOf));
  const names = new Set<string>();
  const folders = new Set<string>();
  for (const { file, part } of askers) {
    const rules = part?.['rules'];
    for (const name of Array.isArray(rules) ? (rules as readonly unknown[]) : [rules]) {
      if (typeof name !== 'string' || name.trim() === '' || /^(?:any|all)$/i.test(name) || there.has(name)) continue;
      names.add(name);
      folders.add(dirname(file));
    }
  }
  return { names: [...names], folders: [...folders] };
}

function partOf(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  const part = isMapping(value) ? value[key] : undefined;
  return isMapping(part) ? part : undefined;
}

function namesOf({ language, id, document }: Detection): readonly string[] {
  if (language !== 'sigma') return [];
  const name = isMapping(document.value) ? document.value['name'] : undefined;
  return [id, ...(typeof name === 'string' ? [name] : [])].filter((text) => text !== '');
}

function lookAround({ names, folders }: Missing, root: string): Pick<Content, 'detections'> {
  const detections: Detection[] = [];
  const tops = new Set<string>();
  for (const folder of folders.map((name) => resolve(root, name))) {
    const there = findInWorkingTree(names, root, folder);
    if (there) append(detections, there.detections);
    else tops.add(topOf(folder, root));
  }
  for (const top of tops) {
    const files = findContentFiles(top).filter((file) => mentions(file, names));
    append(detections, loadContent(files, { root }).detections);
  }
  return { detections };
}

/** Some folders above a folder, but not above the one that the work is done in. */
function topOf(folder: string, root: string): string {
  let top = folder;
  for (let above = 0; above < FOLDERS_ABOVE && relative(root, top) !== ''; above += 1) {
    if (relative(root, top).split(sep)[0] === '..') break;
    top = dirname(top);
  }
  return top;
}

function mentions(file: string, names: readonly string[]): boolean {
  try {
    const text = readFileSync(file, 'utf8');
    return names.some((name) => text.includes(name));
  } catch {
    return false;
  }
}
