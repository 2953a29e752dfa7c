/** Applies a plan and is killed, as by `kill -9`, at a line of its journal. */
import { readFileSync } from 'node:fs';
import { applyPlan, type Plan, StateFolder } from '../../src/deploy/index.ts';
import { splunkTarget } from '../../src/deploy/splunk/target.ts';

const [planFile = '', folder = '', ca = '', at = '1', url = '', token = ''] = process.argv.slice(2);
const target = splunkTarget({ url, ca: readFileSync(ca, 'utf8'), token, app: 'content' });
let line = 0;
await applyPlan(JSON.parse(readFileSync(planFile, 'utf8')) as Plan, target, {
  folder: new StateFolder(folder, target),
  onJournal: (_entry, when) => {
    if (when === 'after') line += 1;
    if (line === Number(at)) process.kill(process.pid, 'SIGKILL');
  },
});
