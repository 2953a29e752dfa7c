import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { TestReport } from '../../src/testing/result.ts';
import { folderWith, runCli } from './run-cli.ts';

const LOG = 'datasets/attack_techniques/T1572/snapattack/snapattack.log';

/** A Sigma rule that fires on the shipped log; `change` spoils it. */
const rule = (change: (text: string) => string = (text) => text): string =>
  change(`title: Tunnel client
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
      - data: ${LOG}
        source: XmlWinEventLog:Microsoft-Windows-Sysmon/Operational
        sourcetype: XmlWinEventLog
`);

const otherRule = rule((text) => text.replace('7a11', '7a12').replace('Tunnel client', 'Other'));

const sentinel = (query: string): string => `id: 6a0c9f6e-9b59-4a33-8f0b-0e6f4f8d2a01
name: Tunnel rule
description: A rule of this test.
severity: Medium
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
relevantTechniques: [T1572]
query: |
  ${query}
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: RemoteIP
version: 1.0.0
kind: Scheduled
tests:
  - name: tunnel
    attack_data: [{ data: ${LOG} }]
`;

const splunk = (search: string): string => `name: Tunnel Search
id: 0b9f6f2a-5a0e-4b39-8f1e-6a4d4f8d2a02
version: 1
creation_date: '2026-05-05'
modification_date: '2026-05-13'
author: A. Tester
status: production
type: Hunting
description: A search of this test.
data_source: [Sysmon EventID 3]
search: '${search} | \`tunnel_search_filter\`'
how_to_implement: Collect Sysmon events.
known_false_positives: None known.
references: []
analytic_story: [Reverse Network Proxy]
asset_type: Endpoint
mitre_attack_id: [T1572]
product: [Splunk Enterprise]
category: endpoint
security_domain: endpoint
tests:
  - name: tunnel
    attack_data:
      - data: ${LOG}
        source: XmlWinEventLog:Microsoft-Windows-Sysmon/Operational
        sourcetype: XmlWinEventLog
    test_type: unit
`;

/** Runs `test` over a spoilt file and a good one: what was found about the spoilt one, and whether the other still ran. */
async function runBeside(name: string, content: string, more: Readonly<Record<string, string | Uint8Array>> = {}) {
  const cwd = folderWith({ [`detections/${name}`]: content, 'detections/other.yml': otherRule, ...more });
  const { exitCode, stdout, stderr } = await runCli(['test', '--format', 'json', '--no-cache'], cwd);
  const report = JSON.parse(stdout) as TestReport;
  const own = (diagnostic: Diagnostic) => diagnostic.file.endsWith(name) && diagnostic.severity === 'error';
  const all = [...report.diagnostics, ...report.tests.flatMap((test) => test.diagnostics)].filter(own);
  const found = [...new Map(all.map((item) => [JSON.stringify([item.code, item.range]), item])).values()];
  const other = report.tests.find((test) => test.detection.name === 'Other');
  const verdict = report.tests.find((test) => test.detection.name !== 'Other')?.verdict;
  expect(stderr).not.toMatch(/\n\s+at /);
  return {
    exitCode,
    found: found.map(({ name: code, range, message }) => ({ name: code, line: range.start.line, message })),
    other: other?.verdict,
    verdict,
  };
}

describe('bad input is one clear diagnostic, and other detections still run', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghijk'
    .split('')
    .map((letter, at) => `${letter}: &${letter} [${`*${'abcdefghij'[at]},`.repeat(9)}*${'abcdefghij'[at]}]`)
    .join('\n')}\n`;

  it.each<[string, string, string, string, number]>([
    ['broken YAML', 'bad.yml', rule((text) => text.replace('status: test', 'status: "test')), 'yaml-syntax', 0],
    ['an alias bomb', 'bad.yml', bomb, 'yaml-limit', 0],
    [
      'an unknown key',
      'bad.yaml',
      sentinel('DeviceNetworkEvents | where RemotePort == 7844').replace('version:', 'verison:'),
      'schema-unknown-key',
      19,
    ],
    [
      'a wrong type',
      'bad.yml',
      rule((text) => text.replace('title: Tunnel client', 'title: [Tunnel]')),
      'schema-type',
      1,
    ],
    ['an unknown table', 'bad.yaml', sentinel('DeviceNetworkEventz | where RemotePort == 7844'), 'unknown-table', 13],
    [
      'an unknown column',
      'bad.yaml',
      sentinel('DeviceNetworkEvents | where RemotePortt == 7844'),
      'unknown-column',
      13,
    ],
    [
      'an unknown macro',
      'tunnel_search.yml',
      splunk('| tstats count from datamodel=Network_Traffic.All_Traffic where `no_such_macro`'),
      'unknown-macro',
      11,
    ],
  ])('%s', async (_what, name, content, code, line) => {
    const { exitCode, found, other } = await runBeside(name, content);
    expect(found.map((finding) => finding.name)).toEqual([code]);
    if (line > 0) expect(found[0]?.line).toBe(line);
    expect(exitCode).toBe(1);
    expect(other).toBe('pass');
  });

  it.each<[string, string, Readonly<Record<string, string | Uint8Array>>, string]>([
    ['an empty log', 'empty.log', { 'test/attack_data/empty.log': '' }, 'data-empty'],
    ['a missing file', 'nowhere.log', {}, 'data-missing'],
    [
      'a Git-LFS pointer in place of a log',
      'lfs.log',
      {
        'test/attack_data/lfs.log':
          'version https://git-lfs.github.com/spec/v1\noid sha256:73d824363d407e73fdaa283a30641580911af3d1c3e895b561d02a113ee006fb\nsize 10344\n',
      },
      'data-lfs-pointer',
    ],
    ['a path out of the repository', '../../etc/passwd', {}, 'data-outside'],
    ['a URL to the machine itself', 'http://127.0.0.1/snapattack.log', {}, 'data-host-refused'],
  ])('%s', async (_what, data, files, code) => {
    const { exitCode, found, other, verdict } = await runBeside(
      'bad.yml',
      rule((text) => text.replace(LOG, data)),
      files,
    );
    expect(found).toEqual([{ name: code, line: 16, message: expect.any(String) }]);
    expect(verdict).toBe('error');
    expect(exitCode).toBe(1);
    expect(other).toBe('pass');
  });

  it('truncated XML: the intact events are read, the cut one is reported with its number', async () => {
    const cwd = folderWith({});
    const { readFileSync, writeFileSync } = await import('node:fs');
    const whole = readFileSync(`${cwd}/test/attack_data/${LOG}`, 'utf8').trimEnd().split('\n');
    writeFileSync(`${cwd}/cut.log`, `${whole.slice(0, -1).join('\n')}\n${(whole.at(-1) ?? '').slice(0, 200)}`);
    const { mkdirSync } = await import('node:fs');
    mkdirSync(`${cwd}/detections`, { recursive: true });
    writeFileSync(
      `${cwd}/detections/a.yml`,
      rule((text) => text.replace(LOG, '../cut.log')),
    );
    const { stdout, exitCode } = await runCli(['test', '--format', 'json'], cwd);
    const [test] = (JSON.parse(stdout) as TestReport).tests;
    expect(test?.verdict).toBe('pass');
    expect(exitCode).toBe(0);
    expect(
      test?.diagnostics.map(({ name, message }) => ({ name, numbered: message.includes(String(whole.length)) })),
    ).toEqual([{ name: 'malformed-event', numbered: true }]);
  });

  it('nothing that was asked for', async () => {
    expect(await runCli(['test', 'No Such Detection'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await runCli(['test', 'no/such/folder.yml'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await runCli(['test', '--format', 'xml'])).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('what is not there, or is something else', () => {
  it.each([
    [['report', 'nope.json'], /^error: There is no report ".*nope\.json"\.\n$/],
    [['report', '.'], /^error: ".*" is a folder: name one report in it\.\n$/],
    [['report', 'detections/other.yml'], /^error: ".*other\.yml" is no report of "firedrill test --format json"\.\n$/],
    [['query', '--lang', 'spl', '--text', 'index=*', '--data', 'nope.log'], /^error: There is no log "nope\.log"\.\n$/],
  ] as const)('%j', async (args, message) => {
    const cwd = folderWith({ 'detections/other.yml': otherRule });
    const { exitCode, stdout, stderr } = await runCli([...args], cwd);
    expect(stderr).toMatch(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});
