import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { applyPlan, makePlan, makeRollback, readLive, StateFolder } from '../../src/deploy/index.ts';
import { splunkTarget } from '../../src/deploy/splunk/target.ts';
import { startSplunk } from '../emulators/splunk.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { CONTENT, splunkContent } from './splunk-content.ts';

const FILES = ['detections/many_tools.yml', 'lookups/invented_hosts.yml', 'lookups/invented_hosts.csv'];
const { desired } = splunkContent({}, Object.fromEntries(FILES.map((name) => [name, CONTENT[name] ?? ''])));
const script = fileURLToPath(new URL('apply-and-die.ts', import.meta.url));
/** The plan, begin and end of each of four steps, and the end of the run. */
const LINES = 10;

/** Applies in a process that dies at a line of its journal; then goes on, or back, with its lock still there. */
async function killedAt(line: number): Promise<void> {
  const splunk = await startSplunk('content');
  try {
    const { url, ca, token } = splunk;
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    const target = splunkTarget({ url, ca, token, app: 'content' }, QUICK_RETRY);
    const planned = async () => makePlan(target, desired, await readLive(target), { deployment: 'test' });
    const plan = await planned();
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    writeFileSync(join(folder, 'ca.pem'), ca);
    const args = [join(folder, 'plan.json'), folder, url, join(folder, 'ca.pem'), token, String(line)];
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: 'ignore' });
    const end = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
    // Windows knows no signals: there the process ends with 1.
    expect([line, end]).toEqual([line, process.platform === 'win32' ? 1 : 'SIGKILL']);
    const state = new StateFolder(folder, target);
    expect(readFileSync(state.journalPath, 'utf8').trim().split('\n')).toHaveLength(line);
    const options = { folder: state, retry: QUICK_RETRY };
    if (line % 2 === 0) {
      await applyPlan(await makeRollback(target, state), target, options);
      expect([line, splunk.objects.size, splunk.engine.files.size]).toEqual([line, 0, 0]);
    } else if (!state.lastRun()?.finished) {
      await applyPlan(plan, target, options);
      const again = await planned();
      expect([line, again.steps, again.unchanged]).toEqual([line, [], desired.length]);
    }
  } finally {
    await splunk.close();
  }
}

it('goes on, or back, after a process that was killed at any line of its journal', { timeout: 120_000 }, async () => {
  const lines = Array.from({ length: LINES }, (_, at) => at + 1);
  const lane = async (): Promise<void> => {
    for (let line = lines.shift(); line !== undefined; line = lines.shift()) await killedAt(line);
  };
  await Promise.all([lane(), lane(), lane()]);
});
