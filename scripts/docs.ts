// Writes the pages of docs/reference from the definitions; with --check says which are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wordsOf } from './command.ts';
import { referencePages } from './docs/pages.ts';

const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const check = wordsOf('npm run docs [-- --check]\n', ['--check']).includes('--check');
const stale: string[] = [];
mkdirSync(folder, { recursive: true });
for (const [name, text] of await referencePages()) {
  const path = join(folder, name);
  if (read(path) === text) continue;
  if (check) stale.push(name);
  else writeFileSync(path, text);
}
if (stale.length > 0) {
  process.stderr.write(`Out of date: ${stale.join(', ')}. Run "npm run docs".\n`);
  process.exitCode = 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
