import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LogServer, startLogServer, startProxy, type TestProxy } from '../data/fetch/log-server.ts';
import { type CliRun, folderWith, root, runCli } from './run-cli.ts';

const LOG = readFileSync(join(root, 'test/attack_data/datasets/attack_techniques/T1572/snapattack/snapattack.log'));
const URL_PATH = '/media/splunk/attack_data/master/datasets/T1572/tunnel.log';
const LOG_URL = `https://media.githubusercontent.com${URL_PATH}`;

const rule = `title: Tunnel client
id: 5d2c2d6a-1f6e-4a58-9a38-0f4f5e0b7a11
status: test
logsource:
  category: network_connection
  product: windows
detection:
  selection:
    Initiated: 'true'
    DestinationHostname|endswith: argotunnel.com
  condition: selection
level: medium
tests:
  - name: tunnel
    attack_data:
      - data: ${LOG_URL}
        source: XmlWinEventLog:Microsoft-Windows-Sysmon/Operational
        sourcetype: XmlWinEventLog
`;

let server: LogServer;
let proxy: TestProxy;

beforeAll(async () => {
  server = await startLogServer();
  proxy = await startProxy(server.port);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

const repository = (): string =>
  folderWith({
    'firedrill.yml':
      'content: [detections]\ndata: {folders: [test/attack_data], allowed_hosts: [media.githubusercontent.com]}\n',
    'detections/tunnel.yml': rule,
    'authority.pem': server.authority,
  });

/** Runs the packed command with the proxy and the authority that the environment names. */
const runPacked = (args: readonly string[], cwd: string): Promise<CliRun> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'bin/firedrill.js'), ...args], {
      cwd,
      env: {
        ...process.env,
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        NO_PROXY: '',
        NODE_EXTRA_CA_CERTS: join(cwd, 'authority.pem'),
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part) => {
      stdout += part;
    });
    child.stderr.on('data', (part) => {
      stderr += part;
    });
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, stdout, stderr }));
  });

it('fetches what is missing, pins it, and later runs need no network', async () => {
  server.answer(URL_PATH, (_request, response) => response.end(LOG));
  const cwd = repository();
  const offline = await runCli(['data', 'fetch', '--offline'], cwd);
  expect([offline.exitCode, offline.stdout]).toEqual([1, '0 of 1 logs are there\n']);
  expect(offline.stderr).toContain('detections/tunnel.yml:16:15 error FD501 data-missing');

  const fetched = await runPacked(['data', 'fetch'], cwd);
  expect(fetched).toEqual({
    exitCode: 0,
    stdout: `fetched 0.0 MB  ${LOG_URL}\n1 of 1 logs are there\n`,
    stderr: '',
  });
  const lock = JSON.parse(readFileSync(join(cwd, 'attack-data.lock'), 'utf8')) as { urls: Record<string, unknown> };
  expect(lock.urls).toEqual({ [LOG_URL]: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), size: LOG.length } });

  const before = server.requests.length;
  const tested = await runCli(['test', '--format', 'json'], cwd);
  expect(JSON.parse(tested.stdout)).toMatchObject({ summary: { passed: 1, failed: 0, errors: 0, skipped: 0 } });
  expect((await runPacked(['data', 'fetch'], cwd)).stdout).toBe('1 of 1 logs are there\n');
  expect(server.requests.length).toBe(before);
  expect((await runCli(['data', 'lock', '--check'], cwd)).exitCode).toBe(0);
});

it('refuses what is not what was pinned, and with --frozen what is not pinned', async () => {
  server.answer(URL_PATH, (_request, response) => response.end('other events\n'));
  const cwd = repository();
  const lock = JSON.parse(readFileSync(join(cwd, 'attack-data.lock'), 'utf8')) as Record<string, unknown>;
  const frozen = await runPacked(['data', 'fetch', '--frozen'], cwd);
  expect([frozen.exitCode, frozen.stdout]).toEqual([1, '0 of 1 logs are there\n']);
  lock['urls'] = { [LOG_URL]: { sha256: 'a'.repeat(64), size: 3 } };
  writeFileSync(join(cwd, 'attack-data.lock'), JSON.stringify(lock));
  const refused = await runPacked(['data', 'fetch'], cwd);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('error FD507 data-fetch');
  expect(refused.stderr).toContain(`not the pinned ${'a'.repeat(64)}`);
  expect(existsSync(join(cwd, '.firedrill/cache/sha256'))).toBe(false);
});

it('pins logs of data folders, and says what is not pinned as it is', async () => {
  const local = 'datasets/attack_techniques/T1572/snapattack/benign.log';
  const cwd = repository();
  writeFileSync(join(cwd, 'detections/tunnel.yml'), rule.replace(LOG_URL, local));
  expect((await runCli(['data', 'lock', '--check'], cwd)).exitCode).toBe(0);
  writeFileSync(join(cwd, 'test/attack_data', local), 'another event\n');
  const checked = await runCli(['data', 'lock', '--check'], cwd);
  expect([checked.exitCode, checked.stdout.split('\n')[0]]).toEqual([1, `not pinned  ${local}`]);
  expect(checked.stderr).toContain('error FD508 data-unpinned');
  expect((await runCli(['data', 'lock'], cwd)).stdout).toContain(`pinned  ${local}\n`);
  expect((await runCli(['data', 'lock', '--check'], cwd)).exitCode).toBe(0);
  const pinned = JSON.parse(readFileSync(join(cwd, 'attack-data.lock'), 'utf8')) as { files: Record<string, unknown> };
  expect(pinned.files[local]).toMatchObject({ size: 14 });
});
