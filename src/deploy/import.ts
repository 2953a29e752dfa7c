import { type DesiredObject, identityOf, type LiveObject } from './object.ts';

/** A live object as a file of a repository. */
export interface ImportedFile {
  /** `content`: below the folder of detections; `knowledge`: below that of what detections lean on. */
  readonly folder: 'content' | 'knowledge';
  /** Below that folder, without an extension. */
  readonly name: string;
  readonly extension: string;
  readonly text: string;
  /** Another file that it needs, below the same folder; one that is there stays. */
  readonly beside?: { readonly path: string; readonly text: string };
}

export interface Import {
  /** By path below its folder; no two are the same. */
  readonly files: readonly (ImportedFile & { readonly path: string; readonly object: LiveObject })[];
  readonly skipped: readonly { readonly object: LiveObject; readonly reason: string }[];
}

interface ImportOptions {
  /** Keys or titles; none means all. */
  readonly names: readonly string[];
  /** Whether there is such a file already. */
  isTaken(file: ImportedFile, path: string): boolean;
  /** The object in our formats, or why they cannot hold it. */
  print(object: LiveObject): ImportedFile | string;
}

/** Live objects that the repository does not have, as files. */
export function importObjects(
  live: readonly LiveObject[],
  desired: readonly DesiredObject[],
  { names, isTaken, print }: ImportOptions,
): Import {
  const known = new Set(desired.map(identityOf));
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const taken = new Set<string>();
  const files: Import['files'][number][] = [];
  const skipped: Import['skipped'][number][] = [];
  for (const object of live) {
    if (wanted.size > 0 && ![object.key, object.title].some((name) => wanted.has(name.toLowerCase()))) continue;
    if (known.has(identityOf(object))) continue;
    const file = print(object);
    if (typeof file === 'string') {
      skipped.push({ object, reason: file });
      continue;
    }
    const pathOf = (count: number): string => `${file.name}${count === 1 ? '' : `_${count}`}${file.extension}`;
    let count = 1;
    while (taken.has(`${file.folder}/${pathOf(count)}`) || isTaken(file, pathOf(count))) count += 1;
    taken.add(`${file.folder}/${pathOf(count)}`);
    files.push({ ...file, path: pathOf(count), object });
  }
  return { files, skipped };
}
