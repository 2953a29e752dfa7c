import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, as a user in `cwd` would. */
export async function runCli(
  args: readonly string[],
  cwd: string = root,
  ask?: (question: string) => Promise<string>,
): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  const exitCode = await main(args, {
    cwd,
    ...(ask && { ask }),
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { exitCode, stdout, stderr };
}

/** A folder of its own with the given files (text or bytes by path), and the shipped attack data where it is named. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-cli-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  cpSync(join(root, 'test', 'attack_data'), join(folder, 'test', 'attack_data'), { recursive: true });
  cpSync(join(root, 'attack-data.lock'), join(folder, 'attack-data.lock'));
  return folder;
}
