import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';
import { jsonDocument } from './json/line.ts';
import { linesOf } from './lines.ts';
import { FIRST_HEADER, withHeaderLine, type ZeekHeader } from './zeek/header.ts';
import { complaintOf, zeekRow } from './zeek/row.ts';

const HASH = 0x23;

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
  *read(file, options) {
    yield* sections(file, options);
  },
};

/** A log whose writer was changed to JSON half-way has both. */
function documentOfRow(row: string, header: ZeekHeader): EventDocument {
  return (row.startsWith('{') ? jsonDocument(row) : undefined) ?? zeekRow(row, header);
}

/** Batches; the rows of one batch have one head. */
function* sections(file: LogFile, options: ReadOptions): Iterable<RecordBatch> {
  const search = NeedleSearch.of(options.needles);
  const { needles: _, onEnd, ...unfiltered } = options;
  let header: ZeekHeader = FIRST_HEADER;
  let rows: ByteRecord[] = [];
  let number = 0;
  function* flush(): Iterable<RecordBatch> {
    const own = header;
    yield* inBatches(rows, options.batchSize, (raw) => documentOfRow(raw, own));
    rows = [];
  }
  for (const { bytes } of linesOf(readChunks(file, options), unfiltered, file)) {
    if (bytes[0] === HASH) {
      yield* flush();
      header = withHeaderLine(header, bytes.toString('utf8'));
      continue;
    }
    number += 1;
    if (header.fields.length === 0) {
      const message = `Record ${number} could not be read: no "#fields" line comes before it.`;
      options.report(createDiagnostic('malformed-event', file.name, FILE_START, message));
    } else {
      const why = complaintOf(bytes, header);
      if (why !== undefined) {
        const message = `Record ${number} is damaged: ${why}. It is read as it stands.`;
        options.report(createDiagnostic('malformed-event', file.name, FILE_START, message));
      }
      if (!search || search.over(bytes)(0, bytes.length)) rows.push({ number, bytes });
    }
    if (rows.length === options.batchSize) yield* flush();
  }
  yield* flush();
  onEnd?.(number);
}
