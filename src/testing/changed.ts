/**
 * Which detections a change reaches: those whose own files changed, and those that lean on what changed. In doubt a
 * detection counts as reached. In: the detections and the changed files. Out: the detections to run.
 */
import { realpathSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { RevisionError, runGit } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import { type DataLock, parseDataLock } from '../data/lock.ts';
import { placesOf, type ResolveOptions } from '../data/resolve.ts';

/**
 * The commit at which the branch left a revision; the revision itself where they have no common past.
 *
 * @throws RevisionError when git does not know the revision.
 */
export function branchPoint(revision: string, root: string): string {
  const git = (...args: readonly string[]): string => runGit(root, revision, args).toString().trim();
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  try {
    return git('merge-base', commit, 'HEAD') || commit;
  } catch (error) {
    if (error instanceof RevisionError) return commit;
    throw error;
  }
}

/**
 * Files that differ from the revision where the branch left it, uncommitted and untracked ones included; absolute.
 *
 * @throws RevisionError when git does not know the revision.
 */
export function changedFiles(revision: string, root: string): readonly string[] {
  const git = (...args: readonly string[]): string => runGit(root, revision, args).toString();
  const base = branchPoint(revision, root);
  const top = git('rev-parse', '--show-toplevel').trim();
  const tracked = git('diff', '--name-only', '--no-renames', '-z', base, '--');
  const untracked = git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', ':/');
  return [...new Set([...tracked.split('\0'), ...untracked.split('\0')])]
    .filter((name) => name !== '')
    .map((name) => resolve(top, name));
}

/** The data lock as the revision has it, where the branch left it; nothing is pinned when it has none. */
export function lockAt(revision: string, root: string, lock: string): DataLock {
  const base = branchPoint(revision, root);
  try {
    return parseDataLock(runGit(root, revision, ['show', `${base}:./${relative(root, lock)}`]).toString(), lock);
  } catch (error) {
    if (error instanceof RevisionError) return { entries: new Map() };
    throw error;
  }
}

export interface ReachOptions {
  readonly root: string;
  readonly files: readonly string[];
  readonly data: ResolveOptions;
  /** Paths and URLs of logs that `attack-data.lock` pinned otherwise before. */
  readonly pins: ReadonlySet<string>;
  /** Folders of knowledge, by the language whose detections lean on them. */
  readonly knowledge: { readonly splunk: readonly string[]; readonly sentinel: readonly string[] };
}

/** The detections that the changed files reach. */
export function reached(detections: readonly Detection[], options: ReachOptions): readonly Detection[] {
  const root = realpathSync(options.root);
  const changed = new Set(options.files.map((file) => resolve(file)));
  for (const name of options.pins) {
    for (const home of [...options.data.folders, root]) changed.add(resolve(home, name));
  }
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
    if (detection.tests.some(({ attackData }) => attackData.some(({ data }) => options.pins.has(data)))) return true;
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
      ...attackData.flatMap((reference) => placesOf(reference, data)),
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
