import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

/** What a search gives over one event. */
function over(event: unknown, sourcetype: string, search: string) {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const path = temporaryFile(`identity-${sourcetype.replaceAll(':', '-')}.log`, `${text}\n`);
  return runSearch(search, [{ name: 'x', path, source: 's', sourcetype }]);
}

describe('Okta', () => {
  const okta = {
    published: '2026-05-06T13:41:02.123Z',
    severity: 'WARN',
    actor: { id: '00u1', type: 'User', alternateId: 'admin@example.com', displayName: 'Admin' },
    client: { ipAddress: '198.51.100.7', userAgent: { rawUserAgent: 'Mozilla/5.0' } },
    outcome: { result: 'SUCCESS', reason: null },
    transaction: { type: 'WEB', id: 't1', detail: {} },
  };
  const user = { id: '00u2', type: 'User', alternateId: 'bob@example.com', displayName: 'Bob', detailEntry: null };
  const app = { id: '0oa1', type: 'AppInstance', alternateId: 'Wiki', displayName: 'The wiki', detailEntry: { a: 1 } };
  const fields = 'action user src_user object object_id object_category status signature command tag';

  it('a change names its target as user and object', () => {
    const event = { ...okta, eventType: 'user.mfa.factor.deactivate', displayMessage: 'Reset factor', target: [user] };
    expect(over(event, 'OktaIM2:log', `search eventtype=okta_log | table ${fields} severity result id`)).toEqual([
      {
        action: 'modified',
        user: 'bob@example.com',
        src_user: 'admin@example.com',
        object: 'bob@example.com',
        object_id: '00u2',
        object_category: 'user',
        status: 'success',
        signature: 'user.mfa.factor.deactivate',
        command: 'user.mfa.factor.deactivate',
        tag: ['account', 'change'],
        severity: 'medium',
        result: 'Reset factor',
        id: 't1',
      },
    ]);
  });

  it('a logon is told by its type and outcome, and by the application among its targets', () => {
    const event = { ...okta, eventType: 'user.authentication.sso', target: [app, { ...user, type: 'AppUser' }] };
    const search =
      '| tstats count from datamodel=Authentication by Authentication.action Authentication.signature Authentication.user Authentication.src Authentication.app';
    expect(over(event, 'OktaIM2:log', search)).toEqual([
      {
        'Authentication.action': 'success',
        'Authentication.signature': 'user.authentication.sso',
        'Authentication.user': 'admin@example.com',
        'Authentication.src': '198.51.100.7',
        'Authentication.app': 'The wiki',
        count: '1',
      },
    ]);
    const targets = 'targetAppId targetAppAlternateId targetAppUserDisplayName target_data_first_occurrence';
    expect(over(event, 'OktaIM2:log', `search * | table ${targets}`)).toEqual([
      {
        targetAppId: '0oa1',
        targetAppAlternateId: 'Wiki',
        targetAppUserDisplayName: 'Bob',
        target_data_first_occurrence: JSON.stringify(app),
      },
    ]);
  });

  it.each([
    ['policy.evaluate_sign_on', 'CHALLENGE', 'pending'],
    ['user.authentication.auth_via_mfa', 'FAILURE', 'failure'],
    ['user.session.end', 'SUCCESS', 'logoff'],
    ['user.account.lock', 'FAILURE', 'lockout'],
    ['device.enrollment.create', 'SUCCESS', 'created'],
    ['group.user_membership.add', 'SUCCESS', 'modified'],
    ['system.api_token.revoke', 'SUCCESS', 'deleted'],
    ['application.policy.sign_on.deny_access', 'FAILURE', 'failure'],
    ['system.sms.send_factor_verify_message', 'SUCCESS', 'read'],
  ])('%s, %s: %s', (eventType, result, action) => {
    const event = { ...okta, eventType, outcome: { result }, target: [user] };
    expect(over(event, 'OktaIM2:log', 'search * | table action')).toEqual([{ action }]);
  });
});

it('processes of CrowdStrike: the command without quotes, the image’s own name', () => {
  const event = {
    event_simpleName: 'ProcessRollup2',
    event_platform: 'Win',
    aid: 'a1',
    CommandLine: '"C:\\Windows\\System32\\cmd.exe" /c whoami',
    ImageFileName: '\\Device\\HarddiskVolume2\\Windows\\System32\\cmd.exe',
    ParentBaseFileName: 'explorer.exe',
    TargetProcessId: '12',
    RawProcessId: '3',
    UserSid: 'S-1-5-18',
    SHA256HashData: 'aa',
  };
  const processes = ['process', 'process_name', 'process_path', 'process_id', 'parent_process_name', 'user'];
  const search = `| tstats count from datamodel=Endpoint.Processes by ${processes.map((field) => `Processes.${field}`).join(' ')} | fields - count | rename Processes.* as *`;
  expect(over(event, 'crowdstrike:events:sensor', search)).toEqual([
    {
      process: 'C:\\Windows\\System32\\cmd.exe /c whoami',
      process_name: 'cmd.exe',
      process_path: 'C:\\Windows\\System32\\cmd.exe',
      process_id: '12',
      parent_process_name: 'explorer.exe',
      user: 'S-1-5-18',
    },
  ]);
});

describe('requests in the data model of the web', () => {
  const web = ['src', 'dest', 'http_method', 'url', 'status', 'action', 'bytes_out', 'http_user_agent'];
  const search = `| tstats count from datamodel=Web by ${web.map((field) => `Web.${field}`).join(' ')} | fields - count | rename Web.* as *`;

  it.each([
    [
      'nginx:plus:kv',
      'site="www.example.com" dest_ip="192.0.2.1" src="198.51.100.7" status="404" bytes_out="612" http_user_agent="curl" uri_path="/x" uri_query="a=b" http_method="GET" https="on"',
      { dest: '192.0.2.1', url: 'https://www.example.com/x?a=b' },
    ],
    [
      'nginx:plus:kv',
      'remote_addr="198.51.100.7" server_name="www.example.com" status="404" body_bytes_sent="612" http_user_agent="curl" request_uri="/x" request_method="GET" host="h"',
      { dest: 'www.example.com', url: '/x' },
    ],
    [
      'nginx:plus:access',
      '198.51.100.7 - - [06/May/2026:13:41:02 +0000] "GET /x HTTP/1.1" 404 612 "-" "curl"',
      { dest: 'replay', url: '/x' },
    ],
    [
      'bro:http:json',
      '{"ts":1778074862.1,"uid":"C1","id.orig_h":"198.51.100.7","id.resp_h":"192.0.2.1","method":"GET","host":"www.example.com","uri":"/x","user_agent":"curl","request_body_len":612,"response_body_len":0,"status_code":404}',
      { dest: '192.0.2.1', url: 'http://www.example.com/x' },
    ],
  ])('%s', (sourcetype, event, own) => {
    const common = { src: '198.51.100.7', http_method: 'GET', status: '404', action: 'failure', bytes_out: '612' };
    expect(over(event, sourcetype, search)).toEqual([{ ...common, http_user_agent: 'curl', ...own }]);
  });

  it('Splunk’s own', () => {
    const event =
      '192.0.2.7 - admin [06/May/2026:13:41:02.123 +0000] "GET /en-US/app/search/home?q=a HTTP/1.1" 200 1234 "https://splunk.example.com/x" "Mozilla/5.0" - 65e5 12ms';
    const fields = 'user uri_path uri_query root file status referer_domain spent other';
    expect(over(event, 'splunkd_ui_access', `search * | table ${fields}`)).toEqual([
      {
        user: 'admin',
        uri_path: '/en-US/app/search/home',
        uri_query: 'q=a',
        root: 'en-US',
        file: 'home',
        status: '200',
        referer_domain: 'https://splunk.example.com',
        spent: '12',
        other: ' - 65e5 12ms',
      },
    ]);
  });
});

describe('kinds of CloudTrail’s calls', () => {
  const call = { eventTime: '2026-05-06T13:41:02Z', userIdentity: { type: 'IAMUser', userName: 'alice' } };

  it.each([
    ['waf.amazonaws.com', 'DeleteWebACL', {}, ['change', 'cloud', 'network']],
    ['iam.amazonaws.com', 'SetDefaultPolicyVersion', {}, ['account', 'change', 'cloud', 'management']],
    ['ec2.amazonaws.com', 'GetPasswordData', { errorCode: 'Client.UnauthorizedOperation' }, 'error'],
    ['s3.amazonaws.com', 'GetObject', {}, undefined],
  ])('%s %s', (eventSource, eventName, more, tag) => {
    const event = { ...call, eventSource, eventName, eventType: 'AwsApiCall', ...more };
    expect(over(event, 'aws:cloudtrail', 'search * | table eventName tag')).toEqual([
      { eventName, ...(tag && { tag }) },
    ]);
  });
});

describe('findings and alerts of clouds', () => {
  it('Security Hub', () => {
    const event = {
      Id: 'arn:aws:securityhub:eu-west-1:1:finding/f7',
      AwsAccountId: '111122223333',
      ProductName: 'GuardDuty',
      GeneratorId: 'g',
      Title: 'Key used from far away',
      Severity: { Label: 'CRITICAL', Normalized: 90 },
      Resources: [
        {
          Type: 'AwsIamAccessKey',
          Id: 'AWS::IAM::AccessKey:AKIA1',
          Details: { AwsIamAccessKey: { PrincipalName: 'bob' } },
        },
      ],
    };
    expect(
      over(event, 'aws:securityhub:finding', 'search tag=alert | table id app signature severity type user dest'),
    ).toEqual([
      {
        id: 'f7',
        app: 'GuardDuty',
        signature: 'Key used from far away',
        severity: 'critical',
        type: 'alarm',
        user: 'bob',
        dest: 'AKIA1',
      },
    ]);
  });

  it('GuardDuty', () => {
    const event = {
      id: 'f',
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      severity: 5,
      accountId: '111122223333',
      resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-1' } },
      service: {
        action: {
          networkConnectionAction: { blocked: false, remoteIpDetails: { ipAddressV4: '198.51.100.7' } },
        },
      },
    };
    expect(over(event, 'aws:cloudwatch:guardduty', 'search * | table signature severity type action src dest')).toEqual(
      [
        {
          signature: 'UnauthorizedAccess:EC2/SSHBruteForce',
          severity: 'medium',
          type: 'alarm',
          action: 'allowed',
          src: 'i-1',
          dest: '198.51.100.7',
        },
      ],
    );
  });

  it('processes of Defender’s advanced hunting', () => {
    const event = {
      time: '2026-05-06T13:41:02Z',
      category: 'AdvancedHunting-DeviceProcessEvents',
      properties: {
        DeviceName: 'ws7.example.com',
        AccountName: 'bob',
        FileName: 'cmd.exe',
        ProcessCommandLine: 'cmd /c whoami',
        InitiatingProcessFileName: 'explorer.exe',
      },
    };
    const search =
      '| tstats count from datamodel=Endpoint.Processes by Processes.dest Processes.user Processes.process Processes.process_name Processes.parent_process_name | fields - count | rename Processes.* as *';
    expect(over(event, 'mscs:azure:eventhub:defender:advancedhunting', search)).toEqual([
      {
        dest: 'ws7.example.com',
        user: 'bob',
        process: 'cmd /c whoami',
        process_name: 'cmd.exe',
        parent_process_name: 'explorer.exe',
      },
    ]);
  });
});

it('flow logs of a VPC say which version of IP they are about', () => {
  const flow = '2 123456789010 eni-1 2001:db8::1 2001:db8::2 51000 22 6 20 4249 1778074862 1778074922 REJECT OK';
  const fields = 'app protocol_version protocol_full_name transport user_id action';
  expect(over(flow, 'aws:cloudwatchlogs:vpcflow', `search tag=network | table ${fields}`)).toEqual([
    {
      app: 'AWS VPC Flow Logs',
      protocol_version: 'IPV6',
      protocol_full_name: 'Transmission Control',
      transport: 'tcp',
      user_id: '123456789010',
      action: 'blocked',
    },
  ]);
});

it('flow logs of a VPC that CloudWatch exported have the fields of those from S3', () => {
  const flow =
    '2026-05-06T13:41:02.000Z 2 123456789010 eni-1 192.0.2.7 192.0.2.8 51000 22 6 20 4249 1778074862 1778074922 ACCEPT OK';
  expect(
    over(flow, 'aws:cloudwatchlogs:vpcflow', 'search tag=network | table version src_ip dest_port log_status'),
  ).toEqual([{ version: '2', src_ip: '192.0.2.7', dest_port: '22', log_status: 'OK' }]);
});
