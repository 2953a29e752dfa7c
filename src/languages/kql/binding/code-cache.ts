import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { codeCacheName } from '../../../util/code-cache-name.ts';
import { type Bridge, quicken, type System } from './quicken.ts';

const RUNTIME = 'bridge.min.js';
const FILES = [RUNTIME, 'Kusto.Language.Bridge.min.js'] as const;

interface Runtime {
  readonly Bridge: Bridge;
  readonly System: System;
}

/** Beside the built files (`dist/kusto-cache/`); running from the sources there is none. */
const FOLDER = new URL('../../../kusto-cache/', import.meta.url);

const scripts = new Map<string, Script>();

/**
 * Runs the two files of Microsoft's parser, which define the globals `Bridge`, `System` and `Kusto`. V8's code cache
 * spares compiling what the first analysis needs; each version of Node has a cache of its own.
 */
export function runParserScripts(): void {
  const require = createRequire(import.meta.url);
  for (const file of FILES) {
    const filename = require.resolve(`@kusto/language-service-next/${file}`);
    const cachedData = readCache(file);
    const script = new Script(readFileSync(filename, 'utf8'), { filename, ...(cachedData && { cachedData }) });
    script.runInThisContext();
    if (file === RUNTIME) quicken((globalThis as unknown as Runtime).Bridge, (globalThis as unknown as Runtime).System);
    scripts.set(file, script);
  }
}

/** Writes the code cache; call it after an analysis, so that it holds the functions which that compiled. */
export function writeCodeCache(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, script] of scripts) writeFileSync(cacheFile(file), script.createCachedData());
}

const cacheFile = (file: string): string => fileURLToPath(new URL(codeCacheName(file), FOLDER));

function readCache(file: string): Buffer | undefined {
  try {
    return readFileSync(cacheFile(file));
  } catch {
    return undefined;
  }
}
