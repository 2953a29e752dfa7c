import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchRunner } from '../../../src/testing/batch.ts';

let folder: string;
let runner: BatchRunner;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firedrill-cloud-records-'));
  runner = new BatchRunner({ cwd: folder, folder, cache: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of a query over one JSON record. */
async function rows(record: unknown, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const path = join(folder, 'record.json');
  writeFileSync(path, `${JSON.stringify(record)}\n`);
  const answer = await runner.answer({ id: '1', lang: 'kql', query, data: [{ path }] });
  if (!('rows' in answer)) throw new Error(answer.error.message);
  return answer.rows.map((row) => Object.fromEntries(answer.columns.map(({ name }, at) => [name, row[at]])));
}

const entra = (category: string, properties: object) => ({
  time: '2026-05-06T13:41:02Z',
  resourceId: '/tenants/t1/providers/Microsoft.aadiam',
  tenantId: 't1',
  operationName: 'Sign-in activity',
  category,
  resultType: '7000215',
  callerIpAddress: '198.51.100.7',
  properties: { createdDateTime: '2026-05-06T13:41:01Z', id: 'i1', ...properties },
});

describe('records of clouds land in', () => {
  it.each([
    ['AADServicePrincipalSignInLogs', 'ServicePrincipalSignInLogs'],
    ['AADManagedIdentitySignInLogs', 'ManagedIdentitySignInLogs'],
  ])('%s', async (table, category) => {
    const record = entra(category, {
      servicePrincipalName: 'app7',
      location: { countryOrRegion: 'NL', city: 'Delft' },
    });
    const columns =
      'TimeGenerated, ServicePrincipalName, IPAddress, Location, City = tostring(parse_json(LocationDetails).city), ResultType, AADTenantId, Id';
    expect(await rows(record, `${table} | project ${columns}`)).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:01.0000000Z',
        ServicePrincipalName: 'app7',
        IPAddress: '198.51.100.7',
        Location: 'NL',
        City: 'Delft',
        ResultType: '7000215',
        AADTenantId: 't1',
        Id: 'i1',
      },
    ]);
    expect(await rows(record, 'SigninLogs | count')).toEqual([{ Count: 0 }]);
  });

  it('AADUserRiskEvents and AADRiskyUsers', async () => {
    const risk = { riskLevel: 'high', riskState: 'atRisk', userPrincipalName: 'bob@example.com' };
    const detection = entra('UserRiskEvents', {
      ...risk,
      riskEventType: 'anonymizedIPAddress',
      detectedDateTime: '2026-05-06T13:40:00Z',
    });
    expect(
      await rows(
        detection,
        'AADUserRiskEvents | project TimeGenerated, RiskEventType, RiskLevel, UserPrincipalName, IpAddress',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:40:00.0000000Z',
        RiskEventType: 'anonymizedIPAddress',
        RiskLevel: 'high',
        UserPrincipalName: 'bob@example.com',
        IpAddress: '198.51.100.7',
      },
    ]);
    expect(
      await rows(entra('RiskyUsers', risk), 'AADRiskyUsers | project TimeGenerated, RiskState, UserPrincipalName'),
    ).toEqual([
      { TimeGenerated: '2026-05-06T13:41:02.0000000Z', RiskState: 'atRisk', UserPrincipalName: 'bob@example.com' },
    ]);
  });

  it('AADProvisioningLogs', async () => {
    const record = entra('ProvisioningLogs', {
      action: 'Create',
      activityDateTime: '2026-05-06T13:40:30Z',
      targetIdentity: { displayName: 'bob' },
    });
    expect(
      await rows(
        record,
        'AADProvisioningLogs | project TimeGenerated, Action, Target = tostring(parse_json(TargetIdentity).displayName)',
      ),
    ).toEqual([{ TimeGenerated: '2026-05-06T13:40:30.0000000Z', Action: 'Create', Target: 'bob' }]);
  });

  it('GCPAuditLogs', async () => {
    const record = {
      insertId: 'x1',
      logName: 'projects/p1/logs/cloudaudit.googleapis.com%2Factivity',
      severity: 'NOTICE',
      timestamp: '2026-05-06T13:41:02.5Z',
      resource: { type: 'gce_instance', labels: { project_id: 'p1' } },
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        serviceName: 'compute.googleapis.com',
        methodName: 'v1.compute.instances.insert',
        resourceName: 'projects/p1/zones/z/instances/i',
        authenticationInfo: { principalEmail: 'alice@example.com' },
        requestMetadata: { callerIp: '198.51.100.7' },
        status: { message: 'denied' },
      },
    };
    expect(
      await rows(
        record,
        'GCPAuditLogs | project TimeGenerated, ServiceName, MethodName, PrincipalEmail, Ip = tostring(RequestMetadata.callerIp), ProjectId, GCPResourceType, StatusMessage',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.5000000Z',
        ServiceName: 'compute.googleapis.com',
        MethodName: 'v1.compute.instances.insert',
        PrincipalEmail: 'alice@example.com',
        Ip: '198.51.100.7',
        ProjectId: 'p1',
        GCPResourceType: 'gce_instance',
        StatusMessage: 'denied',
      },
    ]);
  });

  it('AWSGuardDuty', async () => {
    const record = {
      schemaVersion: '2.0',
      arn: 'arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/f',
      id: 'f',
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      severity: 8,
      accountId: '111122223333',
      createdAt: '2026-05-06T13:00:00Z',
      updatedAt: '2026-05-06T13:41:02Z',
      service: { action: { actionType: 'NETWORK_CONNECTION' } },
      resource: { resourceType: 'Instance' },
    };
    expect(
      await rows(
        record,
        'AWSGuardDuty | project TimeGenerated, TimeCreated, ActivityType, Severity, Action = tostring(ServiceDetails.action.actionType)',
      ),
    ).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.0000000Z',
        TimeCreated: '2026-05-06T13:00:00.0000000Z',
        ActivityType: 'UnauthorizedAccess:EC2/SSHBruteForce',
        Severity: 8,
        Action: 'NETWORK_CONNECTION',
      },
    ]);
  });

  it('Corelight_CL, whole', async () => {
    const record = { _path: 'dns', ts: 1778074862.5, uid: 'C1', 'id.orig_h': '192.0.2.5', query: 'example.com' };
    expect(
      await rows(
        record,
        `Corelight_CL | where Message has '"_path":"dns"' | project TimeGenerated, Query = tostring(parse_json(Message).query)`,
      ),
    ).toEqual([{ TimeGenerated: '2026-05-06T13:41:02.5000000Z', Query: 'example.com' }]);
  });

  it('GitHubAuditLogPolling_CL, and in the function of the solution', async () => {
    const record = {
      '@timestamp': 1778074862500,
      action: 'repo.destroy',
      actor: 'alice',
      actor_location: { country_code: 'NL' },
      org: 'example',
      repo: 'example/wiki',
    };
    expect(await rows(record, 'GitHubAuditData | project TimeGenerated, Action, Actor, Repository, Country')).toEqual([
      {
        TimeGenerated: '2026-05-06T13:41:02.5000000Z',
        Action: 'repo.destroy',
        Actor: 'alice',
        Repository: 'example/wiki',
        Country: 'NL',
      },
    ]);
  });
});
