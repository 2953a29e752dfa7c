import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firedrill, QUERIES } from './commands.ts';
import { corpusFile } from './corpus.ts';
import { interleaved } from './measure.ts';
import type { SpeedOptions } from './speed.ts';
import { printTable, ratio, seconds } from './table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs the same queries with another revision, interleaved, and prints the ratios. */
export async function runAgainst(revision: string, options: SpeedOptions): Promise<void> {
  const other = checkedOut(revision, options.folder);
  const file = corpusFile(options.folder, options.size * 1e6);
  const cases = {
    'SPL detection': ['spl', QUERIES.selectiveSpl],
    'KQL detection': ['kql', QUERIES.selectiveKql],
    'SPL aggregation': ['spl', QUERIES.aggregate],
  } as const;
  const commands = Object.entries(cases).flatMap(([name, [language, query]]) => [
    [name, firedrill(language, query, file)] as const,
    [`${name}, ${revision}`, firedrill(language, query, file, other)] as const,
  ]);
  const runs = await interleaved(Object.fromEntries(commands), options.runs);
  const rows = Object.keys(cases).map((name) => {
    const [here, there] = [runs[name], runs[`${name}, ${revision}`]];
    if (!here || !there) return [name];
    return [name, seconds(there.wall), seconds(here.wall), ratio(here.wall / there.wall), ratio(here.cpu / there.cpu)];
  });
  printTable(['query', revision, 'here', 'ratio of wall', 'ratio of processor'], rows);
}

/** The revision in a worktree of its own, built. */
function checkedOut(revision: string, folder: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  const hash = git('rev-parse', '--short', revision);
  const path = join(folder, `revision-${hash}`);
  if (!existsSync(join(path, 'dist'))) {
    if (!existsSync(path)) git('worktree', 'add', '--detach', path, hash);
    cpSync(join(ROOT, 'node_modules'), join(path, 'node_modules'), { recursive: true });
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: path, stdio: 'inherit' });
  }
  return path;
}
