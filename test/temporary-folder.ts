import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IS_MADE = 'FIREDRILL_TESTS_FOLDER';

/**
 * One temporary folder for a run of the tests, in which theirs are made, and which goes with them when the run ends. Its name is
 * short: a browser's socket lies in it, whose path may have 107 characters.
 */
export default function temporaryFolder(): (() => void) | undefined {
  // Each project of a run asks.
  if (process.env[IS_MADE]) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  for (const name of [IS_MADE, 'TMPDIR', 'TEMP']) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
