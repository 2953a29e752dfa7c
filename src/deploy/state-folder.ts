import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DeployError } from './deploy-error.ts';
import { type Run, readJournal } from './journal.ts';
import type { ObjectState } from './object.ts';
import type { Target } from './target.ts';

/** What was last applied, by identity. */
export type Applied = Readonly<Record<string, ObjectState>>;

/** What firedrill remembers of one workspace: the run that is under way or was the last, and what was last applied. */
export class StateFolder {
  readonly path: string;

  constructor(root: string, { platform, place }: Pick<Target, 'platform' | 'place'>) {
    const mark = createHash('sha256').update(place).digest('hex').slice(0, 12);
    this.path = join(root, `${platform}-${mark}`);
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
  }

  /** The journal of the run that is under way, or was the last. */
  get journalPath(): string {
    return join(this.path, 'run.jsonl');
  }

  lastRun(): Run | undefined {
    return readJournal(this.journalPath);
  }

  /** Puts the last run aside, so that another can begin. */
  archive(): void {
    const run = this.lastRun();
    if (!existsSync(this.journalPath)) return;
    renameSync(this.journalPath, join(this.path, `run-${run?.plan.id ?? 'unreadable'}.jsonl`));
  }

  applied(): Applied {
    const path = join(this.path, 'applied.json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Applied) : {};
  }

  setApplied(applied: Applied): void {
    const path = join(this.path, 'applied.json');
    writeFileSync(`${path}.new`, `${JSON.stringify(applied, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  /**
   * Runs `work` while nobody else on this machine works on the same workspace.
   *
   * @throws DeployError when somebody does.
   */
  async locked<Result>(work: () => Promise<Result>): Promise<Result> {
    const path = join(this.path, 'lock');
    for (let attempt = 0; ; attempt += 1) {
      try {
        writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx', mode: 0o600 });
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        if (attempt > 0 || !isStale(path)) {
          throw new DeployError('Another firedrill is at work on this workspace.', `If none is, delete "${path}".`);
        }
        rmSync(path, { force: true });
      }
    }
    try {
      return await work();
    } finally {
      rmSync(path, { force: true });
    }
  }
}

/** Whether the process that took the lock is gone. */
function isStale(path: string): boolean {
  let holder: { readonly pid?: number; readonly host?: string };
  try {
    holder = JSON.parse(readFileSync(path, 'utf8')) as typeof holder;
  } catch {
    return false;
  }
  if (holder.host !== hostname() || holder.pid === undefined) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
