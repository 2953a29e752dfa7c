import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

const log = (name: string, text: string, source?: string, sourcetype?: string) => ({
  name,
  path: temporaryFile(name, text),
  ...(source !== undefined && { source }),
  ...(sourcetype !== undefined && { sourcetype }),
});

const securityEvent = (code: number, data: Readonly<Record<string, string>>): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-A5BA-3E3B0328C30D}'/><EventID>${code}</EventID><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2026-01-02T03:04:05.000Z'/><EventRecordID>${code}</EventRecordID><Channel>Security</Channel><Computer>dc1.example.com</Computer><Security/></System><EventData>${Object.entries(
    data,
  )
    .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
    .join('')}</EventData></Event>\n`;

describe('events of many sources', () => {
  it('are told by themselves: Windows channels, auditd, CloudTrail', () => {
    const files = [
      log('security.log', securityEvent(4688, { NewProcessName: 'C:\\a.exe' })),
      log('audit.log', 'type=EXECVE msg=audit(1722944427.844:4146): argc=2 a0="ls" a1="-l"\n'),
      log(
        'trail.json',
        '{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","eventTime":"2026-01-02T03:04:05Z"}\n',
      ),
    ];
    expect(runSearch('search * | sort sourcetype | table source sourcetype', files)).toEqual([
      { source: 'XmlWinEventLog:Security', sourcetype: 'XmlWinEventLog' },
      { source: 'aws_cloudtrail', sourcetype: 'aws:cloudtrail' },
      { source: '/var/log/audit/audit.log', sourcetype: 'linux:audit' },
    ]);
  });

  it.each(['\x1d', ''])('auditd’s names behind a record, separated by "%s"', (separator) => {
    const text =
      `type=SYSCALL msg=audit(1722944427.844:4146): success=yes uid=0 comm="at" key=(null)${separator}ARCH=x86_64 SYSCALL=execve AUID="alice" UID="root"\n` +
      `type=PATH msg=audit(1722944427.844:4147): name="/etc/doas.conf" nametype=CREATE cap_frootid=0${separator}OUID="root" OGID="root"\n`;
    const file = log('names.log', text, '/var/log/audit/audit.log', 'linux:audit');
    const fields = 'type uid comm key ARCH SYSCALL AUID UID name cap_frootid OUID OGID';
    expect(runSearch(`search * | sort type | table ${fields}`, [file])).toEqual([
      { type: 'PATH', name: '/etc/doas.conf', cap_frootid: '0', OUID: 'root', OGID: 'root' },
      {
        type: 'SYSCALL',
        uid: '0',
        comm: 'at',
        key: '(null)',
        ARCH: 'x86_64',
        SYSCALL: 'execve',
        AUID: 'alice',
        UID: 'root',
      },
    ]);
  });

  it('Windows Security: accounts, processes and logons', () => {
    const text =
      securityEvent(4720, { TargetUserName: 'new', SubjectUserName: 'admin', SubjectDomainName: 'EXAMPLE' }) +
      securityEvent(4688, {
        SubjectUserName: 'alice',
        NewProcessId: '0xf84',
        NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
        ProcessId: '0xb2c',
        CommandLine: 'cmd /c &quot;a&quot; &amp; b',
        TargetUserName: '-',
        ParentProcessName: 'C:\\Windows\\explorer.exe',
      }) +
      securityEvent(4624, {
        TargetUserName: 'bob',
        LogonType: '3',
        IpAddress: '192.0.2.7',
        WorkstationName: 'DESK7',
      });
    const file = log('security.xml.log', text, 'XmlWinEventLog:Security', 'xmlwineventlog');
    expect(
      runSearch('search * | sort EventCode | table EventCode user src_user action signature app src', [file]),
    ).toEqual([
      {
        EventCode: '4624',
        user: 'bob',
        action: 'success',
        signature: 'An account was successfully logged on',
        app: 'win:remote',
        src: 'DESK7',
      },
      {
        EventCode: '4688',
        user: 'alice',
        src_user: 'alice',
        action: 'allowed',
        signature: 'A new process has been created',
        app: 'win:unknown',
      },
      {
        EventCode: '4720',
        user: 'new',
        src_user: 'admin',
        action: 'created',
        signature: 'A user account was created',
        app: 'win:unknown',
      },
    ]);
    const processes = `| tstats count from datamodel=Endpoint.Processes by Processes.process Processes.process_name
      Processes.parent_process_name Processes.process_id | fields - count`;
    expect(runSearch(processes, [file])).toEqual([
      {
        // A command without a path is shown with that of the image.
        'Processes.process': 'C:\\Windows\\System32\\cmd.exe /c &quot;a&quot; &amp; b',
        'Processes.process_name': 'cmd.exe',
        'Processes.parent_process_name': 'explorer.exe',
        'Processes.process_id': '0xf84',
      },
    ]);
    const changes =
      '| tstats count from datamodel=Change.All_Changes by All_Changes.action All_Changes.Account_Management.src_user';
    expect(runSearch(changes, [file])).toEqual([
      { 'All_Changes.action': 'created', 'All_Changes.Account_Management.src_user': 'admin', count: '1' },
    ]);
  });

  it('Windows events as text: labels that come again are multivalue', () => {
    const text =
      '05/06/2026 01:41:02 PM\nLogName=Security\nEventCode=4720\nKeywords=Audit Success\nComputerName=dc1.example.com\nMessage=A user account was created.\n\nSubject:\n\tAccount Name:\t\tadmin\n\nNew Account:\n\tAccount Name:\t\tnew\n';
    const file = log('classic.log', text, 'WinEventLog:Security', 'WinEventLog');
    expect(
      runSearch('eventtype=wineventlog_security | table EventCode Account_Name user src_user dest action status', [
        file,
      ]),
    ).toEqual([
      {
        EventCode: '4720',
        Account_Name: ['admin', 'new'],
        user: 'new',
        src_user: 'admin',
        dest: 'dc1.example.com',
        action: 'created',
        status: 'success',
      },
    ]);
  });

  it('Sysmon for Linux behind a syslog head', () => {
    const text =
      'May  6 13:41:02 lx sysmon[7]: <Event><System><Provider Name="Linux-Sysmon"/><EventID>1</EventID><TimeCreated SystemTime="2026-05-06T13:41:02.000000000Z"/><Computer>lx</Computer><Security UserId="0"/></System><EventData><Data Name="Image">/usr/bin/curl</Data><Data Name="CommandLine">curl -s http://example.com</Data><Data Name="User">root</Data><Data Name="ParentImage">/bin/bash</Data></EventData></Event>\n';
    const search =
      '| tstats count from datamodel=Endpoint.Processes by Processes.dest Processes.process_name Processes.parent_process_name Processes.user';
    expect(runSearch(search, [log('linux.log', text)])).toEqual([
      {
        'Processes.dest': 'lx',
        'Processes.process_name': 'curl',
        'Processes.parent_process_name': 'bash',
        'Processes.user': 'root',
        count: '1',
      },
    ]);
  });

  it.each([
    'source=XmlWinEventLog:Security',
    'sourcetype=xmlwineventlog host=replay index=main',
    'eventtype=wineventlog_security',
    'tag=authentication OR tag::eventtype=authentication',
    'date_year=2026 date_month=january',
    'tag=authentication tag=remote tag=success',
    'vendor_product="Microsoft Windows" signature="*logged on*"',
    'app=win:remote user=BOB src=::ffff:192.0.2.7 src_ip=::ffff:*',
  ])('finds by what stands not in the text: %s', (search) => {
    const text = securityEvent(4624, { TargetUserName: 'bob', LogonType: '3', IpAddress: '::ffff:192.0.2.7' });
    const file = log('logon.log', text, 'XmlWinEventLog:Security', 'XmlWinEventLog');
    expect(runSearch(`${search} | table EventCode`, [file])).toEqual([{ EventCode: '4624' }]);
  });

  it('rows of a table have the fields of its header', () => {
    const file = log('rows.csv', 'Account,Result\nalice,ok\nbob,\n', 'rows', 'csv');
    expect(runSearch('search Account=* | sort Account | table Account Result', [file])).toEqual([
      { Account: 'alice', Result: 'ok' },
      { Account: 'bob' },
    ]);
  });
});
