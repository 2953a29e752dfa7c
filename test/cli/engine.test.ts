import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type SplunkEmulator, startSplunk } from '../emulators/splunk.ts';
import { folderWith, runCli } from './run-cli.ts';

const DETECTION = `name: Many Tools
id: 00000000-0000-4000-8000-000000000001
version: 3
creation_date: "2026-01-01"
modification_date: "2026-01-02"
author: Test Author
status: production
type: TTP
description: Finds an invented thing.
data_source: [Sysmon EventID 1]
search: 'index=main tool=* | stats count min(_time) AS first BY user | \`many_tools_filter\`'
how_to_implement: Collect events.
known_false_positives: None known.
references: []
security_domain: endpoint
mitre_attack_id: [T1572]
analytic_story: [Invented Story]
asset_type: Endpoint
finding:
  title: Tools of $user$
  entity: { field: user, type: user, score: 40 }
tests:
  - name: True Positive Test
    attack_data: [{ data: tools.json, source: tools, sourcetype: invented }]
    expect: { rows: [{ user: alice, count: 2 }] }
  - name: Quiet
    test_type: benign
    attack_data: [{ data: quiet.json, source: tools, sourcetype: invented }]
`;
const event = (hour: string, user: string, more = ''): string =>
  `{"time": "2025-03-01T${hour}:00:00Z", "user": "${user}"${more}}\n`;

let splunk: SplunkEmulator;
let cwd: string;

beforeEach(async () => {
  splunk = await startSplunk('content');
  cwd = folderWith({
    'firedrill.yml': 'content: [detections]\ndeploy: { splunk: { app: content } }\n',
    'detections/many_tools.yml': DETECTION,
    'detections/tools.json':
      event('10', 'alice', ', "tool": "a"') + event('11', 'alice', ', "tool": "b"') + event('12', 'bob'),
    'detections/quiet.json': event('10', 'bob'),
    'ca.pem': splunk.ca,
  });
  vi.stubEnv('FIREDRILL_SPLUNK_URL', splunk.url);
  vi.stubEnv('FIREDRILL_SPLUNK_CA_FILE', join(cwd, 'ca.pem'));
  vi.stubEnv('FIREDRILL_SPLUNK_HEC_URL', splunk.url);
  vi.stubEnv('FIREDRILL_SPLUNK_HEC_TOKEN', splunk.collector.token);
  vi.stubEnv('FIREDRILL_SPLUNK_USERNAME', splunk.username);
  vi.stubEnv('FIREDRILL_SPLUNK_PASSWORD', splunk.password);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await splunk.close();
});

it('tests on a live service by the same rules', { timeout: 60_000 }, async () => {
  const live = await runCli(['test', '--engine', 'splunk', '--format', 'json'], cwd);
  const tests = JSON.parse(live.stdout).tests as { verdict: string; rows: unknown[]; events: number }[];
  expect(tests.map(({ verdict, rows, events }) => ({ verdict, rows, events }))).toEqual([
    { verdict: 'pass', rows: [{ user: 'alice', count: '2', first: '1740823200' }], events: 3 },
    { verdict: 'pass', rows: [], events: 1 },
  ]);
  expect(live.exitCode).toBe(0);
  expect(splunk.engine.events).toEqual([]);

  const path = join(cwd, 'detections', 'many_tools.yml');
  writeFileSync(path, DETECTION.replace('count: 2', 'count: 3').replace('tool=*', '`nonesuch` tool=*'));
  const broken = await runCli(['test', '--engine', 'splunk'], cwd);
  expect([broken.exitCode, splunk.engine.events]).toEqual([1, []]);
});

it('runs there what our own engine does not support', { timeout: 60_000 }, async () => {
  const path = join(cwd, 'detections', 'many_tools.yml');
  writeFileSync(path, DETECTION.replace('| stats count', '| cluster t=0.9 | stats count'));
  const here = await runCli(['test', '--format', 'json'], cwd);
  expect(JSON.parse(here.stdout).summary).toMatchObject({ unsupported: 2 });
  const { run } = splunk.engine;
  splunk.engine.run = function (search, range) {
    return run.call(this, search.replace('| cluster t=0.9', ''), range);
  };
  const there = await runCli(['test', '--engine', 'splunk', '--format', 'json'], cwd);
  expect([there.exitCode, JSON.parse(there.stdout).summary]).toMatchObject([0, { passed: 2, unsupported: 0 }]);
  const parity = await runCli(['parity', '--engine', 'splunk'], cwd);
  expect(parity.stdout).toContain('  not compared: here: the query is not supported\n');
});

it('finds no difference between here and there, and shows one', { timeout: 60_000 }, async () => {
  const same = await runCli(['parity', '--engine', 'splunk'], cwd);
  expect([same.exitCode, same.stdout, same.stderr]).toEqual([
    0,
    'Many Tools › True Positive Test (detections/many_tools.yml)\n  the same 1 rows\n' +
      'Many Tools › Quiet (detections/many_tools.yml)\n  the same 0 rows\n',
    '2 tests here and on Splunk Enterprise 9.4.0 (build 6b4ebe426ca6): 2 with the same rows\n',
  ]);
  const { run } = splunk.engine;
  splunk.engine.run = function (search, range) {
    const outcome = run.call(this, search.replace('min(_time)', 'max(_time)'), range);
    return outcome;
  };
  const other = await runCli(['parity', '--engine', 'splunk'], cwd);
  expect([other.exitCode, other.stdout]).toEqual([
    1,
    'Many Tools › True Positive Test (detections/many_tools.yml)\n  0 rows in common\n' +
      '  only here: {"user":"alice","count":"2","first":"1740823200"}\n' +
      '  only there: {"user":"alice","count":"2","first":"1740826800"}\n' +
      'Many Tools › Quiet (detections/many_tools.yml)\n  the same 0 rows\n',
  ]);
});

it('looks back over days', { timeout: 60_000 }, async () => {
  const now = Date.now() / 1000;
  splunk.engine.now = now;
  splunk.put('configs/conf-macros', 'many_tools_filter', { definition: 'search *' });
  for (const [hours, user] of [
    [2, 'alice'],
    [3, 'bob'],
    [30, 'alice'],
    [200, 'carol'],
  ] as const) {
    const raw = `{"user": "${user}", "tool": "x"}`;
    splunk.engine.events.push({
      time: now - hours * 3600,
      index: 'main',
      host: 'h',
      source: 'tools',
      sourcetype: 'invented',
      raw,
    });
  }
  const run = await runCli(['backtest', '--engine', 'splunk', '--since', '3d', '--format', 'json'], cwd);
  const [result] = JSON.parse(run.stdout).detections;
  expect(run.exitCode).toBe(0);
  expect([result.alerts, result.alerts_per_day, result.days.map(({ alerts }: { alerts: number }) => alerts)]).toEqual([
    3,
    1,
    [0, 1, 2],
  ]);
  expect(result.entities).toEqual([
    {
      field: 'user',
      top: [
        { value: 'alice', alerts: 2 },
        { value: 'bob', alerts: 1 },
      ],
    },
  ]);
  const text = await runCli(['backtest', '--engine', 'splunk', '--since', '3d', '--quiet'], cwd);
  expect(text.stdout).toContain('  3 alerts in 3 days, 1.0 a day, at most 2 on one\n  user: alice (2), bob (1)\n');
  const table = await runCli(['backtest', '--engine', 'splunk', '--since', '3d', '--format', 'markdown'], cwd);
  expect(table.stdout).toContain('| Many Tools | 1.0 | 3 | 2 | alice &#40;2&#41;, bob &#40;1&#41; |');
});

it('records answers and events', { timeout: 60_000 }, async () => {
  writeFileSync(join(cwd, 'case.txt'), 'load sourcetype=invented\n  {"a": "x"}\n\nspl search a=* | table a\n');
  const recorded = await runCli(['record', 'case.txt', '--engine', 'splunk'], cwd);
  expect([recorded.exitCode, recorded.stdout]).toEqual([0, 'case.txt:4 new\n']);
  expect(readFileSync(join(cwd, 'case.txt'), 'utf8')).toBe(
    'load sourcetype=invented\n  {"a": "x"}\n\n# recorded: Splunk Enterprise 9.4.0 (build 6b4ebe426ca6)\nspl search a=* | table a\n  a\n  x\n',
  );
  const time = Date.now() / 1000 - 60;
  splunk.engine.events.push({ time, index: 'main', host: 'h', source: 's', sourcetype: 'invented', raw: '{"a": 1}' });
  const data = await runCli(['data', 'record', '--from', 'splunk', '--query', 'index=main', '--to', 'saved/log'], cwd);
  expect([data.exitCode, data.stdout]).toEqual([
    0,
    '- data: "saved/log.json"\n  source: "s"\n  sourcetype: "invented"\n',
  ]);
  expect(readFileSync(join(cwd, 'saved', 'log.json'), 'utf8')).toBe('{"a": 1}\n');
});

it('shows no secret, whatever goes wrong', { timeout: 120_000 }, async () => {
  const canaries = [splunk.token, splunk.password, splunk.collector.token];
  vi.stubEnv('HTTPS_PROXY', '');
  const commands = [
    ['test', '--engine', 'splunk'],
    ['parity', '--engine', 'splunk', '--format', 'json'],
    ['backtest', '--engine', 'splunk', '--since', '1d'],
    ['record', 'case.txt', '--engine', 'splunk'],
    ['data', 'record', '--from', 'splunk', '--query', '| nonesuch', '--to', 'x'],
    ['deploy', 'plan', '--target', 'splunk', '--plan-file', 'plan.json'],
    ['deploy', 'status', '--target', 'splunk', '--format', 'json'],
  ];
  writeFileSync(join(cwd, 'case.txt'), 'spl | makeresults | table a\n');
  const faults = [undefined, { status: 401 }, { status: 403 }, 'truncated'] as const;
  for (const fault of faults) {
    splunk.fault = ({ path }) => (fault === undefined || path.endsWith('/login') ? undefined : fault);
    if (fault === 'truncated') splunk.fault = ({ number }) => (number % 2 === 0 ? { status: 400 } : undefined);
    for (const command of commands) {
      const { stdout, stderr } = await runCli(command, cwd);
      for (const canary of canaries) expect([command, (stdout + stderr).includes(canary)]).toEqual([command, false]);
    }
  }
  vi.stubEnv('FIREDRILL_SPLUNK_PASSWORD', 'wrong-canary');
  splunk.fault = () => undefined;
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await runCli(command, cwd);
    expect([command, exitCode === 0, (stdout + stderr).includes('wrong-canary')]).toEqual([command, false, false]);
  }
  vi.stubEnv('FIREDRILL_SPLUNK_URL', 'https://user:url-canary@127.0.0.1:1');
  for (const command of commands) {
    const { stdout, stderr } = await runCli(command, cwd);
    expect([command, (stdout + stderr).includes('url-canary')]).toEqual([command, false]);
  }
});
