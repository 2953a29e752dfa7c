import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { codeCacheName } from '../util/code-cache-name.ts';

/** What the bundle gives: the command line, and what a worker thread does. */
export interface Bundle {
  /** `io` as in `src/cli/io.ts`; without it, the process. `thread` as `startReaderThread` gives it. */
  main(args: readonly string[], io?: object, thread?: object): Promise<number>;
  work(): Promise<unknown>;
}

type Definition = (
  exports: object,
  require: NodeJS.Require,
  module: { readonly exports: object },
  bundleUrl: string,
) => void;

const BUNDLE = new URL('../bundle/firedrill.js', import.meta.url);

let script: Script | undefined;

/**
 * Runs the one file that `scripts/build.mjs` puts all code of the command line into. V8's code cache beside it spares
 * compiling what a run needs; each version of Node has a cache of its own.
 */
export function loadBundle(): Bundle {
  const filename = fileURLToPath(BUNDLE);
  const cachedData = readCache();
  script = new Script(readFileSync(filename, 'latin1'), {
    filename,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} as Bundle };
  (script.runInThisContext() as Definition)(module.exports, createRequire(BUNDLE), module, BUNDLE.href);
  return module.exports;
}

/** Whether this version of Node finds no cache. */
export const lacksCodeCache = (): boolean => !existsSync(cacheFile());

/** Keeps the functions that were compiled so far for later starts. Where nothing can be written, nothing is kept. */
export function writeCodeCache(): void {
  const file = cacheFile();
  try {
    writeFileSync(`${file}.${process.pid}`, (script as Script).createCachedData());
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    return;
  }
}

const cacheFile = (): string => fileURLToPath(new URL(codeCacheName('firedrill'), BUNDLE));

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cacheFile());
  } catch {
    return undefined;
  }
}
