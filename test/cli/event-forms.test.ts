import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeForms } from '../../scripts/conformance/event-forms.ts';
import {
  ChunkBuilder,
  instance,
  nothing,
  raw,
  type TemplateElement,
  text,
  uint16,
  uint64,
  writeEvtx,
} from '../data/readers/evtx-builder.ts';
import { runCli } from './run-cli.ts';

const event: TemplateElement = {
  name: 'Event',
  attributes: { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
  dependsOn: 5,
  children: [
    {
      name: 'System',
      children: [
        {
          name: 'Provider',
          attributes: { Name: 'Microsoft-Windows-Sysmon', Guid: '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}' },
        },
        { name: 'EventID', children: [0] },
        { name: 'Version', children: ['5'] },
        { name: 'Level', children: ['4'] },
        { name: 'Task', children: [0] },
        { name: 'Opcode', children: ['0'] },
        { name: 'Keywords', children: ['0x8000000000000000'] },
        { name: 'TimeCreated', attributes: { SystemTime: 1 } },
        { name: 'EventRecordID', children: [2] },
        { name: 'Correlation', attributes: { ActivityID: 4 } },
        { name: 'Execution', attributes: { ProcessID: '3128', ThreadID: '4012' } },
        { name: 'Channel', children: ['Microsoft-Windows-Sysmon/Operational'] },
        { name: 'Computer', children: ['ws-042.corp.example.com'] },
        { name: 'Security', attributes: { UserID: 3 } },
      ],
    },
    5,
  ],
};

const dataOf = (names: readonly string[]): TemplateElement => ({
  name: 'EventData',
  children: names.map((name, at) => ({ name: 'Data', attributes: { Name: name }, children: [at] })),
});

const CREATED = dataOf(['UtcTime', 'ProcessId', 'Image', 'CommandLine', 'User', 'ParentImage', 'Hashes']);
const CONNECTED = dataOf(['Image', 'Protocol', 'Initiated', 'SourceIp', 'DestinationIp', 'DestinationPort']);
const COMMANDS = [
  'whoami /all',
  'cmd /c "a & b > c"',
  "it's",
  'ä\u{1f600} line\r\n\tbreak',
  '&amp; whoami',
  '',
  '%%1833',
];
const system = raw(0x13, '010100000000000512000000');

const RULE = `title: Whoami
id: 11111111-2222-4333-8444-555555555555
status: test
logsource: { product: windows, category: process_creation }
detection:
  selection:
    CommandLine|contains: [whoami, 'b > c', "line\\r\\n\\tbreak"]
  condition: selection
`;

it('a log as EVTX, as XML and as JSON says the same in SPL, KQL and Sigma', async () => {
  const chunk = new ChunkBuilder();
  COMMANDS.forEach((command, index) => {
    const created = [text('2026-05-06 13:41:02.123'), uint64(4660n), text('C:\\Windows\\cmd.exe'), text(command)];
    const more = [text('CORP\\alice'), text('C:\\<x>\\a.exe'), text('MD5=00,SHA256=FF')];
    const connected = [
      text('C:\\a.exe'),
      text('tcp'),
      raw(0x0d, '01000000'),
      text('192.0.2.7'),
      text('fe80::1'),
      uint16(443),
    ];
    const [id, data] =
      index % 3 === 2 ? [3, instance(CONNECTED, connected)] : [1, instance(CREATED, [...created, ...more])];
    const time = uint64(133_000_000_001_234_567n + BigInt(index) * 10_000_000n, 0x11);
    chunk.record(event, [uint16(id), time, uint64(BigInt(index + 1)), system, nothing, data]);
  });
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-forms-'));
  const forms = writeForms(writeEvtx([chunk.bytes]), folder);
  writeFileSync(join(folder, 'rule.yml'), RULE);
  const answers = async (form: keyof typeof forms, spl: string) => {
    const query = async (language: string, query: string): Promise<unknown> => {
      const args = ['query', '--lang', language, '--text', query, '--data', forms[form], '--format', 'json'];
      return JSON.parse((await runCli(args, folder)).stdout);
    };
    const scan = await runCli(['scan', '--rules', 'rule.yml', '--data', forms[form], '--format', 'json'], folder);
    const { rules } = JSON.parse(scan.stdout) as { rules: { events: { record: number }[] }[] };
    return {
      spl: await query('spl', spl),
      kql: await query('kql', 'WindowsEvent | sort by EventRecordId asc'),
      sigma: rules.map(({ events }) => events.map(({ record }) => record)),
    };
  };
  const fields = 'table _raw _time EventCode CommandLine Image User DestinationIp DestinationPort RecordID SystemTime';
  const binary = await answers('evtx', fields);
  expect(binary.sigma).toEqual([[1, 2, 4, 5]]);
  expect(await answers('xml', fields)).toEqual(binary);
  const { kql, sigma } = await answers('json', 'head 1');
  expect({ kql, sigma }).toEqual({ kql: binary.kql, sigma: binary.sigma });
});
