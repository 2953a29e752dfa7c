import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { loadContent, loadRevision } from '../../../src/content/index.ts';
import { compareWithRevision } from '../../../src/validate/index.ts';

type Files = Readonly<Record<string, string>>;

/** Small repositories: what is said of the way from their commit to the working tree. They go away with the test file. */
export function histories() {
  const roots = new Map<Files, string>();
  afterAll(() => {
    for (const root of roots.values()) rmSync(root, { recursive: true, force: true });
  });
  const write = (root: string, file: string, text: string | undefined): void => {
    const path = join(root, file);
    if (text === undefined) return rmSync(path, { force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const committed = (files: Files): string => {
    const known = roots.get(files);
    if (known !== undefined) return known;
    const root = mkdtempSync(join(tmpdir(), 'firedrill-history-'));
    roots.set(files, root);
    for (const [file, text] of Object.entries(files)) write(root, file, text);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.com', ...args], { cwd: root });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    return root;
  };
  /** `now`: the files of the working tree that are others; undefined removes one. */
  return (
    before: Files,
    now: Readonly<Record<string, string | undefined>>,
    paths: readonly string[] = ['.'],
  ): readonly string[] => {
    const root = committed(before);
    for (const [file, text] of Object.entries(now)) write(root, file, text);
    const base = loadRevision('HEAD', paths, { root });
    const since = { revision: 'HEAD', root, now: new Date('2027-01-01T00:00:00Z') };
    const found = compareWithRevision(base, loadContent(paths, { root }), since);
    for (const file of Object.keys(now)) write(root, file, before[file]);
    return found.map(
      ({ code, file, message, range: { start } }) => `${file}:${start.line}:${start.column} ${code} ${message}`,
    );
  };
}
