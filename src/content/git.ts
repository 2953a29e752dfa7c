import { execFileSync } from 'node:child_process';

/** Git does not know the revision, or there is no repository. */
export class RevisionError extends Error {}

const MAX_OUTPUT = 1 << 30;

/**
 * Runs git in the repository around `root` and gives what it prints.
 *
 * @throws RevisionError when git fails: it does not know `revision`, which the message names.
 */
export function runGit(root: string, revision: string, args: readonly string[], input?: string): Buffer {
  try {
    return execFileSync('git', args, {
      cwd: root,
      maxBuffer: MAX_OUTPUT,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(input !== undefined && { input }),
    });
  } catch (error) {
    throw new RevisionError(`Git cannot read the revision "${revision}".`, { cause: error });
  }
}
