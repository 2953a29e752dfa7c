import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';

const windows = (
  record: number,
  channel: string,
  provider: string,
  id: number,
  data: Readonly<Record<string, string>>,
) => {
  const cells = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${value}</Data>`);
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/><EventID>${id}</EventID><TimeCreated SystemTime='2026-05-05T10:00:0${record}.0000000Z'/><EventRecordID>${record}</EventRecordID><Channel>${channel}</Channel><Computer>ws-01.example.com</Computer></System><EventData>${cells.join('')}</EventData></Event>\n`;
};
const logon = (record: number, type: string, name: string) =>
  windows(record, 'Security', 'Microsoft-Windows-Security-Auditing', 4624, {
    TargetUserName: name,
    LogonType: type,
    AuthenticationPackageName: type === '9' ? 'Negotiate' : 'Kerberos',
    LogonProcessName: type === '9' ? 'seclogo' : 'Kerberos',
    IpAddress: '192.0.2.7',
  });
const trail = (name: string, at: number) =>
  `${JSON.stringify({ eventVersion: '1.08', eventTime: `2026-05-06T13:41:0${at}Z`, eventSource: 'iam.amazonaws.com', eventName: name, awsRegion: 'eu-central-1', sourceIPAddress: '192.0.2.7', userIdentity: { type: 'IAMUser', userName: 'alice' } })}\n`;

/** A log of each format, and the text by which the attack in it is chosen. */
const LOGS = {
  'security.log': { log: logon(1, '3', 'alice') + logon(2, '9', 'alice') + logon(3, '3', 'bob'), matching: 'seclogo' },
  'trail.json': {
    log: trail('ListUsers', 1) + trail('CreateAccessKey', 2) + trail('GetUser', 3),
    matching: 'CreateAccessKey',
  },
  'trail.json.gz': { log: gzipSync(trail('ListUsers', 1) + trail('CreateUser', 2)), matching: 'CreateUser' },
  'audit.log': {
    log: 'type=EXECVE msg=audit(1777996862.123:1): argc=1 a0="ls"\ntype=EXECVE msg=audit(1777996863.123:2): argc=2 a0="nc" a1="192.0.2.9"\n',
    matching: '"nc"',
  },
  'auth.log': {
    log: 'May  5 10:00:01 web-01 sshd[12]: Accepted publickey for alice from 192.0.2.4\nMay  5 10:00:02 web-01 sudo[14]: bob : user NOT in sudoers ; COMMAND=/bin/su\n',
    matching: 'sudoers',
  },
  'app.json': {
    log: '{"time": "2026-05-05T10:00:01Z", "verb": "read", "object": "a"}\n{"time": "2026-05-05T10:00:02Z", "verb": "export_all", "object": "a"}\n',
    matching: 'export_all',
  },
  'table.csv': {
    log: 'time,verb,path\n2026-05-05T10:00:01Z,read,C:\\a.txt\n2026-05-05T10:00:02Z,wipe,"C:\\say ""hi"" *.txt"\n',
    matching: 'wipe',
  },
} as const;

interface Drafted {
  readonly tests: readonly { verdict: string; results: number }[];
  readonly diagnostics: readonly { severity: string; message: string }[];
  readonly events: readonly number[];
  readonly files: readonly string[];
}

async function draft(platform: string, log: keyof typeof LOGS): Promise<{ folder: string; drafted: Drafted }> {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-new-'));
  writeFileSync(join(folder, log), LOGS[log].log);
  const args = ['--data', log, '--matching', LOGS[log].matching, '--technique', 't1059', '--format', 'json'];
  const { exitCode, stdout, stderr } = await runCli(['new', platform, 'First draft', ...args], folder);
  expect(stderr).toBe('');
  expect(exitCode, stdout).toBe(0);
  return { folder, drafted: JSON.parse(stdout) as Drafted };
}

const logs = Object.keys(LOGS) as (keyof typeof LOGS)[];

describe('a scaffold passes validate and test at once', () => {
  it.each(logs.flatMap((log) => [['splunk', log] as const, ['sigma', log] as const]))(
    '%s, %s',
    async (platform, log) => {
      const { drafted, folder } = await draft(platform, log);
      expect(drafted.diagnostics).toEqual([]);
      expect(drafted.tests).toMatchObject([{ verdict: 'pass' }]);
      const text = readFileSync(join(folder, drafted.files[0] ?? ''), 'utf8');
      const query = platform === 'sigma' ? text.slice(text.indexOf('detection:')) : text;
      expect(query.toLowerCase()).toContain(LOGS[log].matching.replace(/"/g, '').toLowerCase().slice(0, 2));
    },
  );

  it.each(['security.log', 'trail.json', 'trail.json.gz'] as const)('sentinel, %s', async (log) => {
    const { drafted } = await draft('sentinel', log);
    expect(drafted.diagnostics).toEqual([]);
    expect(drafted.tests).toMatchObject([{ verdict: 'pass', results: 1 }]);
  });

  it.each(['splunk', 'sentinel', 'sigma'])('%s without a log of its own', async (platform) => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-new-'));
    const { exitCode, stdout } = await runCli(['new', platform, 'Starter'], folder);
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain('pass True Positive Test\n');
    const again = await runCli(['new', platform, 'Starter'], folder);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('is there already');
  });
});

describe('the first query', () => {
  it('finds the chosen events and leaves the others out', async () => {
    const { drafted, folder } = await draft('sigma', 'security.log');
    expect(drafted.events).toEqual([2]);
    const { detection, logsource } = load(readFileSync(join(folder, drafted.files[0] ?? ''), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(logsource).toEqual({ product: 'windows', service: 'security' });
    expect(detection).toMatchObject({ selection: { EventID: '4624' }, condition: 'selection' });
    expect(drafted.tests).toMatchObject([{ results: 1 }]);
  });

  it('asks for the text itself where the events have nothing else in common', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-new-'));
    const process = (record: number, data: Readonly<Record<string, string>>) =>
      windows(record, 'Security', 'Microsoft-Windows-Security-Auditing', 4688 + record, data);
    writeFileSync(
      join(folder, 'mixed.log'),
      process(1, { NewProcessName: 'C:\\t\\tunnel.exe' }) +
        process(2, { Application: 'tunnel.exe' }) +
        process(3, { Other: 'x' }),
    );
    const args = ['--data', 'mixed.log', '--matching', 'tunnel.exe', '--table', 'WindowsEvent', '--format', 'json'];
    const { stdout } = await runCli(['new', 'sentinel', 'Tunnel', ...args], folder);
    const drafted = JSON.parse(stdout) as Drafted;
    expect(drafted.tests).toMatchObject([{ verdict: 'pass', results: 2 }]);
    const { query } = load(readFileSync(join(folder, drafted.files[0] ?? ''), 'utf8')) as { readonly query: string };
    expect(query).toContain('| where tostring(EventData) contains "tunnel.exe"');
  });

  it('is about several events when they are chosen by number', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-new-'));
    writeFileSync(join(folder, 'trail.json'), LOGS['trail.json'].log);
    const args = ['--data', 'trail.json', '--event', '1', '--event', '3', '--format', 'json'];
    const { stdout } = await runCli(['new', 'splunk', 'Reads', ...args], folder);
    const drafted = JSON.parse(stdout) as Drafted;
    expect(drafted.events).toEqual([1, 3]);
    expect(drafted.tests).toMatchObject([{ verdict: 'pass' }]);
  });
});

describe('what cannot be drafted', () => {
  const refused = async (...args: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-new-'));
    writeFileSync(join(folder, 'a.json'), '{"verb": "read"}\n');
    writeFileSync(join(folder, 'empty.log'), '');
    const { exitCode, stderr } = await runCli(['new', ...args], folder);
    expect(exitCode).toBe(2);
    expect(readdirSync(folder).filter((name) => name !== '.firedrill')).toEqual(['a.json', 'empty.log']);
    return stderr;
  };
  it.each([
    [['sigma', 'A', '--technique', 'T9999'], 'There is no ATT&CK technique "T9999"'],
    [['sigma', 'A', '--data', 'b.json'], 'There is no log "b.json"'],
    [['sigma', 'A', '--data', '.'], '"." is a folder: name one log in it'],
    [['sigma', 'A', '--data', 'a.json', '--event', '7'], 'The log has no event 7: it has 1'],
    [['sigma', 'A', '--data', 'a.json', '--matching', 'zebra'], 'No event of the log holds "zebra"'],
    [['sigma', 'Pipes | and ticks', '--data', 'a.json'], 'A name is made of'],
    [['sigma', 'A', '--data', 'empty.log'], 'holds no events'],
    [['sentinel', 'A', '--data', 'a.json', '--table', 'SigninLogs'], 'No connector of the workspace lands'],
  ] as const)('%j', async (args, message) => {
    expect(await refused(...args)).toContain(message);
  });

  it('says which events belong to which logsource', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-new-'));
    const sysmon = (id: number) =>
      `<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>${id}</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel></System><EventData><Data Name='Image'>C:\\x.exe</Data></EventData></Event>\n`;
    writeFileSync(join(folder, 'a.log'), [3, 22, 3].map(sysmon).join(''));
    const args = ['new', 'sigma', 'A', '--data', 'a.log', '--matching', 'x.exe'];
    const { exitCode, stderr } = await runCli(args, folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('(network_connection: events 1, 3; dns_query: event 2)');
  });

  it('copies a log from elsewhere beside the others', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'firedrill-log-'));
    writeFileSync(join(elsewhere, 'trail.json'), LOGS['trail.json'].log);
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-new-'));
    const { exitCode } = await runCli(['new', 'sigma', 'Copied', '--data', join(elsewhere, 'trail.json')], folder);
    expect(exitCode).toBe(0);
    expect(existsSync(join(folder, 'test/attack_data/copied/trail.json'))).toBe(true);
  });
});
