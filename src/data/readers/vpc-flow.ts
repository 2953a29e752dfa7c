import type { LogReader } from '../record.ts';
import { headedRows, TimedRows } from './headed-rows.ts';
import { firstLines } from './line-format.ts';
import {
  complaintOf,
  DEFAULT_HEADER,
  type FlowHeader,
  flowHeader,
  flowRow,
  isDefaultRow,
  startOfRow,
} from './vpc-flow/row.ts';

const HEAD =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

/**
 * Flow logs of Amazon VPC as text: cells between single spaces. Files in S3 begin with a line that names the cells, and a log
 * that was put together has it again; rows out of CloudWatch have none and are of the default format.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const vpcFlowReader: LogReader = {
  name: 'vpc-flow',
  summary: 'Flow logs of Amazon VPC, in the default format or with a line that names the fields',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
  samples: [
    {
      title: 'The default format, a window without traffic, a file of another format behind it, a row that was cut',
      log: [
        HEAD,
        '2 123456789012 eni-0a1b2c3d 192.0.2.7 198.51.100.9 49152 443 6 12 3400 1777996860 1777996918 ACCEPT OK',
        '2 123456789012 eni-0a1b2c3d - - - - - - - 1777996920 1777996978 - NODATA',
        'srcaddr dstaddr dstport action tcp-flags',
        '192.0.2.7 198.51.100.9 7844 REJECT 2',
        '192.0.2.7 198.51',
        '',
      ].join('\n'),
      documents: [
        {
          kind: 'object',
          value: {
            version: '2',
            'account-id': '123456789012',
            'interface-id': 'eni-0a1b2c3d',
            srcaddr: '192.0.2.7',
            dstaddr: '198.51.100.9',
            srcport: '49152',
            dstport: '443',
            protocol: '6',
            packets: '12',
            bytes: '3400',
            start: '1777996860',
            end: '1777996918',
            action: 'ACCEPT',
            'log-status': 'OK',
          },
        },
        {
          kind: 'object',
          value: {
            version: '2',
            'account-id': '123456789012',
            'interface-id': 'eni-0a1b2c3d',
            srcaddr: '-',
            dstaddr: '-',
            srcport: '-',
            dstport: '-',
            protocol: '-',
            packets: '-',
            bytes: '-',
            start: '1777996920',
            end: '1777996978',
            action: '-',
            'log-status': 'NODATA',
          },
        },
        {
          kind: 'object',
          value: {
            srcaddr: '192.0.2.7',
            dstaddr: '198.51.100.9',
            dstport: '7844',
            action: 'REJECT',
            'tcp-flags': '2',
          },
        },
        { kind: 'object', value: { srcaddr: '192.0.2.7', dstaddr: '198.51' } },
      ],
      problems: ['Record 4 is damaged: it has 2 cells, the format 5 fields.'],
    },
  ],
  detects: (head) => {
    const lines = firstLines(head);
    const [first] = lines;
    if (first === undefined) return false;
    // A head alone, above no row, is a log too: nothing was recorded.
    return flowHeader(first) !== undefined || lines.filter(isDefaultRow).length * 2 > lines.length;
  },
  read: (file, options) =>
    headedRows<FlowHeader>(file, options, {
      first: DEFAULT_HEADER,
      fieldsLine: HEAD,
      hasFields: () => true,
      isHead: (line) => flowHeader(line.toString('latin1')) !== undefined,
      withLine: (header, line) => flowHeader(line) ?? header,
      complaintOf: (row, header) => complaintOf(row.toString('latin1'), header),
      batch: (rows, header) =>
        new TimedRows(
          rows,
          (raw) => flowRow(raw, header),
          (raw) => startOfRow(raw, header),
        ),
    }),
};
