import type { LogReader } from '../record.ts';
import { csvReader } from './csv.ts';
import { csvHeader } from './csv/header.ts';
import { unwrapped } from './splunk-export/rows.ts';

/** Events that a search of Splunk gave as a table, with their texts in the column `_raw`; see the JSON of such exports. */
export const splunkCsvReader: LogReader = {
  name: 'splunk-csv',
  summary: 'Events exported from Splunk as CSV, read as what they were',
  reference:
    'https://help.splunk.com/en/splunk-enterprise/leverage-rest-apis/rest-api-reference — search/v2/jobs/export',
  samples: [
    {
      title: 'Texts of events in quotes',
      log: '"_time",host,"_raw",user\n"2026-05-06T13:41:02.000+0000",a,"{""user"": ""alice""}",alice\n"2026-05-06T13:41:03.000+0000",a,"05/06/2026 01:41:03 PM\nLogName=Security\nEventCode=4625\nMessage=An account failed to log on.",\n',
      documents: [
        { kind: 'object', value: { user: 'alice' } },
        {
          kind: 'text',
          format: 'windows-text',
          value: { LogName: 'Security', EventCode: '4625', Message: 'An account failed to log on.' },
        },
      ],
    },
  ],
  detects: (head) => {
    if (!csvReader.detects(head)) return false;
    const text = head.toString('utf8');
    return csvHeader(text.slice(0, Math.max(0, text.search(/[\r\n]/))))?.names.includes('_raw') ?? false;
  },
  read: (file, { needles: _, onEnd, ...options }) =>
    unwrapped(csvReader.read(file, options), { ...options, ...(onEnd && { onEnd }) }),
};
