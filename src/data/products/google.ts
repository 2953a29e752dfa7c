import { at, has, type LogProduct } from './product.ts';

export const google: readonly LogProduct[] = [
  {
    name: 'Google Cloud audit logs',
    reference: 'https://cloud.google.com/logging/docs/audit/understanding-audit-logs',
    matches: (record) => has(record, 'protoPayload'),
    operation: ({ protoPayload }) => at(protoPayload, 'methodName'),
    splunk: () => ({ source: 'google_cloud', sourcetype: 'google:gcp:pubsub:message' }),
    sigma: { product: 'gcp' },
    sample: {
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        methodName: 'google.iam.admin.v1.CreateServiceAccountKey',
      },
      timestamp: '2026-05-06T13:41:02Z',
    },
  },
  {
    name: 'Google Workspace reports',
    reference: 'https://developers.google.com/workspace/admin/reports/v1/reference/activities',
    matches: ({ id, kind }) =>
      kind === 'admin#reports#activity' &&
      typeof id === 'object' &&
      id !== null &&
      has(id as Record<string, unknown>, 'applicationName'),
    operation: ({ events }) => at(events, '0', 'name'),
    splunk: ({ id }) => ({
      source: 'gws:reports',
      sourcetype: `gws:reports:${String((id as { applicationName?: unknown }).applicationName)}`,
    }),
    sigma: { product: 'gcp' },
    sample: {
      kind: 'admin#reports#activity',
      id: { time: '2026-05-06T13:41:02.000Z', applicationName: 'admin' },
      actor: { email: 'alice@example.com' },
    },
  },
];
