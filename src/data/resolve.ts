import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DiagnosticName } from '../diagnostics/codes.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic, Range } from '../diagnostics/diagnostic.ts';
import { type FileFacts, factsOf } from './file-facts.ts';
import { cachedUrl, contentPath } from './fetch/cache.ts';
import { LFS_POINTER } from './fetch/git-lfs.ts';
import { type DataLock, pathOfUrl, pinOfUrl } from './lock.ts';
import type { LogFile } from './record.ts';
import { mirrorPath, refusal, urlOf } from './url.ts';

export { type DataLock, loadDataLock } from './lock.ts';

/** A log as content names it, and the place where it does. */
export interface DataReference {
  /** URL or path, as written. */
  readonly data: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly host?: string;
  readonly index?: string;
  /** The mapped workspace that the log lies in. */
  readonly workspace?: string;
  /** Relative to the root. */
  readonly file: string;
  readonly range: Range;
}

export interface ResolveOptions {
  /** Absolute. Relative paths stay inside it. */
  readonly root: string;
  /** Absolute folders of logs (`test/attack_data`, a clone of splunk/attack_data), in order. */
  readonly folders: readonly string[];
  /** Absolute folder of downloaded logs. */
  readonly cache: string;
  readonly allowedHosts: readonly string[];
  readonly lock: DataLock;
  /** A log that is not what was pinned is there all the same. */
  readonly ignorePins?: boolean;
}

export interface ResolvedData {
  readonly log?: LogFile;
  /** The log was written in place of the upstream one. */
  readonly standIn: boolean;
  readonly sha256: string;
  readonly size: number;
  /** Only the network has it. */
  readonly unavailable?: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

interface Problem {
  readonly name: DiagnosticName;
  readonly message: string;
  readonly hint?: string;
  readonly unavailable?: boolean;
}

const NOTHING = { standIn: false, sha256: '', size: 0 };

/**
 * Finds the log that a test names: a path relative to the file or to a data folder, the mirror of a known URL in a data
 * folder, the cache. Nothing is fetched here.
 *
 * @example resolveData({ data: 'datasets/attack_techniques/T1572/…/snapattack.log', file, range }, options).log?.path
 */
export function resolveData(reference: DataReference, options: ResolveOptions): ResolvedData {
  const failed = ({ name, message, hint, unavailable }: Problem): ResolvedData => ({
    ...NOTHING,
    ...(unavailable && { unavailable }),
    diagnostics: [createDiagnostic(name, reference.file, reference.range, message, { hint })],
  });
  if (options.lock.problem !== undefined) return failed({ name: 'data-hash', message: options.lock.problem });
  const found = find(reference, options);
  if (typeof found !== 'string') return failed(found);
  const facts = factsOf(found);
  const problem = problemOf(reference, facts, pinned(found, options));
  if (problem) return failed(problem);
  const { source, sourcetype, host, index, workspace } = reference;
  return {
    log: {
      name: shownName(found, options.root),
      path: found,
      ...(source !== undefined && { source }),
      ...(sourcetype !== undefined && { sourcetype }),
      ...(host !== undefined && { host }),
      ...(index !== undefined && { index }),
      ...(workspace !== undefined && { workspace }),
    },
    standIn: lockEntry(found, options)?.standIn ?? false,
    sha256: facts.sha256,
    size: facts.size,
    diagnostics: [],
  };
}

/** Every place of the file system where the log may lie: a change at one of them may change what a test replays. */
export function placesOf({ data, file }: DataReference, options: ResolveOptions): readonly string[] {
  const url = urlOf(data);
  return url ? mirrorsOf(url, data, options) : pathsOf(data, file, options);
}

function find(reference: DataReference, options: ResolveOptions): string | Problem {
  const url = urlOf(reference.data);
  return url ? findUrl(url, reference.data, options) : findPath(reference, options);
}

/** Where a URL's log lies in the data folders, as the lock says and as its path says. */
function mirrorsOf(url: URL, written: string, { folders, lock }: ResolveOptions): readonly string[] {
  const mirrored = [pathOfUrl(lock, written), mirrorPath(url)].filter((path) => path !== undefined);
  return mirrored.flatMap((path) => folders.map((folder) => join(folder, ...path.split('/'))));
}

function pathsOf(data: string, file: string, { root, folders }: ResolveOptions): readonly string[] {
  const bases = [resolve(root, dirname(file)), ...folders];
  return isAbsolute(data) ? [resolve(data)] : bases.map((base) => resolve(base, data));
}

function findUrl(url: URL, written: string, options: ResolveOptions): string | Problem {
  const { cache, allowedHosts, lock } = options;
  const why = refusal(url, allowedHosts);
  if (why !== undefined) return { name: 'data-host-refused', message: `"${written}" is not fetched: ${why}.` };
  const there = mirrorsOf(url, written, options).filter(isFile);
  const cached = cachedUrl(cache, written, pinOfUrl(lock, written)?.sha256);
  // A clone without its large files has pointers; the cache may have the log itself.
  const log = there.find((path) => !factsOf(path).head.startsWith(LFS_POINTER));
  const found = log ?? (cached ? contentPath(cache, cached.sha256) : there[0]);
  if (found !== undefined) return found;
  return {
    name: 'data-missing',
    message: `"${written}" is not available offline.`,
    hint: 'Fetch it with "firedrill data fetch", or put it under a data folder.',
    unavailable: true,
  };
}

function findPath({ data, file }: DataReference, options: ResolveOptions): string | Problem {
  const { root, folders } = options;
  const candidates = pathsOf(data, file, options);
  const homes = [root, ...folders];
  const inside = candidates.filter((path) => homes.some((home) => contains(home, path)));
  const found = inside.find(isFile);
  if (found !== undefined && homes.some((home) => contains(realPath(home), realPath(found)))) return found;
  if (found !== undefined || inside.length < candidates.length) {
    return { name: 'data-outside', message: `"${data}" leads out of the repository.` };
  }
  return {
    name: 'data-missing',
    message: `There is no attack data "${data}".`,
    hint: 'The path is relative to the file that names it, or to a data folder.',
  };
}

function problemOf(reference: DataReference, facts: FileFacts, wanted: string | undefined): Problem | undefined {
  const { data } = reference;
  if (facts.size === 0) return { name: 'data-empty', message: `"${data}" is empty.` };
  if (facts.head.startsWith(LFS_POINTER)) {
    return {
      name: 'data-lfs-pointer',
      message: `"${data}" is a Git-LFS pointer, not the log.`,
      hint: 'Fetch the log itself: "firedrill data fetch", or "git lfs pull" in its repository.',
    };
  }
  if (wanted !== undefined && wanted !== facts.sha256) {
    return {
      name: 'data-hash',
      message: `"${data}" has the SHA-256 ${facts.sha256}, not the pinned ${wanted}.`,
      hint: 'When the change is meant, pin the log anew in attack-data.lock.',
    };
  }
  return undefined;
}

/** What a log must hash to: what the lock pins; in the cache, what it is kept under. */
const pinned = (path: string, options: ResolveOptions): string | undefined =>
  contains(options.cache, path) ? basename(path) : options.ignorePins ? undefined : lockEntry(path, options)?.sha256;

function lockEntry(path: string, { root, folders, lock }: ResolveOptions) {
  for (const home of [...folders, root]) {
    const entry = contains(home, path) ? lock.entries.get(slashes(relative(home, path))) : undefined;
    if (entry) return entry;
  }
  return undefined;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const realPath = (path: string): string => (statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path);

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const shownName = (path: string, root: string): string => (contains(root, path) ? slashes(relative(root, path)) : path);

const slashes = (path: string): string => path.split(sep).join('/');
