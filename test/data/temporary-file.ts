import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'firedrill-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The folder of the temporary files of a test file. */
export const temporaryFolder = folder;

/** Writes a file that is gone after the tests of the file. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const path = join(folder, ...name.split('/'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
