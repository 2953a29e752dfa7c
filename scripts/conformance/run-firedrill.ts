import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/firedrill.js', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the built command line as its users do, and returns what it wrote. */
export function runFiredrill(args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-conformance-'));
  const output = join(folder, 'output');
  try {
    const run = spawnSync(process.execPath, [program, ...args, '--output', output, '--quiet'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (run.status === null || run.status > 1) {
      throw new Error(`firedrill ${args.join(' ')} ended with ${run.status ?? run.signal}:\n${run.stderr}`);
    }
    return readFileSync(output, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
