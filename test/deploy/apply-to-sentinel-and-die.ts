/** Applies a plan to Sentinel and is killed, as by `kill -9`, at a line of its journal. */
import { readFileSync } from 'node:fs';
import { applyPlan, type Plan, StateFolder } from '../../src/deploy/index.ts';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { WORKSPACE } from '../emulators/workspace.ts';

const [planFile = '', folder = '', ca = '', at = '1', endpoint = ''] = process.argv.slice(2);
const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const target = sentinelTarget({ ...WORKSPACE, endpoint, ca: readFileSync(ca, 'utf8'), credential });
let line = 0;
await applyPlan(JSON.parse(readFileSync(planFile, 'utf8')) as Plan, target, {
  folder: new StateFolder(folder, target),
  onJournal: (_entry, when) => {
    if (when === 'after') line += 1;
    if (line === Number(at)) process.kill(process.pid, 'SIGKILL');
  },
});
