import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const AUDIT = `type=SYSCALL msg=audit(1777996862.123:1): syscall=59 exe="/usr/bin/cat"
type=EXECVE msg=audit(1777996862.123:1): argc=1 a0="cat"
`;
const TRAIL =
  '{"eventVersion": "1.08", "eventTime": "2026-05-06T13:41:02Z", "eventSource": "iam.amazonaws.com", "eventName": "CreateUser"}\n';
const RULE = `title: Program run
id: 11111111-2222-4333-8444-555555555555
status: test
logsource:
  product: linux
  service: auditd
detection:
  selection:
    type: EXECVE
  condition: selection
`;

const folder = folderWith({
  'logs/audit.log.gz': gzipSync(AUDIT),
  'logs/trail.zip': zipSync({ 'a.json': Buffer.from(TRAIL), 'b.json': Buffer.from(TRAIL) }),
  'logs/win.log': [4625, 4624]
    .map((code) => `05/06/2026 01:41:02 PM\nLogName=Security\nEventCode=${code}\nMessage=A logon.\n`)
    .join('\n'),
  'logs/auth.log': 'May  6 13:41:02 web-01 sshd[1]: a\nMay  6 13:42:02 web-01 CRON[2]: b\n',
  'logs/null.json': '{"a": 1, "error": null}\n{"a": 1, "error": "denied"}\n',
  'logs/broken.gz': gzipSync(AUDIT).subarray(0, 60),
  'detections/rule.yml': RULE,
  'firedrill.yml': 'content: [detections]\n',
});

describe('firedrill data inspect', () => {
  it('says what a log is, what it holds and who could use it', async () => {
    const { exitCode, stdout } = await runCli(['data', 'inspect', 'logs/audit.log.gz'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`logs/audit.log.gz
Format      auditd: Linux audit log; records of one event are joined by its id, in gzip
Events      2
Time        2026-05-05T16:01:02.123Z to 2026-05-05T16:01:02.123Z (less than a second)
Sourcetype  linux:audit  /var/log/audit/audit.log
Products    Linux audit 2
              EXECVE, SYSCALL
Fields      msg     ██████████ 100 %  audit(1777996862.123:1):
            type    ██████████ 100 %  SYSCALL
            a0      █████░░░░░  50 %  cat
            argc    █████░░░░░  50 %  1
            exe     █████░░░░░  50 %  /usr/bin/cat
            syscall █████░░░░░  50 %  59
Detections  sigma Program run  logsource product=linux service=auditd
`);
  });

  it('prints JSON, with all logs of an archive', async () => {
    const { stdout } = await runCli(['data', 'inspect', 'logs/trail.zip', '--format', 'json'], folder);
    const { logs } = JSON.parse(stdout) as { logs: readonly Record<string, unknown>[] };
    expect(logs).toMatchObject([
      {
        file: 'logs/trail.zip',
        format: 'json',
        containers: ['zip'],
        logs: 2,
        events: 2,
        kinds: [{ sourcetype: 'aws:cloudtrail', source: 'aws_cloudtrail', events: 2 }],
        products: [{ name: 'AWS CloudTrail', events: 2, operations: [{ name: 'CreateUser', events: 2 }] }],
        time: { first: '2026-05-06T13:41:02.000Z', last: '2026-05-06T13:41:02.000Z' },
        events_without_time: 0,
        detections: [],
        diagnostics: [],
      },
    ]);
  });

  it('counts channels and ids of WinEventLog text, programs of syslog, whose times tell no year', async () => {
    const { stdout } = await runCli(['data', 'inspect', 'logs/win.log', 'logs/auth.log', '--no-detections'], folder);
    expect(stdout).toContain(`Sourcetype  WinEventLog  WinEventLog:Security
Channels    Security 2
              4624, 4625
`);
    expect(stdout).toContain(`Time        05-06 13:41:02 to 05-06 13:42:02 (1 min); the events tell no year
Sourcetype  syslog  logs/auth.log
Products    syslog 2
              CRON, sshd
`);
  });

  it('a null is no value', async () => {
    const { stdout } = await runCli(['data', 'inspect', 'logs/null.json', '--no-detections'], folder);
    expect(stdout).toContain('error █████░░░░░  50 %  denied\n');
  });

  it('shows what could not be read, and refuses what is not there', async () => {
    const { stdout } = await runCli(['data', 'inspect', 'logs/broken.gz', '--no-detections'], folder);
    expect(stdout).toContain('Problems    FD510 The compressed log could not be read to its end: it is damaged');
    expect(stdout).not.toContain('Detections');
    expect(await runCli(['data', 'inspect', 'nothing.log'], folder)).toMatchObject({
      exitCode: 2,
      stderr: 'error: There is no log "nothing.log".\n',
    });
  });

  it('passes over what tools keep in a folder of logs', async () => {
    const names = ['.git/HEAD', '.firedrill/cache/a.json', 'b/node_modules/c.json', 'b/d.log'];
    const home = folderWith(Object.fromEntries(names.map((name) => [name, 'one\n'])));
    const { stdout } = await runCli(['data', 'inspect', '.', '--no-detections', '--format', 'json'], home);
    expect(stdout).toContain('"b/d.log"');
    expect(stdout).not.toMatch(/HEAD|a\.json|c\.json/);
  });
});
