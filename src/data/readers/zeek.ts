import type { EventDocument, LogReader } from '../record.ts';
import { ByteBatch } from './byte-batch.ts';
import { headedRows } from './headed-rows.ts';
import { jsonDocument } from './json/line.ts';
import { FIRST_HEADER, withHeaderLine, type ZeekHeader } from './zeek/header.ts';
import { complaintOf, zeekRow } from './zeek/row.ts';

/**
 * Zeek's own logs: rows of tabs under a head that says separator, fields and types. Logs that were put together have
 * several heads; each holds for the rows behind it. (Zeek's JSON is JSON: see there.)
 *
 * @see https://docs.zeek.org/en/master/log-formats.html
 */
export const zeekReader: LogReader = {
  name: 'zeek',
  summary: 'Zeek logs with a head (TSV)',
  reference: 'https://docs.zeek.org/en/master/log-formats.html',
  samples: [
    {
      title: 'Types, unset and empty fields, sets, escapes',
      log: `#separator \\x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	dns
#open	2026-05-06-13-41-02
#fields	ts	uid	id.orig_h	id.orig_p	query	rejected	answers	TTLs
#types	time	string	addr	port	string	bool	vector[string]	vector[interval]
1777996862.500000	CAbc1	192.0.2.7	53211	a\\x09b.example.com	F	198.51.100.9,example.net	60.000000,30.000000
1777996863.000000	CAbc2	192.0.2.8	53212	-	T	(empty)	-
#close	2026-05-06-13-42-02
`,
      documents: [
        {
          kind: 'object',
          value: {
            _path: 'dns',
            ts: 1777996862.5,
            uid: 'CAbc1',
            'id.orig_h': '192.0.2.7',
            'id.orig_p': 53211,
            query: 'a\tb.example.com',
            rejected: false,
            answers: ['198.51.100.9', 'example.net'],
            TTLs: [60, 30],
          },
          cells: {
            ts: '1777996862.500000',
            uid: 'CAbc1',
            'id.orig_h': '192.0.2.7',
            'id.orig_p': '53211',
            query: 'a\\x09b.example.com',
            rejected: 'F',
            answers: '198.51.100.9,example.net',
            TTLs: '60.000000,30.000000',
          },
        },
        {
          kind: 'object',
          value: {
            _path: 'dns',
            ts: 1777996863,
            uid: 'CAbc2',
            'id.orig_h': '192.0.2.8',
            'id.orig_p': 53212,
            rejected: true,
            answers: [],
          },
          cells: {
            ts: '1777996863.000000',
            uid: 'CAbc2',
            'id.orig_h': '192.0.2.8',
            'id.orig_p': '53212',
            rejected: 'T',
            answers: '(empty)',
          },
        },
      ],
    },
  ],
  detects: (head) => /^(?:#\w+[ \t][^\n]*\n){0,9}#(?:separator \S|fields\t)/.test(head.toString('latin1', 0, 4096)),
  read: (file, options) =>
    headedRows<ZeekHeader>(file, options, {
      first: FIRST_HEADER,
      fieldsLine: '#fields',
      hasFields: ({ fields }) => fields.length > 0,
      withLine: withHeaderLine,
      complaintOf,
      batch: (rows, header) => new ByteBatch(rows, (raw) => documentOfRow(raw, header)),
    }),
};

/** A log whose writer was changed to JSON half-way has both. */
function documentOfRow(row: string, header: ZeekHeader): EventDocument {
  return (row.startsWith('{') ? jsonDocument(row) : undefined) ?? zeekRow(row, header);
}
