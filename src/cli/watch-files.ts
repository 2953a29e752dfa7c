import { existsSync, type FSWatcher, lstatSync, readdirSync, statSync, watch } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { UsageError } from '../util/usage-error.ts';

/** Editors write a file in several steps; what belongs together comes together. */
const SETTLE_MS = 25;

const IGNORED = /(?:^|[\\/])(?:\.git|\.firedrill|node_modules|dist)(?:[\\/]|$)|~$|\.sw[a-z]$/;

/**
 * Calls back with the files that changed under some paths, one call after the other, until it is stopped.
 *
 * @throws UsageError when none of the paths is there.
 */
export function watchFiles(
  paths: readonly string[],
  onChange: (files: readonly string[]) => Promise<void>,
): () => void {
  const pending = new Set<string>();
  const watchers: Pick<FSWatcher, 'close'>[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  const flush = async (): Promise<void> => {
    if (running || pending.size === 0) return;
    running = true;
    const files = [...pending];
    pending.clear();
    try {
      await onChange(files);
    } finally {
      running = false;
      if (pending.size > 0) settle();
    }
  };
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), SETTLE_MS);
  };
  for (const path of outermost(paths.filter((each) => existsSync(each)))) {
    const isFolder = statSync(path).isDirectory();
    // A file is watched by its folder: editors replace files.
    const folder = isFolder ? path : dirname(path);
    const tell = (name: string): void => {
      if (IGNORED.test(name) || (!isFolder && name !== basename(path))) return;
      pending.add(join(folder, name));
      settle();
    };
    watchers.push(
      isFolder && process.platform === 'linux' ? watchTree(folder, tell) : watchFolder(folder, isFolder, tell),
    );
  }
  if (watchers.length === 0) throw new UsageError('There is nothing to watch: none of the content is there.');
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

function watchFolder(folder: string, recursive: boolean, tell: (name: string) => void): FSWatcher {
  const watcher = watch(folder, { recursive }, (_event, name) => {
    if (name !== null) tell(name);
  });
  return watcher.on('error', () => undefined);
}

/**
 * Watches a folder and each folder in it. Where the system itself watches single folders, Node's `recursive` watches
 * each file as well, and hears nothing more of one that was replaced: as `git checkout` and many editors do.
 */
function watchTree(root: string, tell: (name: string) => void): Pick<FSWatcher, 'close'> {
  const watched = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    for (const [known, watcher] of watched) {
      if (folder !== '' && known !== folder && !known.startsWith(folder + sep)) continue;
      watcher.close();
      watched.delete(known);
    }
  };
  const add = (folder: string, isNew: boolean): void => {
    const hear = (name: string): void => {
      const child = join(folder, name);
      const isFolder = lstatSync(join(root, child), { throwIfNoEntry: false })?.isDirectory() === true;
      if (IGNORED.test(child)) return;
      forget(child);
      if (isFolder) add(child, true);
      tell(child);
    };
    try {
      watched.set(folder, watchFolder(join(root, folder), false, hear));
      for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
        const child = join(folder, entry.name);
        if (IGNORED.test(child)) continue;
        if (entry.isDirectory()) add(child, isNew);
        else if (isNew) tell(child);
      }
    } catch {
      // The folder went away meanwhile; the one around it tells.
    }
  };
  add('', false);
  return { close: () => forget('') };
}

/** The paths that lie in none of the others. */
const outermost = (paths: readonly string[]): readonly string[] => {
  const all = [...new Set(paths)];
  return all.filter((path) => !all.some((other) => other !== path && path.startsWith(other + sep)));
};
