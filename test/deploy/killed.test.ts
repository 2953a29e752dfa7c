import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { applyPlan, makePlan, makeRollback, readLive, StateFolder } from '../../src/deploy/index.ts';
import { splunkTarget } from '../../src/deploy/splunk/target.ts';
import { startSplunk } from '../emulators/splunk.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { splunkContent } from './splunk-content.ts';

const { desired } = splunkContent();
const script = fileURLToPath(new URL('apply-and-die.ts', import.meta.url));

/** Every other point is tried in the fault matrix, within one process; here the process really dies, with its lock held. */
it.each([2, 6, 11])(
  'goes on, or back, after a process that was killed at line %i of its journal',
  { timeout: 60_000 },
  async (at) => {
    const splunk = await startSplunk('content');
    try {
      const { url, ca, token } = splunk;
      const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
      const target = splunkTarget({ url, ca, token, app: 'content' }, QUICK_RETRY);
      const plan = makePlan(target, desired, await readLive(target), { deployment: 'test' });
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
      writeFileSync(join(folder, 'ca.pem'), ca);
      const args = ['--import', 'tsx', script, join(folder, 'plan.json'), folder, url, join(folder, 'ca.pem'), token];
      const child = spawn(process.execPath, [...args, String(at)], { stdio: 'ignore' });
      const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
        child.on('close', (...end) => resolve(end));
      });
      // Windows knows no signals: there the process ends with 1.
      expect(signal ?? code).toBe(process.platform === 'win32' ? 1 : 'SIGKILL');
      const state = new StateFolder(folder, target);
      expect(state.lastRun()?.finished).toBe(false);
      const options = { folder: state, retry: QUICK_RETRY };
      if (at === 6) {
        await applyPlan(await makeRollback(target, state), target, options);
        expect(splunk.objects.size).toBe(0);
      } else {
        await applyPlan(plan, target, options);
        const again = makePlan(target, desired, await readLive(target), { deployment: 'test' });
        expect([again.steps, again.unchanged]).toEqual([[], desired.length]);
      }
    } finally {
      await splunk.close();
    }
  },
);
