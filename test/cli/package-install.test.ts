import { readFileSync } from 'node:fs';
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
      'content: [knowledge/splunk/detections]\ndeploy: { splunk: { app: content, stack: example-stack } }\n',
    ...Object.fromEntries(Object.entries(CONTENT).map(([name, text]) => [`knowledge/splunk/${name}`, text])),
    'ca.pem': splunk.ca,
  });
  vi.stubEnv('FIREDRILL_SPLUNK_URL', splunk.url);
  vi.stubEnv('FIREDRILL_SPLUNK_TOKEN', splunk.token);
  vi.stubEnv('FIREDRILL_SPLUNK_CA_FILE', join(cwd, 'ca.pem'));
  const { cloud, url } = splunk;
  cloud.delay = 0;
  vi.stubEnv('FIREDRILL_ACS_TOKEN', cloud.acsToken);
  vi.stubEnv('FIREDRILL_SPLUNKCOM_USERNAME', cloud.username);
  vi.stubEnv('FIREDRILL_SPLUNKCOM_PASSWORD', cloud.password);
  for (const name of ['ACS', 'SPLUNKCOM', 'APPINSPECT']) vi.stubEnv(`FIREDRILL_${name}_URL`, url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await splunk.close();
});

const pack = (...args: readonly string[]) =>
  runCli(['package', '--package-file', 'app.tgz', '--app-version', '1.2.3', ...args], cwd);

it('installs on a server that can read the package', { timeout: 60_000 }, async () => {
  expect((await pack()).exitCode).toBe(0);
  const refused = await pack('--install', 'enterprise', '--install-from', '/srv/app.tgz');
  expect([refused.exitCode, refused.stderr]).toEqual([
    2,
    expect.stringContaining('The server does not take the package. POST /services/apps/local: 400 Could not read'),
  ]);
  splunk.system.readable.set('/srv/app.tgz', readFileSync(join(cwd, 'app.tgz')));
  const { exitCode, stderr } = await pack('--install', 'enterprise', '--install-from', '/srv/app.tgz');
  expect([exitCode, stderr]).toEqual([0, 'installed content 1.2.3\n']);
  const shipped = splunk.objects.get('saved/searches/content/Firedrill - Many Tools - Rule')?.shipped;
  expect(shipped?.['cron_schedule']).toBe('0 * * * *');
  expect(splunk.engine.files.get('invented_hosts.csv')?.rows).toEqual([['web*', 'shop']]);
});

it('has a package vetted and installs it on Splunk Cloud', { timeout: 60_000 }, async () => {
  splunk.cloud.findings = { failure: 1 };
  const refused = await pack('--install', 'cloud');
  expect([refused.exitCode, refused.stderr, splunk.system.apps.size]).toEqual([
    2,
    'error: AppInspect refuses the package: check_failure: Invented failure in default/app.conf.\n  hint: Mend it, and pack again.\n',
    0,
  ]);
  splunk.cloud.findings = {};
  const { exitCode, stderr } = await pack('--install', 'cloud');
  expect([exitCode, stderr]).toEqual([0, 'vetted (1 warnings), installed content 1.2.3\n']);
});

it('shows no secret of Splunk Cloud, whatever goes wrong', { timeout: 60_000 }, async () => {
  const { cloud } = splunk;
  const canaries = [cloud.acsToken, cloud.password, cloud.inspectToken, splunk.token];
  for (let at = 1; at <= 6; at += 1) {
    const offset = splunk.requests.length;
    splunk.fault = ({ number }) => (number === offset + at ? { status: 403 } : undefined);
    const { stdout, stderr } = await pack('--install', 'cloud');
    expect(canaries.filter((canary) => (stdout + stderr).includes(canary))).toEqual([]);
  }
});
