import { parseLeef } from './leef/parse.ts';
import { lineFormat } from './line-format.ts';
import { textDocument } from './text-document.ts';

/**
 * IBM's Log Event Extended Format, 1.0 and 2.0, with or without a syslog header.
 *
 * @see https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components
 */
export const leefReader = lineFormat({
  name: 'leef',
  summary: 'Log Event Extended Format (LEEF) 1.0 and 2.0, with or without a syslog header',
  reference: 'https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components',
  samples: [
    {
      title: '1.0, tabs between attributes',
      log: 'LEEF:1.0|Example|Mail|2.1|15345|src=192.0.2.7\tdst=198.51.100.9\tusrName=alice smith\n',
      documents: [
        {
          kind: 'text',
          format: 'leef',
          value: {
            LeefVersion: '1.0',
            Vendor: 'Example',
            Product: 'Mail',
            Version: '2.1',
            EventID: '15345',
            src: '192.0.2.7',
            dst: '198.51.100.9',
            usrName: 'alice smith',
          },
        },
      ],
    },
    {
      title: '2.0, which names the character between attributes',
      log: '<13>1 2026-05-06T13:41:02Z gw01 leef - - - LEEF:2.0|Example|Watch|1.0|41|^|src=192.0.2.7^url=https://example.com/?a=b^sev=5\nLEEF:2.0|Example|Watch|1.0|42|x09|src=192.0.2.8\tsev=6\n',
      documents: [
        {
          kind: 'text',
          format: 'leef',
          value: {
            LeefVersion: '2.0',
            Vendor: 'Example',
            Product: 'Watch',
            Version: '1.0',
            EventID: '41',
            src: '192.0.2.7',
            url: 'https://example.com/?a=b',
            sev: '5',
            syslog: {
              facility: 'user',
              severity: 'notice',
              timestamp: '2026-05-06T13:41:02Z',
              hostname: 'gw01',
              app_name: 'leef',
            },
          },
        },
        {
          kind: 'text',
          format: 'leef',
          value: {
            LeefVersion: '2.0',
            Vendor: 'Example',
            Product: 'Watch',
            Version: '1.0',
            EventID: '42',
            src: '192.0.2.8',
            sev: '6',
          },
        },
      ],
    },
  ],
  detectsLine: (line) => parseLeef(line) !== undefined,
  parse: textDocument,
});
