import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

/** The fields of one JSON event. */
function fieldsOf(event: unknown, sourcetype: string, fields: string) {
  const path = temporaryFile(`cloud-${sourcetype.replaceAll(':', '-')}.json`, `${JSON.stringify(event)}\n`);
  return runSearch(`search * | table ${fields}`, [{ name: 'x', path, source: 's', sourcetype }])[0];
}

describe('CloudTrail', () => {
  const console_ = {
    eventTime: '2026-01-02T03:04:05Z',
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.8',
    recipientAccountId: '111122223333',
    additionalEventData: { MFAUsed: 'No', LoginTo: 'https://console.aws.amazon.com' },
  };

  it.each([
    ['Failure', 'failure', 'failure'],
    ['Success', 'success', 'success'],
  ])('a logon to the console: %s', (answer, errorCode, action) => {
    const event = {
      ...console_,
      userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: 'alice', principalId: 'AIDA1' },
      responseElements: { ConsoleLogin: answer },
    };
    const fields = 'errorCode action status user user_id app dest authentication_method aws_account_id tag';
    expect(fieldsOf(event, 'aws:cloudtrail', fields)).toEqual({
      errorCode,
      action,
      status: action,
      user: 'alice',
      user_id: 'AIDA1',
      app: 'AwsConsoleSignIn',
      dest: 'https://console.aws.amazon.com',
      authentication_method: 'SFA',
      aws_account_id: '111122223333',
      tag: ['authentication', 'cloud', ...(action === 'failure' ? ['error'] : []), action],
    });
  });

  it('a role that somebody takes on', () => {
    const event = {
      ...console_,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRoleWithSAML',
      eventType: 'AwsApiCall',
      userIdentity: { type: 'SAMLUser', principalId: 'X=:bob@example.com', userName: 'bob@example.com' },
      requestParameters: { roleArn: 'arn:aws:iam::1:role/admin' },
      responseElements: {
        credentials: { accessKeyId: 'ASIA1' },
        assumedRoleUser: {
          assumedRoleId: 'AROA1:bob@example.com',
          arn: 'arn:aws:sts::1:assumed-role/admin/bob@example.com',
        },
      },
      resources: [{ type: 'AWS::IAM::Role' }, { type: 'AWS::IAM::SAMLProvider' }],
    };
    const fields =
      'user user_id user_type user_role user_arn src_user src_user_id temp_access_key action change_type user_group_id';
    expect(fieldsOf(event, 'aws:cloudtrail', fields)).toEqual({
      user: 'bob@example.com',
      user_id: 'AROA1',
      user_type: 'AWS::IAM::Role,AWS::IAM::SAMLProvider',
      user_role: 'arn:aws:sts::1:assumed-role/admin/bob@example.com',
      user_arn: 'arn:aws:iam::1:role/admin',
      src_user: 'bob@example.com',
      src_user_id: 'X=',
      temp_access_key: 'ASIA1',
      action: 'success',
      change_type: 'AAA',
    });
  });

  it('who made an access key for whom', () => {
    const event = {
      ...console_,
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateAccessKey',
      eventType: 'AwsApiCall',
      userIdentity: {
        type: 'IAMUser',
        accountId: '1',
        userName: 'alice',
        principalId: 'AIDA1',
        arn: 'arn:aws:iam::1:user/alice',
      },
      requestParameters: { userName: 'eve' },
      responseElements: { accessKey: { userName: 'eve', accessKeyId: 'AKIA1', status: 'Active' } },
    };
    const fields = 'user src_user object object_id object_attrs object_category action user_group_id msg';
    expect(fieldsOf(event, 'aws:cloudtrail', fields)).toEqual({
      user: 'eve',
      src_user: 'alice',
      object: 'eve',
      object_id: 'AKIA1',
      object_attrs: 'status=Active',
      object_category: 'user',
      action: 'created',
      user_group_id: '1',
      msg: 'success',
    });
  });
});

describe('Entra ID', () => {
  it('tells who was given a role by whom', () => {
    const event = {
      time: '2026-01-02T03:04:05Z',
      operationName: 'Add member to role',
      category: 'AuditLogs',
      tenantId: 't1',
      resourceId: '/tenants/t1/providers/Microsoft.aadiam',
      callerIpAddress: '192.0.2.8',
      properties: {
        result: 'success',
        resultReason: '',
        loggedByService: 'Core Directory',
        initiatedBy: { user: { userPrincipalName: 'admin@example.com', displayName: null } },
        targetResources: [
          {
            id: 'u1',
            type: 'User',
            userPrincipalName: 'eve@example.com',
            modifiedProperties: [{ displayName: 'Role.DisplayName' }],
          },
          { id: 'r1', type: 'Role', modifiedProperties: [] },
        ],
      },
    };
    const fields = 'user src_user src_ip result status object object_id object_attrs signature dvc src_user_type tag';
    expect(fieldsOf(event, 'azure:monitor:aad', fields)).toEqual({
      user: 'eve@example.com',
      src_user: 'admin@example.com',
      src_ip: '192.0.2.8',
      result: 'Add member to role',
      status: 'success',
      object: 'eve@example.com',
      object_id: 'u1',
      object_attrs: 'Role.DisplayName',
      signature: 'Add member to role',
      dvc: 'Core Directory',
      src_user_type: 'userPrincipal',
      tag: ['account', 'change'],
    });
  });

  it('sign-ins are in the data model of authentication', () => {
    const event = {
      time: '2026-01-02T03:04:05Z',
      operationName: 'Sign-in activity',
      category: 'SignInLogs',
      callerIpAddress: '192.0.2.8',
      properties: {
        userPrincipalName: 'alice@example.com',
        appDisplayName: 'Azure Portal',
        status: { errorCode: 50126, failureReason: 'Invalid username or password.' },
      },
    };
    const path = temporaryFile('cloud-signin.json', `${JSON.stringify(event)}\n`);
    const search =
      '| tstats count from datamodel=Authentication.Authentication by Authentication.action Authentication.user Authentication.src Authentication.app Authentication.reason';
    const file = { name: 'x', path, source: 'Azure AD', sourcetype: 'azure:monitor:aad' };
    expect(runSearch(search, [file])).toEqual([
      {
        'Authentication.action': 'failure',
        'Authentication.user': 'alice@example.com',
        'Authentication.src': '192.0.2.8',
        'Authentication.app': 'Azure Portal',
        'Authentication.reason': 'Invalid username or password.',
        count: '1',
      },
    ]);
  });

  it('the activity log names an object by the last part of its path', () => {
    const event = {
      eventTimestamp: '2026-01-02T03:04:05Z',
      resourceUri: '/subscriptions/s1/resourceGroups/g/providers/P/runbooks/Job7',
      subscriptionId: 's1',
      status: { value: 'Succeeded' },
      claims: { name: 'Alice' },
    };
    expect(fieldsOf(event, 'mscs:azure:audit', 'object object_id dest dvc status user object_path')).toEqual({
      object: 'Job7',
      object_id: 'Job7',
      dest: 's1',
      dvc: 's1',
      status: 'success',
      user: 'Alice',
      object_path: '/subscriptions/s1/resourceGroups/g/providers/P/runbooks/Job7',
    });
  });
});

describe('Microsoft 365', () => {
  const base = {
    CreationTime: '2026-01-02T03:04:05',
    OrganizationId: 'o1',
    UserType: 0,
    Workload: 'AzureActiveDirectory',
    UserId: 'admin@example.com',
    ResultStatus: 'Success',
  };

  it('takes the actor and the target out of their lists', () => {
    const event = {
      ...base,
      Operation: 'Add service principal.',
      ObjectId: 'x',
      ExtendedProperties: [{ Name: 'additionalDetails', Value: '{"User-Agent":"curl/8","AppId":"x"}' }],
      Actor: [
        { ID: 'admin@example.com', Type: 5 },
        { ID: 'KEY1', Type: 3 },
      ],
      Target: [
        { ID: 'ServicePrincipal_1', Type: 2 },
        { ID: 'Backup app', Type: 1 },
      ],
    };
    const fields = 'user src_user src_user_type object object_id user_agent dest action authentication_service tag';
    expect(fieldsOf(event, 'o365:management:activity', fields)).toEqual({
      user: 'Backup app',
      src_user: 'admin@example.com',
      src_user_type: 'Regular',
      object: 'Backup app',
      object_id: 'ServicePrincipal_1',
      user_agent: 'curl/8',
      dest: 'o1',
      action: 'created',
      authentication_service: 'AzureActiveDirectory',
      tag: ['account', 'change'],
    });
  });

  it('a failed logon', () => {
    const event = {
      ...base,
      Operation: 'UserLoginFailed',
      ResultStatus: 'Failed',
      ActorIpAddress: '192.0.2.8',
      LogonError: 'InvalidUserNameOrPassword',
      Actor: [
        { ID: 'KEY1', Type: 3 },
        { ID: 'admin@example.com', Type: 5 },
      ],
    };
    const fields = 'user user_id src_ip action status reason dest result tag';
    expect(fieldsOf(event, 'o365:management:activity', fields)).toEqual({
      user: 'admin@example.com',
      user_id: 'KEY1',
      src_ip: '192.0.2.8',
      action: 'failure',
      status: 'failure',
      reason: 'InvalidUserNameOrPassword',
      dest: 'Microsoft Office 365 AzureActiveDirectory',
      result: 'Failed',
      tag: ['authentication', 'failure'],
    });
  });
});
