import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../run-cli.ts';

export type Files = Readonly<Record<string, string>>;

/** A slip in a file: what stands there, what is written in its place, and what has to be said at which text of it. */
export type Plant = readonly [file: string, from: string | RegExp, to: string, code: string, at: string];

/** What is said of a repository besides notes (with `all`, those too), each as `file:line:column code`. */
export async function told(
  files: Files,
  { args = ['.'], inside = '', links = {}, all = false }: Options = {},
): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'firedrill-layout-'));
  const place = (name: string): string => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    return join(root, name);
  };
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(place(name), text);
    for (const [name, target] of Object.entries(links)) symlinkSync(target, place(name));
    const run = await runCli(['validate', '--no-cache', '--format', 'json', ...args], join(root, inside));
    const { diagnostics } = JSON.parse(run.stdout) as { readonly diagnostics: readonly Told[] };
    return diagnostics
      .filter(({ severity }) => all || severity !== 'info')
      .map(({ file, code, range: { start } }) => `${file}:${start.line}:${start.column} ${code}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface Options {
  readonly args?: readonly string[];
  /** The folder in which the command runs. */
  readonly inside?: string;
  readonly links?: Files;
  readonly all?: boolean;
}

interface Told {
  readonly severity: string;
  readonly code: string;
  readonly file: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
}

/** The files with all slips in them, and what has to be said, in the order of the files. */
export function planted(files: Files, plants: readonly Plant[]): { readonly files: Files; readonly said: Set<string> } {
  const after: Record<string, string> = { ...files };
  for (const [file, from, to] of plants) {
    const before = after[file] ?? '';
    after[file] = before.replace(from, () => to);
    if (after[file] === before) throw new Error(`Nothing changes in ${file}: ${String(from)}`);
  }
  const said = plants.map(([file, , , code, at]) => {
    const lines = (after[file] ?? '').split(at, 2);
    if (lines.length < 2) throw new Error(`There is no "${at}" in ${file}.`);
    const before = (lines[0] ?? '').split('\n');
    return `${file}:${before.length}:${(before.at(-1) ?? '').length + 1} ${code}`;
  });
  return { files: after, said: new Set(said) };
}
