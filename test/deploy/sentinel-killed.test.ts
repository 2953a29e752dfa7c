import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { applyPlan, makePlan, makeRollback, readLive, StateFolder } from '../../src/deploy/index.ts';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { startArm, WORKSPACE } from '../emulators/arm.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { SENTINEL_CONTENT, sentinelContent } from './sentinel-content.ts';

const FILES = ['detections/rule.yaml', 'knowledge/parsers/Invented.yaml', 'knowledge/watchlists/vips.csv'];
const desired = sentinelContent(Object.fromEntries(FILES.map((name) => [name, SENTINEL_CONTENT[name] ?? ''])));
const script = fileURLToPath(new URL('apply-to-sentinel-and-die.ts', import.meta.url));
/** The plan, begin and end of each of four steps, and the end of the run. */
const LINES = 10;

/** Applies in a process that dies at a line of its journal; then goes on, or back, with its lock still there. */
async function killedAt(line: number): Promise<void> {
  const arm = await startArm();
  try {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const target = sentinelTarget({ ...WORKSPACE, endpoint: arm.url, ca: arm.ca, credential }, QUICK_RETRY);
    const planned = async () => makePlan(target, desired, await readLive(target), { deployment: 'test' });
    const plan = await planned();
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    writeFileSync(join(folder, 'ca.pem'), arm.ca);
    const args = [join(folder, 'plan.json'), folder, arm.url, join(folder, 'ca.pem'), String(line)];
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: 'ignore' });
    const end = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
    // Windows knows no signals: there the process ends with 1.
    expect([line, end]).toEqual([line, process.platform === 'win32' ? 1 : 'SIGKILL']);
    const state = new StateFolder(folder, target);
    expect(readFileSync(state.journalPath, 'utf8').trim().split('\n')).toHaveLength(line);
    const options = { folder: state, retry: QUICK_RETRY };
    if (line % 2 === 0) {
      await applyPlan(await makeRollback(target, state), target, options);
      expect([line, arm.resources.size]).toEqual([line, 0]);
    } else if (!state.lastRun()?.finished) {
      await applyPlan(plan, target, options);
      const again = await planned();
      expect([line, again.steps, again.unchanged]).toEqual([line, [], desired.length]);
    }
  } finally {
    await arm.close();
  }
}

it('goes on, or back, after a process that was killed at any line of its journal', { timeout: 120_000 }, async () => {
  const lines = Array.from({ length: LINES }, (_, at) => at + 1);
  const lane = async (): Promise<void> => {
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) await killedAt(line);
  };
  await Promise.all([lane(), lane(), lane()]);
});
