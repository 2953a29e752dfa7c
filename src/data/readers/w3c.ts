import type { LogReader } from '../record.ts';
import { headedRows, TimedRows } from './headed-rows.ts';
import { complaintOf, NO_HEADER, timeOfRow, type W3cHeader, w3cRow, withDirective } from './w3c/row.ts';

/** Lines that begin with `#`, `#Fields` with names between spaces among them: Exchange has commas, CloudFront tabs in its rows. */
const HEAD = /^\0*((?:#[^\n]*\n){0,9}?)#Fields:[ \t]+([^,\t\r\n]+ [^,\t\r\n]+)\r?(?:\n|$)/;

/** Where no line says that Microsoft's software wrote the log, none may say another did, nor fields be those of others. */
function isHead(head: string): boolean {
  const [, before = '', fields] = HEAD.exec(head) ?? [];
  if (fields === undefined) return false;
  const software = /^#Software:[ \t]*(\S+)/m.exec(before)?.[1];
  return software === undefined ? !/(?:^| )x-/.test(fields) : software === 'Microsoft';
}

/**
 * W3C extended logs as IIS and its like on Windows write them: rows of cells between single spaces under lines of `#`, of
 * which `#Fields` names the cells. A service that starts anew, or with other settings, writes these lines again: each holds
 * for the rows behind it.
 *
 * @see https://learn.microsoft.com/windows/win32/http/w3c-logging
 */
export const w3cReader: LogReader = {
  name: 'w3c',
  summary: 'W3C extended logs of IIS',
  reference: 'https://learn.microsoft.com/windows/win32/http/w3c-logging',
  samples: [
    {
      title: 'Headers of requests in brackets, nothing, a restart with other fields, a row that was cut',
      log: [
        '#Software: Microsoft Internet Information Services 10.0',
        '#Version: 1.0',
        '#Date: 2026-05-06 13:41:02',
        '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs(User-Agent) sc-status',
        '2026-05-06 13:41:02 192.0.2.5 GET /a.aspx - Mozilla/5.0+(Windows+NT+10.0) 200',
        '#Software: Microsoft Internet Information Services 10.0',
        '#Version: 1.0',
        '#Date: 2026-05-06 14:00:00',
        '#Fields: date time cs-method cs-uri-stem sc-status time-taken',
        '2026-05-06 14:00:01 POST /b.aspx 500 12',
        '2026-05-06 14:00:02 POST',
        '',
      ].join('\r\n'),
      documents: [
        {
          kind: 'object',
          value: {
            date: '2026-05-06',
            time: '13:41:02',
            's-ip': '192.0.2.5',
            'cs-method': 'GET',
            'cs-uri-stem': '/a.aspx',
            'cs-uri-query': '-',
            'cs-user-agent': 'Mozilla/5.0+(Windows+NT+10.0)',
            'sc-status': '200',
          },
          cells: {
            date: '2026-05-06',
            time: '13:41:02',
            s_ip: '192.0.2.5',
            cs_method: 'GET',
            cs_uri_stem: '/a.aspx',
            cs_User_Agent: 'Mozilla/5.0+(Windows+NT+10.0)',
            sc_status: '200',
          },
        },
        {
          kind: 'object',
          value: {
            date: '2026-05-06',
            time: '14:00:01',
            'cs-method': 'POST',
            'cs-uri-stem': '/b.aspx',
            'sc-status': '500',
            'time-taken': '12',
          },
          cells: {
            date: '2026-05-06',
            time: '14:00:01',
            cs_method: 'POST',
            cs_uri_stem: '/b.aspx',
            sc_status: '500',
            time_taken: '12',
          },
        },
        {
          kind: 'object',
          value: { date: '2026-05-06', time: '14:00:02', 'cs-method': 'POST' },
          cells: { date: '2026-05-06', time: '14:00:02', cs_method: 'POST' },
        },
      ],
      problems: ['Record 3 is damaged: it has 3 cells, the head 6 fields.'],
    },
  ],
  detects: (head) => isHead(head.toString('latin1', 0, 4096)),
  read: (file, options) =>
    headedRows<W3cHeader>(file, options, {
      first: NO_HEADER,
      fieldsLine: '#Fields',
      hasFields: ({ names }) => names.length > 0,
      withLine: withDirective,
      complaintOf: (row, header) => complaintOf(row.toString('latin1'), header),
      batch: (rows, header) =>
        new TimedRows(
          rows,
          (raw) => w3cRow(raw, header),
          (raw) => timeOfRow(raw, header),
        ),
      bare: withoutPadding,
    }),
};

/** A server that lost its power leaves zeros where its last rows should be. */
function withoutPadding(bytes: Buffer): Buffer {
  let start = 0;
  while (bytes[start] === 0) start += 1;
  return bytes.subarray(start);
}
