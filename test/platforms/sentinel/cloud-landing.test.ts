import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchRunner } from '../../../src/testing/batch.ts';

let folder: string;
let runner: BatchRunner;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firedrill-cloud-landing-'));
  runner = new BatchRunner({ cwd: folder, folder, cache: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of a query over JSON records, as objects. */
async function rows(records: readonly unknown[], query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const path = join(folder, 'records.json');
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const answer = await runner.answer({ id: '1', lang: 'kql', query, data: [{ path }] });
  if (!('rows' in answer)) throw new Error(answer.error.message);
  return answer.rows.map((row) => Object.fromEntries(answer.columns.map(({ name }, at) => [name, row[at]])));
}

describe('records of clouds', () => {
  it('CloudTrail: security groups, roles of instances, people behind an application', async () => {
    const call = {
      eventVersion: '1.09',
      eventTime: '2026-05-06T13:41:02Z',
      eventSource: 'ec2.amazonaws.com',
      requestID: 'r-1',
    };
    const records = [
      {
        ...call,
        eventName: 'AuthorizeSecurityGroupIngress',
        requestParameters: {
          groupId: 'sg-1',
          ipPermissions: {
            items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 23, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
          },
        },
      },
      { ...call, eventName: 'GetObject', userIdentity: { sessionContext: { ec2RoleDelivery: '2.0' } } },
      {
        ...call,
        eventName: 'ListBuckets',
        userIdentity: { type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1', identityStoreArn: 'arn:aws:x' } },
      },
    ];
    expect(
      await rows(
        records,
        'AWSCloudTrail | project EventName, OperationName, AwsRequestId_, CidrIp, IpProtocol, SourcePort, DestinationPort, EC2RoleDelivery, UserIdentityUserId, UserIdentityStoreArn | sort by EventName asc',
      ),
    ).toEqual([
      {
        EventName: 'AuthorizeSecurityGroupIngress',
        OperationName: 'CloudTrail',
        AwsRequestId_: 'r-1',
        CidrIp: '0.0.0.0/0',
        IpProtocol: 'tcp',
        SourcePort: '22',
        DestinationPort: '23',
        EC2RoleDelivery: '',
        UserIdentityUserId: '',
        UserIdentityStoreArn: '',
      },
      expect.objectContaining({ EventName: 'GetObject', EC2RoleDelivery: '2.0', CidrIp: '', UserIdentityUserId: '' }),
      expect.objectContaining({
        EventName: 'ListBuckets',
        UserIdentityUserId: 'u-1',
        UserIdentityStoreArn: 'arn:aws:x',
      }),
    ]);
  });

  it('Microsoft 365: mail, files and teams', async () => {
    const base = { CreationTime: '2026-05-06T13:41:02', UserId: 'alice@example.com', UserType: 0 };
    const records = [
      {
        ...base,
        Workload: 'Exchange',
        Operation: 'SendAs',
        RecordType: 2,
        SendAsUserSmtp: 'boss@example.com',
        CrossMailboxOperations: false,
      },
      {
        ...base,
        Workload: 'SharePoint',
        Operation: 'SharingSet',
        RecordType: 14,
        EventData: '<Permissions granted>Read</Permissions granted>',
        TargetUserOrGroupName: 'bob@example.com',
        UserSharedWith: 'bob@example.com',
      },
      { ...base, Workload: 'MicrosoftTeams', Operation: 'ChatCreated', RecordType: 25, ChatThreadId: '19:x' },
    ];
    expect(
      await rows(
        records,
        'OfficeActivity | project Operation, RecordType, SendAsUserSmtp, CrossMailboxOperations, Event_Data, UserSharedWith, ChatThreadId | sort by Operation asc',
      ),
    ).toEqual([
      {
        Operation: 'ChatCreated',
        RecordType: 'MicrosoftTeams',
        SendAsUserSmtp: '',
        CrossMailboxOperations: null,
        Event_Data: '',
        UserSharedWith: '',
        ChatThreadId: '19:x',
      },
      expect.objectContaining({
        RecordType: 'ExchangeItem',
        SendAsUserSmtp: 'boss@example.com',
        CrossMailboxOperations: false,
      }),
      expect.objectContaining({
        RecordType: 'SharePointSharingOperation',
        Event_Data: '<Permissions granted>Read</Permissions granted>',
        UserSharedWith: 'bob@example.com',
      }),
    ]);
  });

  it('Entra ID: interactive and other sign-ins', async () => {
    const signin = (category: string, properties: object) => ({
      time: '2026-05-06T13:41:02Z',
      resourceId: '/tenants/t1/providers/Microsoft.aadiam',
      operationName: 'Sign-in activity',
      category,
      resultType: '0',
      properties: { createdDateTime: '2026-05-06T13:41:01Z', userPrincipalName: 'alice@example.com', ...properties },
    });
    const records = [
      signin('SignInLogs', {
        alternateSignInName: 'alice',
        signInIdentifier: 'alice@example.com',
        flaggedForReview: true,
      }),
      signin('SignInLogs', {
        ipAddressFromResourceProvider: '192.0.2.9',
        homeTenantName: 'Example',
        isTenantRestricted: false,
      }),
      signin('NonInteractiveUserSignInLogs', { resourceServicePrincipalId: 'sp-1', originalTransferMethod: 'none' }),
    ];
    expect(
      await rows(
        records,
        'SigninLogs | project AlternateSignInName, SignInIdentifier, FlaggedForReview, IPAddressFromResourceProvider, HomeTenantName, IsTenantRestricted, ResourceId, ResourceGroup | sort by AlternateSignInName desc',
      ),
    ).toEqual([
      {
        AlternateSignInName: 'alice',
        SignInIdentifier: 'alice@example.com',
        FlaggedForReview: true,
        IPAddressFromResourceProvider: '',
        HomeTenantName: '',
        IsTenantRestricted: null,
        ResourceId: '/tenants/t1/providers/Microsoft.aadiam',
        ResourceGroup: 'Microsoft.aadiam',
      },
      expect.objectContaining({
        IPAddressFromResourceProvider: '192.0.2.9',
        HomeTenantName: 'Example',
        IsTenantRestricted: false,
      }),
    ]);
    expect(
      await rows(
        records,
        'AADNonInteractiveUserSignInLogs | project ResourceServicePrincipalId, OriginalTransferMethod, ResourceGroup',
      ),
    ).toEqual([
      { ResourceServicePrincipalId: 'sp-1', OriginalTransferMethod: 'none', ResourceGroup: 'Microsoft.aadiam' },
    ]);
  });
});
