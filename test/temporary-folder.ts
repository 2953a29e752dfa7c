import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One temporary folder for a run of the tests, in which theirs are made, and which goes with them when the run ends. */
export default function temporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-tests-'));
  process.env['TMPDIR'] = folder;
  process.env['TEMP'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
