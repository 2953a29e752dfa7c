import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** Editors write a file in several steps; what belongs together comes together. */
const SETTLE_MS = 25;

const IGNORED = /(?:^|[\\/])(?:\.git|\.firedrill|node_modules|dist)(?:[\\/]|$)|~$|\.sw[a-z]$/;

/** Calls back with the files that changed under some paths, one call after the other, until it is stopped. */
export function watchFiles(
  paths: readonly string[],
  onChange: (files: readonly string[]) => Promise<void>,
): () => void {
  const pending = new Set<string>();
  const watchers: FSWatcher[] = [];
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
    const watcher = watch(folder, { recursive: isFolder }, (_event, name) => {
      if (name === null || IGNORED.test(name) || (!isFolder && name !== basename(path))) return;
      pending.add(join(folder, name));
      settle();
    });
    watcher.on('error', () => undefined);
    watchers.push(watcher);
  }
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** The paths that lie in none of the others. */
const outermost = (paths: readonly string[]): readonly string[] => {
  const all = [...new Set(paths)];
  return all.filter((path) => !all.some((other) => other !== path && path.startsWith(other + sep)));
};
