import { relative, sep } from 'node:path';
import { type DataLock, type DataLockEntry, type DataPin, pathOfUrl } from '../../data/lock.ts';
import type { ResolveOptions } from '../../data/resolve.ts';
import type { NamedData } from './named-data.ts';

export interface Pinning {
  readonly lock: DataLock;
  /** Logs whose pin is new or another one. */
  readonly changed: readonly NamedData[];
  /** Pins of logs that no test names. */
  readonly unused: readonly string[];
}

/** The lock with a pin for every log that is there; what it knows of stand-ins stays. */
export function pinData(named: readonly NamedData[], options: ResolveOptions): Pinning {
  const entries = new Map<string, DataLockEntry>(options.lock.entries);
  const urls = new Map<string, DataPin>(options.lock.urls);
  const used = new Set<string>();
  const changed: NamedData[] = [];
  for (const item of named) {
    const { log, sha256, size } = item.resolved;
    if (item.isUrl) for (const key of [item.data, pathOfUrl(options.lock, item.data)]) if (key) used.add(key);
    if (!log) continue;
    const home = [...options.folders, options.root].find((folder) => isInside(folder, log.path));
    if (home === undefined || isInside(options.cache, log.path)) {
      const before = urls.get(item.data);
      if (!item.isUrl || isSame(before, sha256, size)) continue;
      urls.set(item.data, { sha256, size });
    } else {
      const name = relative(home, log.path).split(sep).join('/');
      used.add(name);
      const before = entries.get(name);
      if (isSame(before, sha256, size)) continue;
      entries.set(name, { standIn: false, ...before, sha256, size });
    }
    changed.push(item);
  }
  const unused = [...entries.keys(), ...urls.keys()].filter((key) => !used.has(key));
  return { lock: { entries, urls }, changed, unused };
}

const isSame = (pin: DataPin | undefined, sha256: string, size: number): boolean =>
  pin?.sha256 === sha256 && pin.size === size;

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !/^[a-zA-Z]:|^[/\\]/.test(way);
};
