import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface DataPin {
  readonly sha256: string;
  readonly size: number;
}

/** What `attack-data.lock` pins about one log. */
export interface DataLockEntry extends DataPin {
  /** True: written for this repository in place of the upstream log, and reports say so. */
  readonly standIn: boolean;
  readonly upstream?: { readonly url: string; readonly size: number; readonly sha256: string };
}

export interface DataLock {
  /** By path relative to a data folder (or to the repository), `/` between folders. */
  readonly entries: ReadonlyMap<string, DataLockEntry>;
  /** What a URL must give, of logs that lie in no data folder. */
  readonly urls?: ReadonlyMap<string, DataPin>;
  /** Why the file could not be used. */
  readonly problem?: string;
}

const EMPTY: DataLock = { entries: new Map() };

/** Reads `attack-data.lock`; without the file nothing is pinned. */
export const loadDataLock = (path: string): DataLock =>
  existsSync(path) ? parseDataLock(readFileSync(path, 'utf8'), path) : EMPTY;

/** The text of an `attack-data.lock`; `path` names it in problems. */
export function parseDataLock(content: string, path: string): DataLock {
  let text: unknown;
  try {
    text = JSON.parse(content);
  } catch {
    return { ...EMPTY, problem: `"${path}" is not valid JSON.` };
  }
  const files = isRecord(text) ? text['files'] : undefined;
  if (!isRecord(files)) return { ...EMPTY, problem: `"${path}" has no "files".` };
  const entries = new Map<string, DataLockEntry>();
  for (const [name, value] of Object.entries(files)) {
    const entry = parseEntry(value);
    if (!entry) return { ...EMPTY, problem: `"${path}" pins "${name}" without "sha256" and "size".` };
    entries.set(name, entry);
  }
  const urls = new Map<string, DataPin>();
  const pins = isRecord(text) && isRecord(text['urls']) ? text['urls'] : {};
  for (const [url, value] of Object.entries(pins)) {
    const pin = parseEntry(value);
    if (!pin) return { ...EMPTY, problem: `"${path}" pins "${url}" without "sha256" and "size".` };
    urls.set(url, { sha256: pin.sha256, size: pin.size });
  }
  return { entries, urls };
}

/** Writes `attack-data.lock`; readers see the old one or the new one. */
export function writeDataLock(path: string, { entries, urls }: DataLock): void {
  const files = [...entries].map(([name, { sha256, size, standIn, upstream }]) => [
    name,
    { sha256, size, ...(standIn && { stand_in: true }), ...(upstream && { upstream }) },
  ]);
  const pins = [...(urls ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const lock = {
    version: 1,
    files: Object.fromEntries(files),
    ...(pins.length > 0 && { urls: Object.fromEntries(pins) }),
  };
  writeFileSync(`${path}.new`, `${JSON.stringify(lock, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** The paths and URLs that one lock pins otherwise than the other. */
export function changedPins(before: DataLock, after: DataLock): ReadonlySet<string> {
  const pins = ({ entries, urls }: DataLock): ReadonlyMap<string, DataPin> => new Map([...entries, ...(urls ?? [])]);
  const [old, now] = [pins(before), pins(after)];
  return new Set([...old.keys(), ...now.keys()].filter((name) => old.get(name)?.sha256 !== now.get(name)?.sha256));
}

/** What a URL must give: its own pin, or the upstream file of a stand-in. */
export function pinOfUrl(lock: DataLock, url: string): DataPin | undefined {
  const own = lock.urls?.get(url);
  if (own) return own;
  const path = pathOfUrl(lock, url);
  return path === undefined ? undefined : lock.entries.get(path)?.upstream;
}

/** The path of the log that stands for a URL, where the lock names one. */
export function pathOfUrl(lock: DataLock, url: string): string | undefined {
  for (const [path, { upstream }] of lock.entries) if (upstream?.url === url) return path;
  return undefined;
}

function parseEntry(value: unknown): DataLockEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { sha256, size, stand_in: standIn, upstream } = value;
  if (typeof sha256 !== 'string' || typeof size !== 'number') return undefined;
  return {
    sha256: sha256.toLowerCase(),
    size,
    standIn: standIn === true,
    ...(isUpstream(upstream) && { upstream }),
  };
}

function isUpstream(value: unknown): value is NonNullable<DataLockEntry['upstream']> {
  return (
    isRecord(value) &&
    typeof value['url'] === 'string' &&
    typeof value['size'] === 'number' &&
    typeof value['sha256'] === 'string'
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
