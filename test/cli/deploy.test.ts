import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CONTENT } from '../deploy/splunk-content.ts';
import { type SplunkEmulator, startSplunk } from '../emulators/splunk.ts';
import { folderWith, runCli } from './run-cli.ts';

let splunk: SplunkEmulator;
let cwd: string;

beforeEach(async () => {
  splunk = await startSplunk('content');
  cwd = folderWith({
    'firedrill.yml':
      'deploy:\n  name: cli\n  splunk: { app: content, enabled: true }\n  environments:\n    quiet: { splunk: { enabled: false } }\n',
    'detections/splunk/many_tools.yml': (CONTENT['detections/many_tools.yml'] ?? '').replace(
      /index=main .*/,
      'index=main `many_tools_filter`',
    ),
    'ca.pem': splunk.ca,
  });
  vi.stubEnv('FIREDRILL_SPLUNK_URL', splunk.url);
  vi.stubEnv('FIREDRILL_SPLUNK_TOKEN', splunk.token);
  vi.stubEnv('FIREDRILL_SPLUNK_CA_FILE', join(cwd, 'ca.pem'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await splunk.close();
});

const deploy = (...args: readonly string[]) => runCli(['deploy', ...args, '--target', 'splunk'], cwd);

it('plans, applies, shows drift, rolls back and destroys', { timeout: 60_000 }, async () => {
  const planned = await deploy('plan', '--detailed-exitcode', '--plan-file', 'plan.json');
  expect(planned.stderr).toBe('');
  expect(planned.exitCode).toBe(4);
  expect(planned.stdout).toContain(
    '+ create saved-search Firedrill - Many Tools - Rule\n    detections/splunk/many_tools.yml\n',
  );
  expect(planned.stdout).toContain('2 to create, 1 to enable, 0 unchanged');
  expect(splunk.objects.size).toBe(0);

  const applied = await deploy('apply', '--plan-file', 'plan.json');
  expect([applied.exitCode, applied.stderr]).toEqual([
    0,
    'done  create macro many_tools_filter\ndone  create saved-search Firedrill - Many Tools - Rule\n' +
      'done  enable saved-search Firedrill - Many Tools - Rule\n3 done, 0 failed, 0 left (2 to create, 1 to enable, 0 unchanged)\n',
  ]);
  expect((await deploy('plan', '--detailed-exitcode')).exitCode).toBe(0);
  expect((await deploy('status', '--detailed-exitcode')).stdout).toBe('no drift, 2 equal\n');

  splunk.objects.get('configs/conf-macros/content/many_tools_filter')!.local!['definition'] =
    'search host!="\u001b[31mred"';
  const status = await deploy('status', '--detailed-exitcode');
  expect([status.exitCode, status.stdout]).toEqual([
    4,
    'differs  macro  many_tools_filter  definition  the workspace moved\n1 drifted, 1 equal\n',
  ]);
  const quiet = await deploy('plan', '--environment', 'quiet');
  expect(quiet.stdout).toContain('    disabled: false -> true\n');
  expect(quiet.stdout).toContain('    definition: search host!="\u241b[31mred" -> search *\n');
  expect((await deploy('apply')).exitCode).toBe(0);
  expect((await deploy('rollback')).exitCode).toBe(0);
  expect((await deploy('status')).stdout).toContain('differs  macro');

  expect((await deploy('destroy')).stderr).toBe('Nothing was deleted; --yes does it.\n');
  expect(splunk.objects.size).toBe(2);
  expect((await deploy('destroy', '--yes')).exitCode).toBe(0);
  expect(splunk.objects.size).toBe(0);
});

it('says in one sentence what is wrong', async () => {
  vi.stubEnv('FIREDRILL_SPLUNK_TOKEN', '');
  const { exitCode, stderr } = await deploy('plan');
  expect([exitCode, stderr]).toEqual([
    2,
    'error: Who asks Splunk is not known.\n  hint: Set FIREDRILL_SPLUNK_TOKEN, or FIREDRILL_SPLUNK_USERNAME and FIREDRILL_SPLUNK_PASSWORD.\n',
  ]);
  expect((await deploy('plan', '--environment', 'other')).stderr).toContain(
    'has no environment "other" (it has: quiet)',
  );
});

it('shows no token, whatever fails', async () => {
  vi.stubEnv('FIREDRILL_SPLUNK_TOKEN', 'wrong-token-canary');
  const { exitCode, stdout, stderr } = await deploy('plan');
  expect([exitCode, stderr]).toEqual([
    3,
    'error: GET /servicesNS/nobody/content/configs/conf-transforms: 401 call not properly authenticated\n',
  ]);
  expect(stdout).not.toContain('canary');
});

it('does not deploy content with errors', async () => {
  const broken = (CONTENT['detections/many_tools.yml'] ?? '').replace(/index=main .*/, 'index=main | stats cuont by x');
  writeFileSync(join(cwd, 'detections/splunk/many_tools.yml'), broken);
  const { exitCode, stderr } = await deploy('plan');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('error: Content with errors is not deployed.');
  expect(splunk.requests).toEqual([]);
});
