import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ChunkBuilder, type TemplateElement, text, writeEvtx } from '../data/readers/evtx-builder.ts';
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

  const trim = (folder: string, log: string, to: string, ...more: readonly string[]) =>
    runCli(
      ['data', 'trim', log, 'detections/rule.yml', '--to', to, '--around', '0', '--near-misses', '1', ...more],
      folder,
    );

  it('writes a gzip as text or as gzip, as its name says', async () => {
    const folder = folderWith({ ...files, 'big.xml.gz': gzipSync(files['big.xml']) });
    expect((await trim(folder, 'big.xml.gz', 'small.xml')).stdout).toBe(
      'small.xml: 21 of 200 events kept, 20 of them matched\n',
    );
    expect((await trim(folder, 'big.xml.gz', 'small.xml.gz')).exitCode).toBe(0);
    const packed = readFileSync(join(folder, 'small.xml.gz'));
    expect(gunzipSync(packed).toString()).toBe(readFileSync(join(folder, 'small.xml'), 'utf8'));
  });

  it('writes the XML of an EVTX, and no other file in its name', async () => {
    const data: TemplateElement = {
      name: 'Event',
      attributes: { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
      children: [
        {
          name: 'System',
          children: [
            { name: 'Provider', attributes: { Name: 'Microsoft-Windows-Sysmon' } },
            { name: 'EventID', children: ['1'] },
            { name: 'TimeCreated', attributes: { SystemTime: '2026-05-06T13:41:02.0000000Z' } },
            { name: 'Channel', children: ['Microsoft-Windows-Sysmon/Operational'] },
            { name: 'Computer', children: ['ws-07.corp.test'] },
          ],
        },
        { name: 'EventData', children: [{ name: 'Data', attributes: { Name: 'CommandLine' }, children: [0] }] },
      ],
    };
    const chunk = new ChunkBuilder();
    for (let record = 0; record < 6; record += 1) {
      chunk.record(data, [text(record === 4 ? 'whoami > ws-07.txt & fe80::1:2' : 'dir')]);
    }
    const folder = folderWith({ ...files, 'log.evtx': readFileSync(writeEvtx([chunk.bytes])) });
    expect(await trim(folder, 'log.evtx', 'small.evtx')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('"small.evtx" cannot end so') as string,
    });
    expect((await trim(folder, 'log.evtx', 'small.xml', '--redact')).stdout).toBe(
      'small.xml: 2 of 6 events kept, 1 of them matched\n',
    );
    const small = readFileSync(join(folder, 'small.xml'), 'utf8');
    expect(small.match(/<Event /g)).toHaveLength(2);
    expect(small).toContain("<Data Name='CommandLine'>whoami &gt; host-1.txt &amp; fe80::1</Data>");
    expect(small).toContain('<Computer>host-1.domain-1.example</Computer>');
  });

  it('keeps the head of a Zeek log, and redacts its addresses of both kinds', async () => {
    const head =
      '#separator \\x09\n#path\tdns\n#fields\tts\tid.orig_h\tid.resp_h\tquery\n#types\ttime\taddr\taddr\tstring\n';
    const rows = [
      '1777996862.5\t2001:470:0:76::2\tff02::fb\tone.example.net',
      '1777996863.5\t2001:0470:0000:0076:0:0:0:2\t10.1.2.3\tevil.example.net',
      '1777996864.5\tfd12:3456::9\t::1\tevil.example.net',
      '1777996865.5\t192.168.4.5\t10.1.2.3\ttwo.example.net',
    ];
    const rule = `title: Evil
id: 11111111-2222-4333-8444-777777777777
status: test
logsource:
  product: zeek
  service: dns
detection:
  selection:
    query|startswith: evil
  condition: selection
`;
    const zeek = `${head}${rows.join('\n')}\n#close\t2026-05-06-13-42-02\n`;
    const folder = folderWith({ ...files, 'dns.log': zeek, 'detections/rule.yml': rule });
    expect((await trim(folder, 'dns.log', 'small.log', '--redact')).stdout).toBe(
      'small.log: 3 of 4 events kept, 2 of them matched\n',
    );
    expect(readFileSync(join(folder, 'small.log'), 'utf8')).toBe(
      `${head}${[
        '1777996862.5\t2001:db8::1\tff02::fb\tone.example.net',
        '1777996863.5\t2001:db8::1\t10.0.0.2\tevil.example.net',
        '1777996864.5\tfd00::1\t::1\tevil.example.net',
      ].join('\n')}\n`,
    );
  });

  it('keeps every head of a log of IIS, and redacts its rows', async () => {
    const head =
      '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem\n';
    const again = '#Fields: date time s-ip cs-method cs-uri-stem sc-status\n';
    const iis = `${head}2026-05-06 13:41:02 192.0.2.5 GET /a\n2026-05-06 13:41:03 192.0.2.5 GET /evil\n${again}2026-05-06 13:41:04 192.0.2.5 GET /evil 200\n`;
    const rule = `title: Evil page
id: 11111111-2222-4333-8444-555555555556
status: test
logsource:
  category: webserver
detection:
  selection:
    cs-uri-stem: /evil
  condition: selection
`;
    const folder = folderWith({ ...files, 'u_ex.log': iis, 'detections/rule.yml': rule });
    await trim(folder, 'u_ex.log', 'small.log', '--near-misses', '0', '--redact');
    expect(readFileSync(join(folder, 'small.log'), 'utf8')).toBe(
      iis.replace('2026-05-06 13:41:02 192.0.2.5 GET /a\n', '').replaceAll('192.0.2.5', '192.0.2.1'),
    );
  });

  it('keeps the line that names the fields of flow logs', async () => {
    const head = 'srcaddr dstaddr dstport action start\n';
    const rows = ['192.0.2.7 198.51.100.9 443 ACCEPT 1777996860\n', '192.0.2.7 198.51.100.9 7844 ACCEPT 1777996861\n'];
    const rule = `title: Tunnel port
id: 11111111-2222-4333-8444-555555555557
status: test
logsource:
  product: aws
  service: vpcflow
detection:
  selection:
    dstport: 7844
  condition: selection
`;
    const folder = folderWith({ ...files, 'flow.log': head + rows.join(''), 'detections/rule.yml': rule });
    await trim(folder, 'flow.log', 'small.log', '--near-misses', '0');
    expect(readFileSync(join(folder, 'small.log'), 'utf8')).toBe(head + rows[1]);
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
