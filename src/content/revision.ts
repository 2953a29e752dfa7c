import { dirname, relative, resolve, sep } from 'node:path';
import { isContentFile } from './files.ts';
import { RevisionError, runGit } from './git.ts';
import { type Content, loadContent, loadTexts } from './load.ts';

/** The content under some paths as it was in a revision of the git repository around `root`. */
export function loadRevision(
  revision: string,
  paths: readonly string[],
  { root, layout }: { readonly root: string; readonly layout?: string | undefined },
): Content {
  const commit = runGit(root, revision, [
    ...['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
  ])
    .toString()
    .trim();
  const folders = paths.map((path) => relative(root, resolve(root, path)).split(sep).join('/'));
  const wanted = (file: string) =>
    isContentFile(file) && folders.some((folder) => folder === '' || file === folder || file.startsWith(`${folder}/`));
  const files = runGit(root, revision, ['ls-tree', '-r', '-z', '--name-only', commit])
    .toString()
    .split('\0')
    .filter(wanted);
  // Beside a template or a description a table is its raw material.
  const described = new Set(files.filter((file) => /\.json$/i.test(file)).map((file) => dirname(file)));
  const read = files.filter((file) => !/\.csv$/i.test(file) || !described.has(dirname(file)));
  return loadTexts(revisionTexts(commit, read, root), layout);
}

/** The texts of some files in a revision, named relative to `root`; those that it does not have are left out. */
export function revisionTexts(revision: string, files: readonly string[], root: string): ReadonlyMap<string, string> {
  const asked = [...new Set(files)].filter((file) => !/[\n\r]/.test(file));
  if (asked.length === 0) return new Map();
  const input = `${asked.map((file) => `${revision}:./${file}`).join('\n')}\n`;
  return readBlobs(runGit(root, revision, ['cat-file', '--batch'], input), asked);
}

/**
 * The content of the files in the working tree around a folder that mention one of the texts, ids or names; undefined
 * where no git repository is.
 */
export function findInWorkingTree(texts: readonly string[], root: string, folder: string = root): Content | undefined {
  if (texts.length === 0) return loadTexts(new Map());
  let top: string;
  try {
    top = runGit(folder, 'HEAD', ['rev-parse', '--show-toplevel'])
      .toString()
      .replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof RevisionError) return undefined;
    throw error;
  }
  const patterns = [...new Set(texts)].flatMap((text) => ['-e', text]);
  const names = ['*.yml', '*.yaml'].map((name) => `:/${name}`);
  const how = ['--untracked', '--full-name', '--null', '--files-with-matches', '--ignore-case', '--fixed-strings'];
  let found: string;
  try {
    found = runGit(folder, 'HEAD', ['grep', ...how, ...patterns, '--', ...names]).toString();
  } catch (error) {
    // It ends like this when no file has one of them.
    if (error instanceof RevisionError) return loadTexts(new Map());
    throw error;
  }
  const files = found.split('\0').filter((file) => file !== '');
  return loadContent(
    files.map((file) => resolve(top, file)),
    { root },
  );
}

/** `<hash> blob <size>`, a line break, the bytes, a line break; for each file in turn. */
function readBlobs(output: Buffer, files: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let at = 0;
  for (const file of files) {
    const lineEnd = output.indexOf(10, at);
    const header = output.toString('utf8', at, lineEnd);
    at = lineEnd + 1;
    // `<name> missing` has no bytes.
    const size = / (\w+) (\d+)$/.exec(header);
    if (!size) continue;
    if (size[1] === 'blob') texts.set(file, output.toString('utf8', at, at + Number(size[2])));
    at += Number(size[2]) + 1;
  }
  return texts;
}
