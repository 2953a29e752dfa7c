import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

type Data = Readonly<Record<string, string>>;

const SUCCESS = '0x8020000000000000';
const FAILURE = '0x8010000000000000';

const elements = (data: Data): string =>
  Object.entries(data)
    .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
    .join('');

const windowsEvent = (channel: string, code: number, keywords: string, body: string): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P' Guid='{0}'/><EventID>${code}</EventID><Keywords>${keywords}</Keywords><TimeCreated SystemTime='2026-01-02T03:04:05.000Z'/><EventRecordID>7</EventRecordID><Channel>${channel}</Channel><Computer>dc1.example.com</Computer><Security/></System>${body}</Event>\n`;

const security = (code: number, data: Data, keywords = SUCCESS): string =>
  windowsEvent('Security', code, keywords, `<EventData>${elements(data)}</EventData>`);

/** The fields of one event. */
function fieldsOf(text: string, fields: string, source = 'XmlWinEventLog:Security') {
  const path = temporaryFile(`windows-${fields.length}.log`, text);
  const file = { name: 'x', path, source, sourcetype: source.startsWith('Xml') ? 'XmlWinEventLog' : 'WinEventLog' };
  return runSearch(`search * | table ${fields}`, [file])[0];
}

const subject = { SubjectUserName: 'admin', SubjectDomainName: 'EXAMPLE', SubjectLogonId: '0x3e7' };

describe('the Security channel', () => {
  it('names who changed an account, and what became of it', () => {
    const fields =
      'action result object object_attrs object_category change_type user user_name src_user user_group tag';
    const locked = security(4740, { TargetUserName: 'alice', TargetSid: 'S-1-5-21-1', ...subject });
    expect(fieldsOf(locked, fields)).toEqual({
      action: 'modified',
      result: 'lockout',
      object_category: 'user',
      change_type: 'user',
      user: 'alice',
      user_group: 'alice',
      src_user: 'admin',
      tag: [
        'account',
        'change',
        'endpoint',
        'filesystem',
        'lock',
        'lockout',
        'management',
        'os',
        'security',
        'track_event_signatures',
        'windows',
      ],
    });
    const renamed = security(4781, { OldTargetUserName: 'a', NewTargetUserName: 'b', TargetSid: 'S-1', ...subject });
    expect(fieldsOf(renamed, 'user user_name object object_id action change_type object_attrs src_user_name')).toEqual({
      user: 'b',
      user_name: 'b',
      object: 'b',
      object_id: 'S-1',
      action: 'modified',
      change_type: 'AAA',
      object_attrs: 'account',
      src_user_name: 'admin',
    });
    const added = security(4732, {
      MemberName: '-',
      TargetUserName: 'DnsAdmins',
      TargetDomainName: 'EXAMPLE',
      ...subject,
    });
    expect(fieldsOf(added, 'Group_Name Group_Domain object_category result action')).toEqual({
      Group_Name: 'DnsAdmins',
      Group_Domain: 'EXAMPLE',
      object_category: 'user',
      result: 'member was added to a security-enabled local group',
      action: 'success',
    });
  });

  it.each([
    ['"C:\\Tools\\a.exe" -x', '"C:\\Tools\\a.exe" -x'],
    ['a -x "y z"', 'C:\\Tools\\a.exe -x "y z"'],
    ['a', 'C:\\Tools\\a.exe'],
  ])('shows the command %s as %s', (command, process) => {
    const created = security(4688, { NewProcessName: 'C:\\Tools\\a.exe', CommandLine: command, ...subject });
    expect(fieldsOf(created, 'process process_name process_path action')).toEqual({
      process,
      process_name: 'a.exe',
      process_path: 'C:\\Tools\\a.exe',
      action: 'allowed',
    });
  });

  it('gives the path as the process of an access to an object, and shares as files', () => {
    const data = { ObjectType: 'File', ObjectName: 'C:\\a\\b.txt', ProcessName: 'C:\\x\\chrome.exe', ...subject };
    expect(fieldsOf(security(4663, data), 'process_name process_path file_name file_path object_file_name')).toEqual({
      process_name: 'C:\\x\\chrome.exe',
      process_path: 'C:\\x\\chrome.exe',
      file_name: 'b.txt',
      file_path: 'C:\\a\\b.txt',
      object_file_name: 'b.txt',
    });
    const share = { ShareName: '\\\\*\\IPC$', ShareLocalPath: 'C:\\s', IpAddress: '::1', ...subject };
    expect(fieldsOf(security(5145, share), 'file_name file_path src src_ip')).toEqual({
      file_name: '\\\\*\\IPC$',
      file_path: 'C:\\s',
      src: '::1',
      src_ip: '::1',
    });
    const value = { ObjectName: '\\REGISTRY\\MACHINE\\K', ObjectValueName: 'V', NewValueType: '%%1873' };
    expect(fieldsOf(security(4657, value), 'registry_path registry_value_name registry_value_type')).toEqual({
      registry_path: '\\REGISTRY\\MACHINE\\K',
      registry_value_name: 'V',
      registry_value_type: '%%1873',
    });
  });

  it('tells where a logon came from', () => {
    const logon = { TargetUserName: 'bob', TargetDomainName: '-', LogonType: '3', IpAddress: '192.0.2.7', IpPort: '0' };
    const fields = 'src src_ip src_port src_nt_host dest_nt_domain app action status Error_Code ta_windows_action';
    expect(fieldsOf(security(4625, { ...logon, WorkstationName: '-', Status: '0xc0000234' }, FAILURE), fields)).toEqual(
      {
        src_ip: '192.0.2.7',
        src_port: '0',
        app: 'win:remote',
        action: 'failure',
        status: 'failure',
        Error_Code: '0xc0000234',
        ta_windows_action: 'denied',
      },
    );
    expect(fieldsOf(security(4768, logon), fields)).toMatchObject({ src: '192.0.2.7', src_nt_host: '192.0.2.7' });
    const explicit = security(4648, { ...logon, ...subject, TargetServerName: 'localhost' });
    expect(fieldsOf(explicit, 'dest app Error_Code')).toEqual({ dest: 'localhost', app: 'win:local', Error_Code: '-' });
  });

  it('reads who cleared the log', () => {
    const body =
      "<UserData><LogFileCleared xmlns='x'><SubjectUserSid>S-1-5-18</SubjectUserSid><SubjectUserName>eve</SubjectUserName><SubjectDomainName>EXAMPLE</SubjectDomainName></LogFileCleared></UserData>";
    const cleared = windowsEvent('Security', 1102, '0x4020000000000000', body);
    expect(fieldsOf(cleared, 'src_user src_nt_domain action status change_type object_attrs')).toEqual({
      src_user: 'eve',
      src_nt_domain: 'EXAMPLE',
      action: 'cleared',
      status: 'success',
      change_type: 'audit',
      object_attrs: 'registry',
    });
  });

  it('other processes than new ones are in the data model too', () => {
    const path = temporaryFile(
      'windows-exit.log',
      security(4689, { ProcessName: 'C:\\x\\a.exe', ProcessId: '0x1', ...subject }),
    );
    const search =
      '| tstats count from datamodel=Endpoint.Processes by Processes.process_name Processes.user Processes.action';
    const file = { name: 'x', path, source: 'XmlWinEventLog:Security', sourcetype: 'xmlwineventlog' };
    expect(runSearch(search, [file])).toEqual([
      { 'Processes.process_name': 'a.exe', 'Processes.user': 'admin', 'Processes.action': 'success', count: '1' },
    ]);
  });
});

describe('other channels', () => {
  it('names the service whose state or start changed', () => {
    const system = (code: number, data: Data) =>
      windowsEvent('System', code, '0x8080000000000000', `<EventData>${elements(data)}</EventData>`);
    const fields = 'service service_name status start_mode Error_Code dest signature';
    expect(fieldsOf(system(7036, { param1: 'Spooler', param2: 'stopped' }), fields, 'XmlWinEventLog:System')).toEqual({
      service: 'Spooler',
      service_name: 'Spooler',
      status: 'stopped',
      Error_Code: '-',
      dest: 'dc1.example.com',
    });
    const changed = { param1: 'Windows Update', param2: 'demand start', param3: 'disabled', param4: 'wuauserv' };
    expect(fieldsOf(system(7040, changed), fields, 'XmlWinEventLog:System')).toMatchObject({
      service_name: 'Windows Update',
      start_mode: 'disabled',
    });
    const installed = { ServiceName: 'S', ImagePath: 'C:\\s.exe', StartType: 'auto start' };
    expect(fieldsOf(system(7045, installed), `${fields} tag`, 'XmlWinEventLog:System')).toEqual({
      service: 'S',
      service_name: 'S',
      start_mode: 'auto',
      Error_Code: '-',
      dest: 'dc1.example.com',
      tag: ['endpoint', 'filesystem', 'os', 'report', 'service', 'track_event_signatures', 'windows'],
    });
  });

  it('gives an event of a channel without rules of its own the fields of every Windows event', () => {
    const text = windowsEvent('Microsoft-Windows-CAPI2/Operational', 70, '0x40', '<UserData><a>b</a></UserData>');
    const source = 'XmlWinEventLog:Microsoft-Windows-CAPI2/Operational';
    expect(fieldsOf(text, 'EventCode signature_id dvc dest UserData_Xml vendor_product', source)).toEqual({
      EventCode: '70',
      signature_id: '70',
      dvc: 'dc1.example.com',
      UserData_Xml: '<a>b</a>',
      vendor_product: 'Microsoft Windows',
    });
  });
});

describe('events as text', () => {
  const text = (log: string, code: number, message: string): string =>
    `05/06/2026 01:41:02 PM\nLogName=${log}\nEventCode=${code}\nEventType=0\nComputerName=dc1.example.com\nType=Information\nRecordNumber=81\nKeywords=Audit Success\nTaskCategory=User Account Management\nMessage=${message}\n`;

  it('keeps the whole message, and labels that come again', () => {
    const message =
      "A user account was created.\n\nSubject:\n\tSecurity ID:\t\tEXAMPLE\\admin\n\tAccount Name:\t\tadmin\n\tAccount Domain:\t\tEXAMPLE\n\tLogon ID:\t\t0x3E7\n\nNew Account:\n\tSecurity ID:\t\tEXAMPLE\\new\n\tAccount Name:\t\tnew\n\nAttributes:\n\tDisplay Name:\t<value not set>\n\tUser Account Control:\t\n\t\t'x' - Enabled\n\nAdditional Information:\n\tPrivileges\t\t-";
    const fields =
      'Account_Name user src_user member_id member_nt_domain msad_action MSADChangedAttributes Subject_Account_Name action result user_group_id session_id src_nt_domain severity body';
    const found = fieldsOf(text('Security', 4720, message), fields, 'WinEventLog:Security');
    expect(found).toEqual({
      Account_Name: ['admin', 'new'],
      user: 'new',
      src_user: 'admin',
      member_id: 'EXAMPLE\\admin',
      member_nt_domain: 'EXAMPLE\\',
      msad_action: 'created',
      MSADChangedAttributes: "\tDisplay Name:\t<value not set>\n\tUser Account Control:\t\n\t\t'x' - Enabled",
      Subject_Account_Name: 'admin',
      action: 'created',
      result: 'account was created',
      session_id: '0x3E7',
      src_nt_domain: 'EXAMPLE',
      severity: 'Information',
      body: message,
    });
  });

  it('tells the target of a change from its subject', () => {
    const message =
      'A user account was disabled.\n\nSubject:\n\tSecurity ID:\t\tEXAMPLE\\admin\n\tAccount Name:\t\tadmin\n\nTarget Account:\n\tSecurity ID:\t\tEXAMPLE\\old\n\tAccount Name:\t\told\n';
    expect(
      fieldsOf(
        text('Security', 4725, message),
        'user src_user user_group object object_id object_attrs',
        'WinEventLog:Security',
      ),
    ).toEqual({
      user: 'old',
      src_user: 'admin',
      user_group: 'old',
      object: 'old',
      object_id: 'EXAMPLE\\old',
      object_attrs: 'account',
    });
  });

  it('reads the service out of the message', () => {
    const stopped = text('System', 7036, 'The Windows Update service entered the stopped state.');
    expect(fieldsOf(stopped, 'service_name status Message', 'WinEventLog:System')).toEqual({
      service_name: 'Windows Update',
      status: 'stopped',
      Message: 'The Windows Update service entered the stopped state.',
    });
    const disabled = text('System', 7040, 'The start type of the X service was changed from auto start to disabled.');
    expect(fieldsOf(disabled, 'service_name start_mode', 'WinEventLog:System')).toEqual({
      service_name: 'X',
      start_mode: 'disabled',
    });
  });
});
