/**
 * Which detections a change reaches: those whose own files changed, and those that lean on what changed. In doubt a
 * detection counts as reached. In: the detections and the changed files. Out: the detections to run.
 */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { RevisionError } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import { type ResolveOptions, resolveData } from '../data/resolve.ts';

/**
 * The commit at which the branch left a revision; the revision itself where they have no common past.
 *
 * @throws RevisionError when git does not know the revision.
 */
export function branchPoint(revision: string, root: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  let commit: string;
  try {
    commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  } catch (error) {
    throw new RevisionError(`Git cannot read the revision "${revision}".`, { cause: error });
  }
  try {
    return git('merge-base', commit, 'HEAD') || commit;
  } catch {
    return commit;
  }
}

/**
 * Files that differ from the revision where the branch left it, uncommitted and untracked ones included; absolute.
 *
 * @throws RevisionError when git does not know the revision.
 */
export function changedFiles(revision: string, root: string): readonly string[] {
  const git = (...args: readonly string[]): string => {
    try {
      return execFileSync('git', args, { cwd: root, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
    } catch (error) {
      throw new RevisionError(`Git cannot read the revision "${revision}".`, { cause: error });
    }
  };
  const base = branchPoint(revision, root);
  const top = git('rev-parse', '--show-toplevel').trim();
  const tracked = git('diff', '--name-only', '--no-renames', '-z', base, '--');
  const untracked = git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', ':/');
  return [...new Set([...tracked.split('\0'), ...untracked.split('\0')])]
    .filter((name) => name !== '')
    .map((name) => resolve(top, name));
}

export interface ReachOptions {
  readonly root: string;
  readonly files: readonly string[];
  readonly data: ResolveOptions;
  /** Folders of knowledge, by the language whose detections lean on them. */
  readonly knowledge: { readonly splunk: readonly string[]; readonly sentinel: readonly string[] };
}

/** The detections that the changed files reach. */
export function reached(detections: readonly Detection[], options: ReachOptions): readonly Detection[] {
  const root = realpathSync(options.root);
  const changed = new Set(options.files.map((file) => resolve(file)));
  const real = (path: string) => resolve(root, relative(options.root, resolve(options.root, path)));
  const under = (folder: string) => [...changed].some((file) => file.startsWith(real(folder) + sep));
  if ([...changed].some((file) => basename(file) === 'firedrill.yml')) return detections;
  const names = changedNames(changed);
  const everySpl = options.knowledge.splunk.some((folder) => leansWhole(changed, real(folder)));
  const everyKql = options.knowledge.sentinel.some(under);
  const escuChanged = detections.some(({ kind, file }) => kind === 'escu-detection' && changed.has(real(file)));
  const sigmaChanged = [...changed].some((file) => /sigma/i.test(file) && /\.ya?ml$/i.test(file));
  return detections.filter((detection) => {
    const { language, type, kind, file } = detection;
    if (ownFiles(detection, options).some((path) => changed.has(real(path)))) return true;
    if (language === 'kql') return everyKql;
    if (language === 'sigma') {
      return kind === 'sigma-correlation' && (sigmaChanged || [...changed].some((path) => isBeside(path, real(file))));
    }
    if (everySpl || (type === 'Correlation' && (escuChanged || names.baseline))) return true;
    const search = detection.query?.text ?? '';
    return (names.baseline && /lookup/i.test(search)) || names.mentioned.some((name) => search.includes(name));
  });
}

/** What a detection's own files are: itself, its side file, rows files, logs. */
function ownFiles({ file, tests }: Detection, { data, root }: ReachOptions): readonly string[] {
  const stem = file.replace(/\.ya?ml$/i, '');
  return [
    file,
    `${stem}.test.yml`,
    `${stem}.test.yaml`,
    ...tests.flatMap(({ expect, file: from, attackData }) => [
      ...(expect.rowsFile === undefined ? [] : [relative(root, resolve(root, from, '..', expect.rowsFile))]),
      ...attackData.flatMap((reference) => resolveData(reference, data).log?.path ?? []),
    ]),
  ];
}

/** Names of macros and lookups whose files changed: a search that mentions one leans on it. */
function changedNames(changed: ReadonlySet<string>): {
  readonly mentioned: readonly string[];
  readonly baseline: boolean;
} {
  const mentioned: string[] = [];
  let baseline = false;
  for (const file of changed) {
    const parts = file.split(sep);
    const stem = basename(file).replace(/\.[^.]+$/, '');
    if (parts.includes('lookups')) mentioned.push(stem.replace(/_\d{8}$/, ''), stem);
    if (parts.includes('baselines')) baseline = true;
  }
  return { mentioned, baseline };
}

/** Whether something changed that any search may lean on: macros (they nest), add-ons, data models. */
function leansWhole(changed: ReadonlySet<string>, folder: string): boolean {
  const whole = ['macros', 'apps', 'datamodels', 'default', 'local'];
  return whole.some((name) => [...changed].some((file) => file.startsWith(`${folder}${sep}${name}${sep}`)));
}

const isBeside = (path: string, file: string): boolean =>
  /\.ya?ml$/i.test(path) && resolve(path, '..') === resolve(file, '..');
