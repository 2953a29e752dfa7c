import { describe, expect, it } from 'vitest';
import type { WindowsEvent } from '../../../src/data/record.ts';
import { eventSource, sysmonEvent, windowsLog } from './replay.ts';
import { run } from './workspace.ts';

type Row = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, string>>;

const HOSTS = ['ws-01.example.com', 'ws-02.example.com', 'srv-03.example.com'];
const USERS = ['alice', 'bob', 'carol'];
const at = (index: number): string => `2026-05-05T10:00:0${index}.1234567Z`;

/** Three events of a kind, one on each host. */
const sysmon = (id: number, fields: (index: number) => Fields): readonly WindowsEvent[] =>
  HOSTS.map((computer, index) =>
    sysmonEvent(id, {
      computer,
      timeCreated: at(index),
      eventRecordId: String(100 + index),
      fields: {
        RuleName: '-',
        UtcTime: `2026-05-05 10:00:0${index}.123`,
        ProcessGuid: `{00000000-0000-0000-0000-00000000000${index}}`,
        ProcessId: String(4000 + index),
        Image: `C:\\Tools & more\\tool${index}.exe`,
        User: `EXAMPLE\\${USERS[index]}`,
        ...fields(index),
      },
    }),
  );
const security = (id: number, fields: (index: number) => Fields): readonly WindowsEvent[] =>
  HOSTS.map((computer, index) =>
    sysmonEvent(id, {
      provider: 'Microsoft-Windows-Security-Auditing',
      channel: 'Security',
      computer,
      timeCreated: at(index),
      eventRecordId: String(200 + index),
      fields: {
        SubjectUserSid: `S-1-5-21-1-2-3-110${index}`,
        SubjectUserName: USERS[index] as string,
        SubjectDomainName: 'EXAMPLE',
        SubjectLogonId: '0x3e7',
        ...fields(index),
      },
    }),
  );

const dataOf = (event: WindowsEvent): Fields =>
  Object.fromEntries(event.data.map(({ name, value }) => [name ?? '', value]));
const bare = (guid = ''): string => guid.replace(/[{}]/g, '');
const decimal = (number = ''): string => String(Number(number));

interface Case {
  readonly parsers: readonly string[];
  readonly events: readonly WindowsEvent[];
  readonly fields: (data: Fields, event: WindowsEvent) => Row;
}

const connection = (index: number): Fields => ({
  Protocol: index === 2 ? 'udp' : 'tcp',
  Initiated: String(index !== 1),
  SourceIsIpv6: 'false',
  SourceIp: `192.0.2.${10 + index}`,
  SourceHostname: '-',
  SourcePort: String(50001 + index),
  DestinationIsIpv6: 'false',
  DestinationIp: `198.51.100.${7 + index}`,
  DestinationHostname: '-',
  DestinationPort: '443',
});
const logon = (index: number): Fields => ({
  TargetUserSid: `S-1-5-21-1-2-3-120${index}`,
  TargetUserName: USERS[2 - index] as string,
  TargetDomainName: 'EXAMPLE',
  TargetLogonId: '0x9f1',
  LogonType: '3',
  IpAddress: `192.0.2.${index + 1}`,
  IpPort: '50000',
  WorkstationName: 'WS-09',
  ProcessId: '0x2f4',
  ProcessName: 'C:\\Windows\\System32\\lsass.exe',
});

const CASES: readonly Case[] = [
  {
    parsers: ['vimNetworkSessionMicrosoftSysmonWindowsEvent', 'vimNetworkSessionMicrosoftSysmonEvent'],
    events: sysmon(3, connection),
    fields: (data, { computer }) => ({
      EventType: 'EndpointNetworkSession',
      EventProduct: 'Sysmon',
      Dvc: computer,
      SrcIpAddr: data['SourceIp'],
      SrcPortNumber: Number(data['SourcePort']),
      DstIpAddr: data['DestinationIp'],
      DstPortNumber: 443,
      NetworkDirection: data['Initiated'] === 'true' ? 'Outbound' : 'Inbound',
      NetworkProtocol: data['Protocol']?.toUpperCase(),
      Process: data['Image'],
    }),
  },
  {
    parsers: ['vimNetworkSessionMicrosoft365Defender'],
    events: sysmon(3, connection),
    fields: (data, { computer }) => ({
      EventType: 'EndpointNetworkSession',
      EventResult: 'Success',
      Dvc: computer,
      SrcIpAddr: data['SourceIp'],
      SrcPortNumber: Number(data['SourcePort']),
      DstIpAddr: data['DestinationIp'],
      NetworkDirection: data['Initiated'] === 'true' ? 'Outbound' : 'Inbound',
      NetworkProtocol: data['Protocol']?.toUpperCase(),
      Process: data['Image'],
    }),
  },
  {
    parsers: ['vimNetworkSessionMicrosoftSecurityEvents'],
    events: security(5156, (index) => ({
      ProcessID: String(900 + index),
      Application: '\\device\\harddiskvolume2\\windows\\system32\\svchost.exe',
      Direction: index === 1 ? '%%14592' : '%%14593',
      SourceAddress: `192.0.2.${index}`,
      SourcePort: '50100',
      DestAddress: '198.51.100.9',
      DestPort: '53',
      Protocol: '17',
    })),
    fields: (data, { computer }) => ({
      Dvc: computer,
      DvcAction: 'Allow',
      SrcIpAddr: data['SourceAddress'],
      DstPortNumber: 53,
      NetworkProtocol: 'UDP',
      NetworkDirection: data['Direction'] === '%%14592' ? 'Inbound' : 'Outbound',
      Process: data['Application'],
    }),
  },
  {
    parsers: [
      'vimProcessCreateMicrosoftSysmonWindowsEvent',
      'vimProcessCreateMicrosoftSysmonEvent',
      'vimProcessEventMicrosoft365Defender',
    ],
    events: sysmon(1, (index) => ({
      CommandLine: `tool${index}.exe /a "x" > out & dir`,
      ParentImage: 'C:\\Windows\\explorer.exe',
      ParentProcessId: '77',
      ParentProcessGuid: '{00000000-0000-0000-0000-0000000000aa}',
      ParentCommandLine: 'explorer.exe',
      Hashes: `MD5=${'a'.repeat(32)},SHA256=${'b'.repeat(64)},IMPHASH=${'c'.repeat(32)}`,
      LogonId: '0x3e7',
    })),
    fields: (data, { computer }) => ({
      EventType: 'ProcessCreated',
      EventResult: 'Success',
      Dvc: computer,
      TargetProcessName: data['Image'],
      TargetProcessId: data['ProcessId'],
      TargetProcessGuid: bare(data['ProcessGuid']),
      TargetProcessCommandLine: data['CommandLine'],
      CommandLine: data['CommandLine'],
      TargetProcessSHA256: 'b'.repeat(64),
      ActingProcessName: data['ParentImage'],
      ActingProcessId: '77',
    }),
  },
  {
    parsers: ['vimProcessTerminateMicrosoftSysmonWindowsEvent', 'vimProcessTerminateMicrosoftSysmonEvent'],
    events: sysmon(5, () => ({})),
    fields: (data, { computer }) => ({
      EventType: 'ProcessTerminated',
      Dvc: computer,
      TargetProcessName: data['Image'],
      TargetProcessId: data['ProcessId'],
      TargetUsername: data['User'],
    }),
  },
  {
    parsers: [
      'vimFileEventMicrosoftSysmonWindowsEvent',
      'vimFileEventMicrosoftSysmonEvent',
      'vimFileEventMicrosoft365Defender',
    ],
    events: sysmon(11, (index) => ({ TargetFilename: `C:\\Users & all\\f${index}.txt` })),
    fields: (data, { computer }) => ({
      EventType: 'FileCreated',
      Dvc: computer,
      TargetFilePath: data['TargetFilename'],
      TargetFileName: data['TargetFilename']?.split('\\').at(-1),
      TargetFileExtension: 'txt',
      ActingProcessName: data['Image'],
    }),
  },
  {
    parsers: ['vimFileEventMicrosoftSecurityEvents'],
    events: security(4663, (index) => ({
      ObjectServer: 'Security',
      ObjectType: 'File',
      ObjectName: `C:\\Secret\\plan${index}.docx`,
      AccessMask: ['0x1', '0x2', '0x10000'][index] as string,
      ProcessId: '0x1f4',
      ProcessName: 'C:\\Windows\\explorer.exe',
    })),
    fields: (data, { computer }) => ({
      EventType: { '0x1': 'FileAccessed', '0x2': 'FileModified', '0x10000': 'FileDeleted' }[data['AccessMask'] ?? ''],
      Dvc: computer,
      TargetFilePath: data['ObjectName'],
      ActorUsername: `EXAMPLE\\${data['SubjectUserName']}`,
      ActingProcessId: '500',
    }),
  },
  {
    parsers: [
      'vimRegistryEventMicrosoftSysmonWindowsEvent',
      'vimRegistryEventMicrosoftSysmonEvent',
      'vimRegistryEventMicrosoft365Defender',
    ],
    events: sysmon(13, (index) => ({
      EventType: 'SetValue',
      TargetObject: `HKLM\\SOFTWARE\\Example & sons\\Run\\Start${index}`,
      Details: `C:\\Tools\\new${index}.exe`,
    })),
    fields: (data, { computer }) => ({
      EventType: 'RegistryValueSet',
      Dvc: computer,
      RegistryKey: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Example & sons\\Run',
      RegistryValue: data['TargetObject']?.split('\\').at(-1),
      RegistryValueType: 'Reg_Sz',
      RegistryValueData: data['Details'],
      ActingProcessName: data['Image'],
    }),
  },
  {
    parsers: ['vimDnsMicrosoftSysmonWindowsEvent', 'vimDnsMicrosoftSysmonEvent', 'vimDnsMicrosoft365Defender'],
    events: sysmon(22, (index) => ({
      QueryName: `q${index}.example.net`,
      QueryStatus: '0',
      QueryResults: `::ffff:203.0.113.${index};`,
    })),
    fields: (data, { computer }) => ({
      EventType: 'Query',
      EventSubType: 'response',
      Dvc: computer,
      DnsQuery: data['QueryName'],
      DnsResponseName: data['QueryResults'],
      SrcProcessName: data['Image'],
      SrcProcessId: data['ProcessId'],
    }),
  },
  {
    parsers: ['vimAuthenticationMicrosoftSecurityEvents', 'vimAuthenticationMicrosoftWindowsEvents'],
    events: security(4624, logon),
    fields: (data, { computer }) => ({
      EventType: 'Logon',
      EventResult: 'Success',
      EventSubType: 'Remote',
      Dvc: computer,
      TargetUsername: `EXAMPLE\\${data['TargetUserName']}`,
      TargetUserId: data['TargetUserSid'],
      TargetSessionId: decimal(data['TargetLogonId']),
      ActorUsername: `EXAMPLE\\${data['SubjectUserName']}`,
      SrcIpAddr: data['IpAddress'],
    }),
  },
  {
    parsers: ['vimAuthenticationMicrosoft365Defender'],
    events: security(4625, (index) => ({ ...logon(index), SubStatus: '0xc000006a', Status: '0xc000006d' })),
    fields: (data, { computer }) => ({
      EventType: 'Logon',
      EventResult: 'Failure',
      EventResultDetails: 'No such user or password',
      Dvc: computer,
      TargetUserId: data['TargetUserSid'],
      TargetUsername: `example\\${data['TargetUserName']}`,
      SrcIpAddr: data['IpAddress'],
    }),
  },
];

/** The columns of a row that an expectation names. */
const like = (row: Row | undefined, wanted: Row): Row =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, row?.[name]]));

const TESTS = CASES.flatMap(({ parsers, events, fields }) => parsers.map((parser) => ({ parser, events, fields })));

describe('ASIM parsers over a replayed log', () => {
  it.each(TESTS)('$parser says what the events say', ({ parser, events, fields }) => {
    const rows = run(`${parser}() | sort by TimeGenerated asc`, eventSource(windowsLog(...events)));
    const wanted = events.map((event) => ({
      EventCount: 1,
      EventVendor: 'Microsoft',
      TimeGenerated: event.timeCreated,
      ...fields(dataOf(event), event),
    }));
    expect(rows.map((row, index) => like(row, wanted[index] ?? {}))).toEqual(wanted);
  });

  it.each(TESTS)('$parser keeps to starttime and endtime', ({ parser, events }) => {
    const rows = run(
      `${parser}(starttime = datetime(${at(1)}), endtime = datetime(${at(1)})) | project TimeGenerated`,
      eventSource(windowsLog(...events)),
    );
    expect(rows).toEqual([{ TimeGenerated: at(1) }]);
  });

  it.each([
    ['_Im_ProcessCreate', sysmon(1, () => ({ CommandLine: 'x', ParentImage: 'y' }))],
    ['_Im_FileEvent', sysmon(11, () => ({ TargetFilename: 'C:\\x' }))],
    ['_Im_RegistryEvent', sysmon(13, () => ({ EventType: 'SetValue', TargetObject: 'HKLM\\x\\y', Details: 'z' }))],
    ['_Im_Dns', sysmon(22, () => ({ QueryName: 'x.example', QueryStatus: '0', QueryResults: '' }))],
    ['_Im_NetworkSession', sysmon(3, connection)],
    ['_Im_Authentication', security(4624, logon)],
  ])('%s gives each event once', (parser, events) => {
    expect(run(`${parser}() | count`, eventSource(windowsLog(...events)))).toEqual([{ Count: 3 }]);
  });
});
