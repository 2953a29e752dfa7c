import { relative, resolve, sep } from 'node:path';
import { isYamlName } from './files.ts';
import { RevisionError, runGit } from './git.ts';
import { type Content, loadContent, loadTexts } from './load.ts';
import type { Detection } from './model.ts';

/** The content under some paths as it was in a revision of the git repository around `root`. */
export function loadRevision(
  revision: string,
  paths: readonly string[],
  { root, layout }: { readonly root: string; readonly layout?: string | undefined },
): Content {
  const git = (args: readonly string[], input?: string): Buffer => runGit(root, revision, args, input);
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
    .toString()
    .trim();
  const folders = paths.map((path) => relative(root, resolve(root, path)).split(sep).join('/'));
  const wanted = (file: string) =>
    isYamlName(file) && folders.some((folder) => folder === '' || file === folder || file.startsWith(`${folder}/`));
  const files = git(['ls-tree', '-r', '-z', '--name-only', commit]).toString().split('\0').filter(wanted);
  if (files.length === 0) return loadTexts(new Map(), layout);
  const blobs = git(['cat-file', '--batch'], `${files.map((file) => `${commit}:./${file}`).join('\n')}\n`);
  return loadTexts(readBlobs(blobs, files), layout);
}

/** The detections with one of the ids, wherever in the working tree around `root` their files lie. */
export function findInWorkingTree(ids: readonly string[], root: string): readonly Detection[] {
  if (ids.length === 0) return [];
  const patterns = ids.flatMap((id) => ['-e', id]);
  const names = ['*.yml', '*.yaml'].map((name) => `:/${name}`);
  let found: string;
  try {
    const how = ['--untracked', '--full-name', '--null', '--files-with-matches', '--ignore-case', '--fixed-strings'];
    found = runGit(root, 'HEAD', ['grep', ...how, ...patterns, '--', ...names]).toString();
  } catch (error) {
    // It ends like this when no file has one of them.
    if (error instanceof RevisionError) return [];
    throw error;
  }
  const top = runGit(root, 'HEAD', ['rev-parse', '--show-toplevel'])
    .toString()
    .replace(/\r?\n$/, '');
  const files = found.split('\0').filter((file) => file !== '');
  const content = loadContent(
    files.map((file) => resolve(top, file)),
    { root },
  );
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return content.detections.filter(({ id }) => wanted.has(id.toLowerCase()));
}

/** `<hash> blob <size>`, a line break, the bytes, a line break; for each file in turn. */
function readBlobs(output: Buffer, files: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let at = 0;
  for (const file of files) {
    const lineEnd = output.indexOf(10, at);
    const [, type, size] = output.toString('utf8', at, lineEnd).split(' ');
    at = lineEnd + 1;
    if (type !== 'blob') continue;
    texts.set(file, output.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}
