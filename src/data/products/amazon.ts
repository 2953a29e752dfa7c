import { at, has, type LogProduct } from './product.ts';

export const amazon: readonly LogProduct[] = [
  {
    name: 'AWS CloudTrail',
    reference:
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
    matches: (record) =>
      has(record, 'eventSource', 'eventName') &&
      (has(record, 'eventVersion') || String(record['eventSource']).endsWith('.amazonaws.com')),
    operation: ({ eventName }) => eventName,
    splunk: () => ({ source: 'aws_cloudtrail', sourcetype: 'aws:cloudtrail' }),
    sigma: { product: 'aws', service: 'cloudtrail' },
    sample: {
      eventVersion: '1.08',
      eventTime: '2026-05-06T13:41:02Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      sourceIPAddress: '192.0.2.7',
    },
  },
  {
    name: 'Amazon Security Lake (OCSF), CloudTrail events',
    reference: 'https://docs.aws.amazon.com/security-lake/latest/userguide/cloudtrail-event-logs.html',
    matches: ({ metadata, class_uid: classUid }) =>
      classUid !== undefined &&
      typeof metadata === 'object' &&
      (metadata as { product?: { name?: unknown } } | null)?.product?.name === 'CloudTrail',
    operation: ({ api }) => at(api, 'operation'),
    splunk: () => ({ source: 'aws_asl', sourcetype: 'aws:cloudtrail:lake' }),
    sample: {
      metadata: { product: { name: 'CloudTrail', vendor_name: 'AWS' }, version: '1.1.0' },
      class_uid: '6003',
      time: 1777996862000,
      api: { operation: 'CreateUser' },
    },
  },
  {
    name: 'Amazon VPC flow logs',
    reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
    matches: (record) =>
      has(record, 'srcaddr', 'dstaddr') &&
      ['action', 'log-status', 'interface-id'].some((field) => has(record, field)) &&
      // Flow logs of Alibaba Cloud.
      !has(record, 'eni-id'),
    operation: ({ action }) => action,
    splunk: () => ({ source: 'aws_cloudwatchlogs_vpcflow', sourcetype: 'aws:cloudwatchlogs:vpcflow' }),
    sigma: { product: 'aws', service: 'vpcflow' },
    sample: { srcaddr: '192.0.2.7', dstaddr: '198.51.100.9', dstport: '443', action: 'ACCEPT' },
  },
];
