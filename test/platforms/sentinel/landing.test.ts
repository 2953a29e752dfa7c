import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchRunner } from '../../../src/testing/batch.ts';

let folder: string;
let runner: BatchRunner;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firedrill-landing-'));
  runner = new BatchRunner({ cwd: folder, folder, cache: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

/** The rows of a query over one log, as objects. */
async function rows(log: string, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  files += 1;
  const path = join(folder, `log${files}`);
  writeFileSync(path, log);
  const answer = await runner.answer({ id: '1', lang: 'kql', query, data: [{ path }] });
  if (!('rows' in answer)) throw new Error(answer.error.message);
  return answer.rows.map((row) => Object.fromEntries(answer.columns.map(({ name }, at) => [name, row[at]])));
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

describe('connectors', () => {
  it('land syslog in Syslog', async () => {
    const log = '<34>1 2026-05-06T13:41:02.5Z gw01.example.com sshd 4721 - - Failed password for root\n';
    expect(
      await rows(
        log,
        'Syslog | project TimeGenerated, Computer, HostName, Facility, SeverityLevel, ProcessName, ProcessID, SyslogMessage, Type',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.5000000Z',
        Computer: 'gw01.example.com',
        HostName: 'gw01',
        Facility: 'auth',
        SeverityLevel: 'crit',
        ProcessName: 'sshd',
        ProcessID: 4721,
        SyslogMessage: 'Failed password for root',
        Type: 'Syslog',
      },
    ]);
  });

  it('land rows of IIS in W3CIISLog, "-" and "+" as they stand', async () => {
    const log = `#Software: Microsoft Internet Information Services 10.0
#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-bytes time-taken
2026-05-06 13:41:02 W3SVC1 WEB1 192.0.2.5 GET /a.aspx - 443 CONTOSO\\alice 198.51.100.7 curl/8+x 404 7 1500 12
#Fields: date time cs-method cs-uri-stem sc-status
2026-05-06 13:41:03 POST /b.aspx 200
`;
    const empty = { sSiteName: '', sIP: '', sPort: null, csUriQuery: '', csUserName: '', cIP: '', csUserAgent: '' };
    expect(
      await rows(
        log,
        'W3CIISLog | project TimeGenerated, Computer, sSiteName, sIP, sPort, csMethod, csUriStem, csUriQuery, csUserName, cIP, csUserAgent, scStatus, scSubStatus, scBytes, TimeTaken, Type',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.0000000Z',
        Computer: 'WEB1',
        sSiteName: 'W3SVC1',
        sIP: '192.0.2.5',
        sPort: 443,
        csMethod: 'GET',
        csUriStem: '/a.aspx',
        csUriQuery: '-',
        csUserName: 'CONTOSO\\alice',
        cIP: '198.51.100.7',
        csUserAgent: 'curl/8+x',
        scStatus: '404',
        scSubStatus: '7',
        scBytes: 1500,
        TimeTaken: 12,
        Type: 'W3CIISLog',
      },
      {
        ...empty,
        TimeGenerated: '2026-05-06T13:41:03.0000000Z',
        Computer: '',
        csMethod: 'POST',
        csUriStem: '/b.aspx',
        scStatus: '200',
        scSubStatus: '',
        scBytes: null,
        TimeTaken: null,
        Type: 'W3CIISLog',
      },
    ]);
  });

  it('land flow logs of a VPC in AWSVPCFlow, with the fields of a custom format', async () => {
    const log = `version interface-id srcaddr dstaddr srcport dstport protocol bytes start end action log-status tcp-flags flow-direction
5 eni-1 192.0.2.7 198.51.100.9 49152 7844 6 3400 1777996860 1777996918 ACCEPT OK 2 egress
5 eni-1 - - - - - - 1777996920 1777996978 - NODATA - -
`;
    const columns =
      'TimeGenerated, Version, InterfaceId, AccountId, SrcAddr, DstPort, Protocol, Bytes, End, Action, LogStatus, TcpFlags, FlowDirection';
    const alike = { Version: 5, InterfaceId: 'eni-1', AccountId: '' };
    expect(await rows(log, `AWSVPCFlow | project ${columns}`)).toEqual([
      {
        ...alike,
        TimeGenerated: '2026-05-05T16:01:00.0000000Z',
        SrcAddr: '192.0.2.7',
        DstPort: 7844,
        Protocol: 6,
        Bytes: 3400,
        End: '2026-05-05T16:01:58.0000000Z',
        Action: 'ACCEPT',
        LogStatus: 'OK',
        TcpFlags: 2,
        FlowDirection: 'egress',
      },
      {
        ...alike,
        TimeGenerated: '2026-05-05T16:02:00.0000000Z',
        SrcAddr: '-',
        DstPort: null,
        Protocol: null,
        Bytes: null,
        End: '2026-05-05T16:02:58.0000000Z',
        Action: '-',
        LogStatus: 'NODATA',
        TcpFlags: null,
        FlowDirection: '-',
      },
    ]);
  });

  it('land CEF in CommonSecurityLog, keys without a column in AdditionalExtensions', async () => {
    const log =
      '<134>1 2026-05-06T13:41:02Z fw01 - - - - CEF:0|Example|Gateway|9|100|Threat blocked|8|act=deny src=192.0.2.7 spt=1232 dst=198.51.100.9 dpt=443 proto=TCP deviceDirection=1 cs1Label=Rule cs1=Block all cn1=7 in=120 request=https://example.com/?a\\=b zone=dmz app=ssl vendorKey=x y\n';
    expect(
      await rows(
        log,
        'CommonSecurityLog | project TimeGenerated, Computer, DeviceVendor, DeviceProduct, DeviceEventClassID, Activity, LogSeverity, DeviceAction, SourceIP, SourcePort, DestinationIP, DestinationPort, Protocol, CommunicationDirection, DeviceCustomString1, DeviceCustomString1Label, FieldDeviceCustomNumber1, ReceivedBytes, RequestURL, ApplicationProtocol, AdditionalExtensions',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.0000000Z',
        Computer: 'fw01',
        DeviceVendor: 'Example',
        DeviceProduct: 'Gateway',
        DeviceEventClassID: '100',
        Activity: 'Threat blocked',
        LogSeverity: '8',
        DeviceAction: 'deny',
        SourceIP: '192.0.2.7',
        SourcePort: 1232,
        DestinationIP: '198.51.100.9',
        DestinationPort: 443,
        Protocol: 'TCP',
        CommunicationDirection: 'Outbound',
        DeviceCustomString1: 'Block all',
        DeviceCustomString1Label: 'Rule',
        FieldDeviceCustomNumber1: 7,
        ReceivedBytes: 120,
        RequestURL: 'https://example.com/?a=b',
        ApplicationProtocol: 'ssl',
        AdditionalExtensions: 'zone=dmz;vendorKey=x y',
      },
    ]);
    expect(await rows(log, 'Syslog | count')).toEqual([{ Count: 0 }]);
  });

  it('land a CEF line whose keys all have columns', async () => {
    const log = 'CEF:0|Example|Gateway|9|100|Ping|1|src=192.0.2.7 rt=May 06 2026 13:41:02\n';
    expect(await rows(log, 'CommonSecurityLog | project SourceIP, AdditionalExtensions')).toEqual([
      { SourceIP: '192.0.2.7', AdditionalExtensions: '' },
    ]);
  });

  it('land the Azure activity log in AzureActivity', async () => {
    const id = '/SUBSCRIPTIONS/AB-1/RESOURCEGROUPS/rg-one/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/vm1';
    const log = json({
      time: '2026-05-06T13:41:02.123Z',
      resourceId: id,
      operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE',
      category: 'Administrative',
      resultType: 'Success',
      resultSignature: 'Succeeded.OK',
      callerIpAddress: '192.0.2.7',
      correlationId: 'c-1',
      level: 'Information',
      identity: {
        claims: { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': 'alice@example.com' },
      },
      properties: { eventDataId: 'e-1' },
    });
    expect(
      await rows(
        log,
        'AzureActivity | project TimeGenerated, OperationNameValue, ActivityStatusValue, ActivitySubstatusValue, Caller, CallerIpAddress, SubscriptionId, ResourceGroup, ResourceProviderValue, Resource, CategoryValue, EventDataId',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.1230000Z',
        OperationNameValue: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE',
        ActivityStatusValue: 'Success',
        ActivitySubstatusValue: 'OK',
        Caller: 'alice@example.com',
        CallerIpAddress: '192.0.2.7',
        SubscriptionId: 'ab-1',
        ResourceGroup: 'RG-ONE',
        ResourceProviderValue: 'MICROSOFT.COMPUTE',
        Resource: 'vm1',
        CategoryValue: 'Administrative',
        EventDataId: 'e-1',
      },
    ]);
  });

  it('land the Okta system log in Okta_CL', async () => {
    const log = json({
      uuid: 'u-1',
      published: '2026-05-06T13:41:02.123Z',
      eventType: 'user.session.start',
      severity: 'INFO',
      displayMessage: 'User login to Okta',
      actor: { id: '00u1', type: 'User', alternateId: 'alice@example.com', displayName: 'Alice' },
      client: {
        ipAddress: '192.0.2.7',
        userAgent: { os: 'Windows', browser: 'EDGE' },
        geographicalContext: { country: 'NO' },
      },
      outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
      securityContext: { asNumber: 64500, isProxy: false },
      target: [{ id: 'x' }],
    });
    expect(
      await rows(
        log,
        'Okta_CL | project TimeGenerated, eventType_s, outcome_result_s, outcome_reason_s, actor_alternateId_s, client_ipAddress_s, client_geographicalContext_country_s, client_userAgent_os_s, securityContext_asNumber_d, securityContext_isProxy_b, target_s',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.1230000Z',
        eventType_s: 'user.session.start',
        outcome_result_s: 'FAILURE',
        outcome_reason_s: 'INVALID_CREDENTIALS',
        actor_alternateId_s: 'alice@example.com',
        client_ipAddress_s: '192.0.2.7',
        client_geographicalContext_country_s: 'NO',
        client_userAgent_os_s: 'Windows',
        securityContext_asNumber_d: 64500,
        securityContext_isProxy_b: false,
        target_s: '[{"id":"x"}]',
      },
    ]);
  });

  it('land Windows logons in DeviceLogonEvents, as Defender would report them', async () => {
    const data = {
      SubjectUserSid: 'S-1-0-0',
      SubjectUserName: '-',
      SubjectDomainName: '-',
      TargetUserSid: 'S-1-5-21-1-2-3-1105',
      TargetUserName: 'Alice',
      TargetDomainName: 'EXAMPLE',
      TargetLogonId: '0x5a4175e',
      LogonType: '10',
      AuthenticationPackageName: 'Negotiate',
      WorkstationName: 'WS-02',
      ProcessId: '0x2b8',
      ProcessName: 'C:\\Windows\\System32\\svchost.exe',
      IpAddress: '192.168.1.9',
      IpPort: '51503',
    };
    const fields = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${value}</Data>`);
    const log = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><TimeCreated SystemTime='2026-05-06T13:41:02.1234567Z'/><EventRecordID>17</EventRecordID><Channel>Security</Channel><Computer>WS-01.example.com</Computer></System><EventData>${fields.join('')}</EventData></Event>\n`;
    expect(
      await rows(
        log,
        'DeviceLogonEvents | project TimeGenerated, DeviceName, ActionType, LogonType, AccountName, AccountDomain, AccountSid, LogonId, RemoteIP, RemoteIPType, RemotePort, RemoteDeviceName, InitiatingProcessFileName, InitiatingProcessId',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.1234567Z',
        DeviceName: 'ws-01.example.com',
        ActionType: 'LogonSuccess',
        LogonType: 'RemoteInteractive',
        AccountName: 'alice',
        AccountDomain: 'example',
        AccountSid: 'S-1-5-21-1-2-3-1105',
        LogonId: 94639966,
        RemoteIP: '192.168.1.9',
        RemoteIPType: 'Private',
        RemotePort: 51503,
        RemoteDeviceName: 'ws-02',
        InitiatingProcessFileName: 'svchost.exe',
        InitiatingProcessId: 696,
      },
    ]);
  });
});
