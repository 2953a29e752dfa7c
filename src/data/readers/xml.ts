import { CODES } from '../../diagnostics/codes.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import type { EventDocument, LogReader } from '../record.ts';
import { textDocument } from './text-document.ts';
import { nextEvent } from './xml/event-scanner.ts';
import { readEvents } from './xml/events.ts';
import { parseWindowsEvent } from './xml/windows-event.ts';

/**
 * Windows events as XML: what Splunk's `XmlWinEventLog` indexes, what `wevtutil` and Event Viewer save. Several events
 * may share a line and one event may span lines; what stands between events (a prolog, an `<Events>` element) is not
 * part of any. An event that does not end is reported; its text is still an event, as it is in an index.
 *
 * @see https://learn.microsoft.com/windows/win32/wes/eventschema-event-element
 */
export const xmlReader: LogReader = {
  name: 'windows-xml',
  summary: 'Windows events as XML, as Splunk indexes them (XmlWinEventLog)',
  reference: 'https://learn.microsoft.com/windows/win32/wes/eventschema-event-element',
  samples: [
    {
      title: 'An event on a line, as Splunk indexes it',
      log: `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>1</EventID><TimeCreated SystemTime='2026-05-06T13:41:02.123456700Z'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws-017.corp.example.com</Computer></System><EventData><Data Name='CommandLine'>cmd.exe /c echo a &gt; b</Data></EventData></Event>\n`,
      documents: [
        {
          kind: 'windows',
          event: {
            provider: 'Microsoft-Windows-Sysmon',
            providerGuid: '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}',
            eventId: 1,
            timeCreated: '2026-05-06T13:41:02.123456700Z',
            channel: 'Microsoft-Windows-Sysmon/Operational',
            computer: 'ws-017.corp.example.com',
            data: [{ name: 'CommandLine', value: 'cmd.exe /c echo a > b' }],
          },
        },
      ],
    },
  ],
  detects: (head) =>
    /^(?:\s|<\?xml[^>]*\?>|<!--.*?-->|<Events\b[^>]*>)*<Event[\s>]/s.test(head.toString('latin1', 0, 4096)) ||
    // The first event is damaged, the next one is not.
    (/^\s*<[a-z?!]/i.test(head.toString('latin1', 0, 64)) && /<\/Event>\s*<Event[\s>]/.test(head.toString('latin1'))),
  read: (file, options) => {
    const malformed = (record: number, why: string): void => {
      const { code, severity } = CODES['malformed-event'];
      const message = `Record ${record} could not be read: ${why}.`;
      options.report({ code, name: 'malformed-event', severity, message, file: file.name, range: FILE_START });
    };
    const parse = (raw: string, number: number): EventDocument => {
      const event = parseWindowsEvent(raw);
      if (event) return { kind: 'windows', event };
      // One that was cut off, or whose start tag is damaged, has been reported.
      if (/^<Event[\s>]/.test(raw) && raw.endsWith('</Event>')) malformed(number, 'its XML is not well-formed');
      return raw.startsWith('<Event') ? { kind: 'text' } : textDocument(raw);
    };
    return readEvents(file, { ...options, parse, malformed });
  },
  nextRecord: nextEvent,
};
