import type { RawEvent } from './asim-fields.ts';

/** The events of an XML log, one a line or not, with regular expressions alone: apart from the product's own readers. */
export function rawEvents(xml: string): readonly RawEvent[] {
  return Array.from(xml.matchAll(/<Event[ >][\s\S]*?<\/Event>/g), ([event]) => {
    const data: Record<string, string> = {};
    for (const [, name, value] of event.matchAll(/<Data Name=["']([^"']+)["']\s*(?:\/>|>([\s\S]*?)<\/Data>)/g)) {
      data[name as string] = decoded(value ?? '');
    }
    return {
      provider: /<Provider[^>]*\bName=["']([^"']+)["']/.exec(event)?.[1] ?? '',
      id: Number(/<EventID[^>]*>(\d+)</.exec(event)?.[1]),
      computer: decoded(/<Computer>([^<]*)</.exec(event)?.[1] ?? ''),
      data,
    };
  });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });

const HOSTS = ['ws-01.example.com', 'ws-02.example.com', 'srv-03.example.com'] as const;
const USERS = ['alice', 'bob', 'carol'] as const;

function eventXml(provider: string, channel: string, id: number, host: string, data: Record<string, string>): string {
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const fields = Object.entries(data).map(([name, value]) => `<Data Name="${name}">${escaped(value)}</Data>`);
  return `<Event><System><Provider Name="${provider}" Guid="{00000000-0000-0000-0000-000000000001}"/><EventID>${id}</EventID><Version>2</Version><Level>4</Level><Task>${id}</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime="2026-03-01T10:00:0${id % 10}.1234567Z"/><EventRecordID>${id}</EventRecordID><Correlation/><Execution ProcessID="2000" ThreadID="3000"/><Channel>${channel}</Channel><Computer>${host}</Computer><Security UserId="0"/></System><EventData>${fields.join('')}</EventData></Event>`;
}

const guid = (number: number): string => `{11111111-0000-0000-0000-${String(number).padStart(12, '0')}}`;

/** Events of kinds that few recordings hold, invented: three of each. */
export function inventedWindowsEvents(): string {
  const lines = HOSTS.flatMap((host, at) => {
    const user = USERS[at] as string;
    const sysmon = (id: number, data: Record<string, string>) =>
      eventXml('Microsoft-Windows-Sysmon', 'Microsoft-Windows-Sysmon/Operational', id, host, data);
    const security = (id: number, data: Record<string, string>) =>
      eventXml('Microsoft-Windows-Security-Auditing', 'Security', id, host, {
        SubjectUserSid: `S-1-5-21-1-2-3-110${at}`,
        SubjectUserName: user,
        SubjectDomainName: 'EXAMPLE',
        SubjectLogonId: '0x3e7',
        ...data,
      });
    const time = '2026-03-01 10:00:03.100';
    return [
      sysmon(3, {
        RuleName: '-',
        UtcTime: time,
        ProcessGuid: guid(at),
        ProcessId: String(4100 + at),
        Image: 'C:\\Tools & more\\fetch.exe',
        User: `EXAMPLE\\${user}`,
        Protocol: at === 2 ? 'udp' : 'tcp',
        Initiated: String(at !== 1),
        SourceIsIpv6: 'false',
        SourceIp: `192.0.2.${10 + at}`,
        SourceHostname: host,
        SourcePort: String(50001 + at),
        SourcePortName: '-',
        DestinationIsIpv6: 'false',
        DestinationIp: `198.51.100.${7 + at}`,
        DestinationHostname: 'srv.example.net',
        DestinationPort: '443',
        DestinationPortName: 'https',
      }),
      security(4689, { Status: '0x0', ProcessId: `0x10${at}0`, ProcessName: `C:\\Windows\\System32\\whoami${at}.exe` }),
      security(4657, {
        ObjectName: '\\REGISTRY\\MACHINE\\SOFTWARE\\Example\\Run',
        ObjectValueName: `Start${at}`,
        HandleId: '0x54',
        OperationType: '%%1905',
        OldValueType: '%%1873',
        OldValue: 'old',
        NewValueType: '%%1873',
        NewValue: `C:\\Tools\\new${at}.exe`,
        ProcessId: '0xce4',
        ProcessName: 'C:\\Windows\\regedit.exe',
      }),
    ];
  });
  return `${lines.join('\n')}\n`;
}

/** Sysmon for Linux, as it writes to syslog. */
export function inventedLinuxEvents(): string {
  const lines = USERS.flatMap((user, at) => {
    const event = (id: number, data: Record<string, string>) =>
      `Mar  1 10:00:0${at} lnx-0${at} sysmon: ${eventXml('Linux-Sysmon', 'Linux-Sysmon/Operational', id, `lnx-0${at}`, {
        RuleName: '-',
        UtcTime: '2026-03-01 10:00:03.100',
        ProcessGuid: guid(at),
        ProcessId: String(700 + at),
        Image: `/usr/bin/tool${at}`,
        ...data,
      })}`;
    return [
      event(1, {
        FileVersion: '-',
        Description: '-',
        Product: '-',
        Company: '-',
        OriginalFileName: '-',
        CommandLine: `tool${at} --list /tmp`,
        CurrentDirectory: '/home',
        User: user,
        LogonGuid: guid(100 + at),
        LogonId: '1000',
        TerminalSessionId: '3',
        IntegrityLevel: 'no level',
        Hashes: '-',
        ParentProcessGuid: guid(200 + at),
        ParentProcessId: String(600 + at),
        ParentImage: '/usr/bin/bash',
        ParentCommandLine: 'bash',
        ParentUser: user,
      }),
      event(3, {
        User: user,
        Protocol: 'tcp',
        Initiated: 'true',
        SourceIsIpv6: 'false',
        SourceIp: `192.0.2.${20 + at}`,
        SourceHostname: '-',
        SourcePort: '40000',
        SourcePortName: '-',
        DestinationIsIpv6: 'false',
        DestinationIp: '198.51.100.20',
        DestinationHostname: '-',
        DestinationPort: '22',
        DestinationPortName: '-',
      }),
      event(5, { User: user }),
      event(11, { TargetFilename: `/tmp/file${at}`, CreationUtcTime: '2026-03-01 10:00:03.100', User: user }),
    ];
  });
  return `${lines.join('\n')}\n`;
}
