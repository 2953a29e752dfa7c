import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CONTENT } from '../deploy/splunk-content.ts';
import { type SplunkEmulator, startSplunk } from '../emulators/splunk.ts';
import { folderWith, runCli } from './run-cli.ts';

let splunk: SplunkEmulator;
let ca: string;

beforeEach(async () => {
  splunk = await startSplunk('content');
  ca = join(folderWith({ 'ca.pem': splunk.ca }), 'ca.pem');
  vi.stubEnv('FIREDRILL_SPLUNK_URL', splunk.url);
  vi.stubEnv('FIREDRILL_SPLUNK_TOKEN', splunk.token);
  vi.stubEnv('FIREDRILL_SPLUNK_CA_FILE', ca);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await splunk.close();
});

const CONFIG =
  'content: [detections]\nknowledge: { splunk: [knowledge/splunk] }\ndeploy:\n  name: test\n  splunk: { app: content, enabled: true }\n';
const cli = (cwd: string, ...args: readonly string[]) => runCli([...args, '--target', 'splunk'], cwd);

it('writes live searches, macros and lookups as files; a plan over them is empty', { timeout: 90_000 }, async () => {
  const source = folderWith({
    'firedrill.yml': CONFIG,
    ...Object.fromEntries(
      Object.entries(CONTENT).map(([name, text]) => [
        name.startsWith('detections/') ? name : `knowledge/splunk/${name}`,
        text,
      ]),
    ),
  });
  const applied = await cli(source, 'deploy', 'apply');
  expect([applied.exitCode, applied.stdout.includes('6 to create')]).toEqual([0, true]);
  const search = splunk.objects.get('saved/searches/content/Firedrill - Many Tools - Rule');
  search!.local = { ...search!.local, cron_schedule: '17 3 * * *', 'action.notable.param.severity': 'low' };
  splunk.put('saved/searches', 'Somebody else', { search: 'index=x' });
  splunk.put('configs/conf-macros', 'lonely', { definition: 'x' });

  const cwd = folderWith({ 'firedrill.yml': CONFIG });
  const imported = await cli(cwd, 'deploy', 'import');
  expect([imported.exitCode, imported.stderr]).toEqual([0, '']);
  expect(imported.stdout).toContain('left   saved-search Somebody else: its name is not "Firedrill - … - Rule"');
  expect(imported.stdout).toContain('left   macro lonely: no search calls it');
  expect(imported.stdout).toContain('6 written, 2 left');
  expect(readFileSync(join(cwd, 'firedrill.yml'), 'utf8')).toContain(
    'deploy:\n  overrides:\n    "Many Tools": {"cron":"17 3 * * *","severity":"low"}\n  name: test\n',
  );
  expect(readFileSync(join(cwd, 'knowledge/splunk/lookups/invented_hosts.csv'), 'utf8')).toBe('host,note\nweb*,shop\n');

  const planned = await cli(cwd, 'deploy', 'plan', '--detailed-exitcode');
  expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining('nothing to do, 6 unchanged')]);
  const again = await cli(cwd, 'deploy', 'import');
  expect(again.stdout).toContain('0 written, 2 left');
  const checked = await runCli(['validate'], cwd);
  expect(checked.stdout).not.toContain('error FD1');
});
