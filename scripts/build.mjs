// Builds dist/ with the TypeScript compiler, and the V8 code cache of the KQL parser beside it.
// Where the compiler is not installed (the package inside another project) there is nothing to build: dist/ is packed.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

if (existsSync(compiler)) {
  rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
  const built = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
  const loader = new URL('../dist/languages/kql/loader.js', import.meta.url);
  if (existsSync(loader)) {
    const { createCodeCache } = await import(pathToFileURL(fileURLToPath(loader)).href);
    createCodeCache?.();
  }
}
