import { at, has, type LogProduct, startsWith } from './product.ts';

const ENTRA_CATEGORIES = new Set(
  'SignInLogs NonInteractiveUserSignInLogs ServicePrincipalSignInLogs ManagedIdentitySignInLogs ADFSSignInLogs AuditLogs ProvisioningLogs RiskyUsers UserRiskEvents MicrosoftGraphActivityLogs'.split(
    ' ',
  ),
);

const isDiagnosticLog = (record: Readonly<Record<string, unknown>>): boolean =>
  startsWith(record['resourceId'], '/') && has(record, 'operationName', 'category');

/** Exports of the portal and answers of Microsoft Graph have the records without Azure Monitor's envelope. */
const isGraphSignIn = (record: Readonly<Record<string, unknown>>): boolean =>
  has(record, 'userPrincipalName', 'appDisplayName', 'createdDateTime') && has(record, 'conditionalAccessStatus');

const isGraphAudit = (record: Readonly<Record<string, unknown>>): boolean =>
  has(record, 'activityDisplayName', 'activityDateTime', 'initiatedBy', 'targetResources');

export const microsoft: readonly LogProduct[] = [
  {
    name: 'Office 365 management activity',
    reference: 'https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema',
    matches: (record) => has(record, 'Workload', 'Operation'),
    operation: ({ Operation }) => Operation,
    splunk: () => ({ source: 'o365', sourcetype: 'o365:management:activity' }),
    sigma: { product: 'm365' },
    sample: {
      CreationTime: '2026-05-06T13:41:02',
      Operation: 'New-InboxRule',
      RecordType: 1,
      UserId: 'alice@example.com',
      Workload: 'Exchange',
    },
  },
  {
    name: 'Microsoft Entra ID sign-in and audit logs',
    reference: 'https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options',
    matches: (record) => isDiagnosticLog(record) && ENTRA_CATEGORIES.has(String(record['category'])),
    operation: ({ operationName }) => operationName,
    splunk: () => ({ source: 'Azure AD', sourcetype: 'azure:monitor:aad' }),
    sigma: { product: 'azure' },
    sample: {
      time: '2026-05-06T13:41:02.0000000Z',
      resourceId: '/tenants/11111111-2222-3333-4444-555555555555/providers/Microsoft.aadiam',
      operationName: 'Sign-in activity',
      category: 'SignInLogs',
      properties: { userPrincipalName: 'alice@example.com' },
    },
  },
  {
    name: 'Microsoft Entra ID sign-in and audit logs of Microsoft Graph',
    reference: 'https://learn.microsoft.com/graph/api/resources/signin',
    matches: (record) => isGraphSignIn(record) || isGraphAudit(record),
    operation: ({ activityDisplayName }) => activityDisplayName ?? 'sign-in',
    splunk: (record) => ({
      source: 'Azure AD',
      sourcetype: isGraphAudit(record) ? 'azure:aad:audit' : 'azure:aad:signin',
    }),
    sigma: { product: 'azure' },
    sample: {
      createdDateTime: '2026-05-06T13:41:02Z',
      userPrincipalName: 'alice@example.com',
      appDisplayName: 'Azure Portal',
      conditionalAccessStatus: 'success',
    },
  },
  {
    name: 'Azure activity and resource logs',
    reference: 'https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema',
    matches: isDiagnosticLog,
    operation: ({ operationName }) => at(operationName, 'value') ?? operationName,
    splunk: () => ({ source: 'azure', sourcetype: 'azure:monitor:activity' }),
    sigma: { product: 'azure' },
    sample: {
      time: '2026-05-06T13:41:02.0000000Z',
      resourceId: '/SUBSCRIPTIONS/11111111-2222-3333-4444-555555555555/RESOURCEGROUPS/EXAMPLE',
      operationName: 'MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE',
      category: 'Administrative',
    },
  },
];
