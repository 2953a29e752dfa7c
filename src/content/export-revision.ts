import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runGit } from './git.ts';

/**
 * Writes the files of a revision under `root` into a folder, without touching the working tree or its index. `leaveOut`
 * names folders, relative to `root`, that are not written.
 *
 * @throws RevisionError when git does not know the revision.
 */
export function exportRevision(revision: string, root: string, into: string, leaveOut: readonly string[] = []): void {
  const git = (args: readonly string[], input?: string): Buffer => runGit(root, revision, args, input);
  const isWanted = (file: string) =>
    file !== '' &&
    !/[\n\r]|(?:^|\/)\.\.(?:\/|$)/.test(file) &&
    !leaveOut.some((folder) => file === folder || file.startsWith(`${folder}/`));
  const files = git(['ls-tree', '-r', '-z', '--name-only', '--end-of-options', revision])
    .toString()
    .split('\0')
    .filter(isWanted);
  if (files.length === 0) return;
  const output = git(['cat-file', '--batch'], `${files.map((file) => `${revision}:./${file}`).join('\n')}\n`);
  let at = 0;
  for (const file of files) {
    const lineEnd = output.indexOf(10, at);
    const [, type, size] = output.toString('utf8', at, lineEnd).split(' ');
    at = lineEnd + 1;
    // A submodule is no file.
    if (type !== 'blob') continue;
    const path = join(into, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
}
