import { at, has, type LogProduct, startsWith } from './product.ts';

export const platforms: readonly LogProduct[] = [
  {
    name: 'Okta system log',
    reference: 'https://developer.okta.com/docs/reference/api/system-log/',
    matches: (record) => has(record, 'eventType', 'published', 'actor'),
    operation: ({ eventType }) => eventType,
    splunk: () => ({ source: 'okta', sourcetype: 'OktaIM2:log' }),
    sigma: { product: 'okta' },
    sample: {
      actor: { alternateId: 'alice@example.com', type: 'User' },
      eventType: 'user.session.start',
      published: '2026-05-06T13:41:02.123Z',
      outcome: { result: 'SUCCESS' },
    },
  },
  {
    name: 'Kubernetes audit',
    reference: 'https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/',
    matches: (record) => startsWith(record['apiVersion'], 'audit.k8s.io/'),
    operation: ({ verb, objectRef }) =>
      [verb, at(objectRef, 'resource')].filter((part) => part !== undefined).join(' '),
    splunk: () => ({ source: 'kubernetes', sourcetype: '_json' }),
    sigma: { product: 'kubernetes' },
    sample: {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      verb: 'create',
      requestReceivedTimestamp: '2026-05-06T13:41:02.123456Z',
    },
  },
  {
    name: 'GitHub audit log',
    reference:
      'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization',
    matches: (record) => has(record, 'action', 'actor') && (has(record, '@timestamp') || has(record, 'created_at')),
    operation: ({ action }) => action,
    splunk: () => ({ source: 'github', sourcetype: 'github:cloud:audit' }),
    sigma: { product: 'github' },
    sample: { '@timestamp': 1777996862000, action: 'repo.create', actor: 'alice', org: 'example' },
  },
];
