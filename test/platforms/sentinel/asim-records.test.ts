import { expect, it } from 'vitest';
import { eventSource, jsonLog } from './replay.ts';
import { run } from './workspace.ts';

type Row = Readonly<Record<string, unknown>>;

/** Records of a table, and what a unifying parser says of each; the filter keeps the one that is numbered. */
interface Case {
  readonly parser: string;
  readonly table: string;
  /** What all records of the kind have. */
  readonly common: Row;
  readonly records: readonly (readonly [record: Row, wanted: Row])[];
  readonly filter: string;
  readonly kept: number;
}

const CASES: readonly Case[] = [
  {
    parser: '_Im_ProcessEvent',
    table: 'DeviceProcessEvents',
    common: { ActionType: 'ProcessCreated' },
    records: ['alice', 'bob', 'carol'].map((user, at) => [
      { DeviceName: `ws-0${at}.example.com`, FolderPath: `C:\\${user}.exe`, ProcessId: at, AccountName: user },
      { TargetProcessName: `C:\\${user}.exe`, TargetProcessId: String(at), TargetUsername: user },
    ]),
    filter: "targetprocess_has_any = dynamic(['bob.exe'])",
    kept: 1,
  },
  {
    parser: '_Im_ProcessCreate',
    table: 'Event',
    common: { Source: 'Microsoft-Windows-Sysmon', EventID: 1 },
    records: ['a &amp; b', 'c', 'd &lt; e'].map((name, at) => [
      {
        Computer: `ws-0${at}.example.com`,
        EventData: `<DataItem type="System.XmlData"><EventData><Data Name="Image">C:\\${name}.exe</Data><Data Name="ProcessId">${at}</Data></EventData></DataItem>`,
      },
      {
        TargetProcessName: `C:\\${['a & b', 'c', 'd < e'][at]}.exe`,
        TargetProcessId: String(at),
        EventProduct: 'Sysmon',
        Dvc: `ws-0${at}.example.com`,
      },
    ]),
    filter: "dvchostname_has_any = dynamic(['ws-02'])",
    kept: 2,
  },
  {
    parser: '_Im_WebSession',
    table: 'DeviceNetworkEvents',
    common: {
      ActionType: 'HttpConnectionInspected',
      LocalIP: '192.0.2.1',
      LocalPort: 8080,
      RemoteIP: '198.51.100.1',
      RemotePort: 80,
    },
    records: [
      [
        {
          AdditionalFields: {
            direction: 'Out',
            host: 'evil.example',
            uri: '/x.php?a=1',
            method: 'GET',
            status_code: '404',
            user_agent: 'agent/1',
          },
        },
        {
          Url: 'http://evil.example/x.php?a=1',
          EventResult: 'Failure',
          EventResultDetails: '404',
          SrcIpAddr: '192.0.2.1',
          DstPortNumber: 80,
          HttpUserAgent: 'agent/1',
          HttpRequestMethod: 'GET',
        },
      ],
      [
        { AdditionalFields: { direction: 'In', uri: '/upload', method: 'post', status_code: '200' } },
        {
          Url: 'http://198.51.100.1/upload',
          EventResult: 'Success',
          SrcIpAddr: '198.51.100.1',
          DstIpAddr: '192.0.2.1',
          DstPortNumber: 8080,
          HttpRequestMethod: 'POST',
        },
      ],
      [
        { AdditionalFields: { direction: 'Out', host: 'a.example', uri: 'http://b.example/', status_code: '301' } },
        { Url: 'http://b.example/', EventResult: 'Success', EventResultDetails: '301', DstIpAddr: '198.51.100.1' },
      ],
    ],
    filter: "url_has_any = dynamic(['evil.example'])",
    kept: 0,
  },
  {
    parser: '_Im_Authentication',
    table: 'IdentityLogonEvents',
    common: { Application: 'Microsoft 365' },
    records: [
      [
        { ActionType: 'LogonFailed', FailureReason: 'WrongPassword', AccountUpn: 'bob@example.com' },
        {
          EventResult: 'Failure',
          EventResultDetails: 'Incorrect password',
          TargetUsername: 'bob@example.com',
          TargetUsernameType: 'UPN',
          TargetAppName: 'Microsoft 365',
        },
      ],
      [
        { ActionType: 'LogonFailed', FailureReason: 'AccountLocked', AccountUpn: 'carol@example.com' },
        { EventResult: 'Failure', EventResultDetails: 'User locked', TargetUsername: 'carol@example.com' },
      ],
      [
        { ActionType: 'LogonSuccess', AccountUpn: 'dave@example.com', IPAddress: '192.0.2.4' },
        { EventResult: 'Success', TargetUsername: 'dave@example.com', SrcIpAddr: '192.0.2.4' },
      ],
    ],
    filter: "username_has_any = dynamic(['bob'])",
    kept: 0,
  },
  {
    parser: '_Im_Authentication',
    table: 'SigninLogs',
    common: { UserType: 'Member', AppDisplayName: 'Portal', ResourceDisplayName: 'Graph' },
    records: [
      [
        {
          ResultType: '50126',
          UserPrincipalName: 'bob@example.com',
          UserId: 'u1',
          DeviceDetail: { operatingSystem: 'Windows 11' },
        },
        {
          EventResult: 'Failure',
          EventResultDetails: 'No such user or password',
          TargetUserId: 'u1',
          TargetUserType: 'Regular',
          TargetAppName: 'Graph',
          ActingAppName: 'Portal',
          SrcDvcOs: 'Windows 11',
        },
      ],
      [
        { ResultType: '50057', UserPrincipalName: 'carol@example.com', UserId: 'u2', IPAddress: '192.0.2.6' },
        { EventResult: 'Failure', EventResultDetails: 'User disabled', TargetUserId: 'u2', SrcIpAddr: '192.0.2.6' },
      ],
      [
        { ResultType: '0', UserPrincipalName: 'dave@example.com', UserId: 'u3', IPAddress: '192.0.2.7' },
        { EventResult: 'Success', TargetUsername: 'dave@example.com', TargetUserId: 'u3', SrcIpAddr: '192.0.2.7' },
      ],
    ],
    filter: "eventresult = 'Success'",
    kept: 2,
  },
];

/** The columns of a row that an expectation names. */
const like = (row: Row | undefined, wanted: Row): Row =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, row?.[name]]));

it.each(CASES)('$parser says what the records of $table say', ({ parser, table, common, records, filter, kept }) => {
  const time = (at: number): string => `2026-05-05T10:00:0${at}.1234567Z`;
  const log = () =>
    eventSource(
      jsonLog(...records.map(([record], at) => ({ Type: table, TimeGenerated: time(at), ...common, ...record }))),
    );
  const wanted = records.map(([, fields], at) => ({ Type: table, TimeGenerated: time(at), EventCount: 1, ...fields }));
  const rows = run(`${parser}() | sort by TimeGenerated asc`, log());
  expect(rows.map((row, at) => like(row, wanted[at] ?? {}))).toEqual(wanted);
  expect(run(`${parser}(${filter}) | project TimeGenerated`, log())).toEqual([{ TimeGenerated: time(kept) }]);
  expect(run(`${parser}(starttime = datetime(2027-01-01))`, log())).toEqual([]);
});
