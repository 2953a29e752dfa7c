import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

/** Process creations; every tenth one runs whoami, and network connections stand between them. */
const event = (record: number): string => {
  const id = record % 2 === 0 ? 1 : 3;
  const data =
    id === 1
      ? `<Data Name='Image'>C:\\Users\\alice\\tool.exe</Data><Data Name='CommandLine'>${record % 10 === 0 ? 'whoami /all' : 'dir'} 198.51.100.77</Data><Data Name='User'>CORP\\alice</Data>`
      : `<Data Name='DestinationIp'>10.20.30.40</Data><Data Name='DestinationHostname'>ws-07.corp.test</Data>`;
  const time = new Date(Date.UTC(2026, 4, 6, 13, 0, record)).toISOString();
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>${id}</EventID><TimeCreated SystemTime='${time}'/><EventRecordID>${record}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws-07.corp.test</Computer></System><EventData>${data}</EventData></Event>\n`;
};

const RULE = `title: Whoami
id: 11111111-2222-4333-8444-555555555555
status: test
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    CommandLine|contains: whoami
  condition: selection
`;

const table = ['time,user,action', 'a,alice,read', 'b,bob,delete', 'c,carol,read', 'd,dan,read', ''].join('\n');
const TABLE_RULE = `title: Deletion
id: 11111111-2222-4333-8444-666666666666
status: test
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:
    action: delete
  condition: selection
`;

const files = {
  'big.xml': Array.from({ length: 200 }, (_, index) => event(index + 1)).join(''),
  'table.csv': table,
  'detections/rule.yml': RULE,
  'other/table.yml': TABLE_RULE,
  'detections/rule.test.yml': 'tests:\n  - name: whoami\n    attack_data:\n      - data: ../big.xml\n',
  'firedrill.yml': 'content: [detections]\n',
};

const recordsOf = (text: string): readonly number[] =>
  [...text.matchAll(/<EventRecordID>(\d+)</g)].map(([, record]) => Number(record));

describe('firedrill data trim', () => {
  it('keeps what matched, its neighbours and some of the same kind', async () => {
    const folder = folderWith(files);
    const { exitCode, stdout, stderr } = await runCli(
      ['data', 'trim', 'big.xml', 'detections/rule.yml', '--to', 'small.xml', '--around', '1', '--near-misses', '2'],
      folder,
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    // 20 that matched, their 39 neighbours, two process creations that did not match (of 80, the first and the 41st).
    expect(stdout).toBe('small.xml: 61 of 200 events kept, 20 of them matched\n');
    const records = recordsOf(readFileSync(join(folder, 'small.xml'), 'utf8'));
    expect(records.filter((record) => record % 2 === 0 && record % 10 !== 0)).toEqual([2, 102]);
    expect(records.slice(0, 4)).toEqual([2, 9, 10, 11]);
  });

  it('gives hosts, users and addresses other names, the same for the same', async () => {
    const folder = folderWith(files);
    const args = ['data', 'trim', 'big.xml', 'detections/rule.yml', '--to', 'small.xml', '--redact'];
    expect((await runCli(args, folder)).exitCode).toBe(0);
    const text = readFileSync(join(folder, 'small.xml'), 'utf8');
    expect(text).not.toMatch(/alice|corp|ws-07|198\.51\.100\.77|10\.20\.30\.40/i);
    expect(text).toContain("<Data Name='User'>DOMAIN-1\\user-1</Data>");
    expect(text).toContain('C:\\Users\\user-1\\tool.exe');
    expect(text).toContain('<Computer>host-1.domain-1.example</Computer>');
    expect(text).toContain('whoami /all 192.0.2.1<');
    expect(text).toContain("<Data Name='DestinationIp'>10.0.0.2</Data>");
  });

  it('keeps the head of a table', async () => {
    const folder = folderWith(files);
    const args = [
      'data',
      'trim',
      'table.csv',
      'other/table.yml',
      '--to',
      's.csv',
      '--around',
      '0',
      '--near-misses',
      '1',
    ];
    const run = await runCli(args, folder);
    expect(run.stdout).toBe('s.csv: 2 of 4 events kept, 1 of them matched\n');
    expect(readFileSync(join(folder, 's.csv'), 'utf8')).toBe('time,user,action\na,alice,read\nb,bob,delete\n');
  });

  it('asks for detections when no test names the log', async () => {
    const folder = folderWith({ ...files, 'detections/rule.test.yml': '' });
    const { exitCode, stderr } = await runCli(['data', 'trim', 'big.xml', '--to', 'small.xml'], folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('No test names "big.xml"');
  });

  it('finds the detections whose tests name the log', async () => {
    const folder = folderWith(files);
    const { stdout } = await runCli(
      ['data', 'trim', 'big.xml', '--to', 'small.xml', '--around', '0', '--near-misses', '0'],
      folder,
    );
    expect(stdout).toBe('small.xml: 20 of 200 events kept, 20 of them matched\n');
  });
});
