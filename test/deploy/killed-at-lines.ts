import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import {
  applyPlan,
  type DesiredObject,
  makePlan,
  makeRollback,
  readLive,
  StateFolder,
  type Target,
} from '../../src/deploy/index.ts';
import { QUICK_RETRY } from './quick-retry.ts';

/** The plan, begin and end of each of four steps, and the end of the run. */
const LINES = 10;

/** A workspace that takes four steps to fill. */
export interface MortalRun {
  readonly target: Target;
  readonly desired: readonly DesiredObject[];
  /** The script in this folder that applies the plan and dies. */
  readonly script: string;
  readonly ca: string;
  /** What the script needs to know of the workspace, between its plan, folder and certificate, and the line. */
  readonly arguments: readonly string[];
  /** Objects that the workspace holds. */
  size(): number;
  close(): Promise<void>;
}

/** For every line of the journal: applies in a process that dies there; then goes on, or back, its lock still there. */
export async function killedAtEveryLine(start: () => Promise<MortalRun>): Promise<void> {
  const lines = Array.from({ length: LINES }, (_, at) => at + 1);
  const lane = async (): Promise<void> => {
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) await killedAt(line, await start());
  };
  await Promise.all([lane(), lane(), lane()]);
}

async function killedAt(line: number, run: MortalRun): Promise<void> {
  const { target, desired } = run;
  const planned = async () => makePlan(target, desired, await readLive(target), { deployment: 'test' });
  try {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    const plan = await planned();
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    writeFileSync(join(folder, 'ca.pem'), run.ca);
    // Windows knows no signals: there the process ends with 1.
    expect([line, await endOf(run, folder, line)]).toEqual([line, process.platform === 'win32' ? 1 : 'SIGKILL']);
    const state = new StateFolder(folder, target);
    expect(readFileSync(state.journalPath, 'utf8').trim().split('\n')).toHaveLength(line);
    const options = { folder: state, retry: QUICK_RETRY };
    if (line % 2 === 0) {
      await applyPlan(await makeRollback(target, state), target, options);
      expect([line, run.size()]).toEqual([line, 0]);
    } else if (!state.lastRun()?.finished) {
      await applyPlan(plan, target, options);
      const again = await planned();
      expect([line, again.steps, again.unchanged]).toEqual([line, [], desired.length]);
    }
  } finally {
    await run.close();
  }
}

/** The signal or the exit code that ends the process. */
function endOf(run: MortalRun, folder: string, line: number): Promise<unknown> {
  const script = fileURLToPath(new URL(run.script, import.meta.url));
  const args = [join(folder, 'plan.json'), folder, join(folder, 'ca.pem'), String(line), ...run.arguments];
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
}
