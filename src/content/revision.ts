import { relative, resolve, sep } from 'node:path';
import { isYamlName } from './files.ts';
import { runGit } from './git.ts';
import { type Content, loadTexts } from './load.ts';

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
