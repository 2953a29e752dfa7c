import type { LogReader } from '../record.ts';
import { jsonReader } from './json.ts';
import { unwrapped } from './splunk-export/rows.ts';

/**
 * Events that a search of Splunk gave as JSON: objects with the event's text in `_raw`, one a line within `result`, or all of
 * them within `results`. They are read as the events that they were; time, host, source, sourcetype and index stay theirs.
 */
export const splunkJsonReader: LogReader = {
  name: 'splunk-json',
  summary: 'Events exported from Splunk as JSON, read as what they were',
  reference:
    'https://help.splunk.com/en/splunk-enterprise/leverage-rest-apis/rest-api-reference — search/v2/jobs/export',
  samples: [
    {
      title: 'Lines of an export',
      log: `{"preview":false,"offset":0,"result":{"_raw":"<Event><System><EventID>1</EventID><TimeCreated SystemTime='2026-05-06T13:41:02.123Z'/><Channel>Security</Channel><Computer>a</Computer></System></Event>","_time":"2026-05-06T13:41:02.123+00:00","host":"a","sourcetype":"XmlWinEventLog"}}
{"preview":false,"result":{"_raw":"{\\"eventName\\": \\"CreateUser\\"}","_time":"1778074863.5"}}
{"preview":false,"lastrow":true}
`,
      documents: [
        {
          kind: 'windows',
          event: {
            provider: '',
            eventId: 1,
            timeCreated: '2026-05-06T13:41:02.123Z',
            channel: 'Security',
            computer: 'a',
            data: [],
          },
        },
        { kind: 'object', value: { eventName: 'CreateUser' } },
      ],
    },
    {
      title: 'All results in one object',
      log: '{"preview":false,"results":[{"_raw":"type=LOGIN msg=audit(1778074862.5:9): pid=1","linecount":"1"}],"highlighted":{}}\n',
      documents: [
        {
          kind: 'text',
          format: 'auditd',
          value: { type: 'LOGIN', msg: 'audit(1778074862.5:9):', pid: '1' },
        },
      ],
    },
  ],
  detects: (head) => jsonReader.detects(head) && /"_raw"\s*:\s*"/.test(head.toString('latin1')),
  // The text of an event is escaped in that of its record: a search over bytes would miss it.
  read: (file, { needles: _, onEnd, ...options }) =>
    unwrapped(jsonReader.read(file, options), { ...options, ...(onEnd && { onEnd }) }),
};
