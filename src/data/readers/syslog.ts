import { readChunks, readHead } from '../chunks.ts';
import { lineFormat } from './line-format.ts';
import { linesOf, nextLine } from './lines.ts';
import { framesOf, isFramed } from './syslog/frames.ts';
import { parseSyslog } from './syslog/header.ts';
import { textDocument } from './text-document.ts';

/**
 * Syslog as collectors and rsyslog write it to files: RFC 5424, RFC 3164 with or without a priority, and rsyslog's own
 * file format, which has an ISO time; messages of a TCP stream by their counts (RFC 6587). What programs send through it (CEF, auditd, Sysmon for Linux) is read as what it is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5424
 */
export const syslogReader = lineFormat({
  name: 'syslog',
  summary: 'Syslog: RFC 5424, RFC 3164, and the file format of rsyslog',
  reference: 'https://www.rfc-editor.org/rfc/rfc5424',
  samples: [
    {
      title: 'RFC 5424 with structured data',
      log: `<165>1 2026-05-06T13:41:02.003Z gw01.example.com sshd 4721 ID47 [exampleSDID@32473 iut="3" eventSource="a \\"b\\" \\]"][priority@32473 class="high"] Accepted publickey for alice\n`,
      documents: [
        {
          kind: 'text',
          format: 'syslog',
          value: {
            facility: 'local4',
            severity: 'notice',
            timestamp: '2026-05-06T13:41:02.003Z',
            hostname: 'gw01.example.com',
            app_name: 'sshd',
            proc_id: '4721',
            msg_id: 'ID47',
            structured_data: {
              'exampleSDID@32473': { iut: '3', eventSource: 'a "b" ]' },
              'priority@32473': { class: 'high' },
            },
            message: 'Accepted publickey for alice',
          },
        },
      ],
    },
    {
      title: 'RFC 3164 with a priority, and as rsyslog writes files',
      log: `<34>May  6 13:41:02 ws-017 su[12]: 'su root' failed for alice\n2026-05-06T13:41:03.5+02:00 ws-017 CRON[77]: (root) CMD (true)\n`,
      documents: [
        {
          kind: 'text',
          format: 'syslog',
          value: {
            facility: 'auth',
            severity: 'crit',
            timestamp: 'May  6 13:41:02',
            hostname: 'ws-017',
            app_name: 'su',
            proc_id: '12',
            message: "'su root' failed for alice",
          },
        },
        {
          kind: 'text',
          format: 'syslog',
          value: {
            timestamp: '2026-05-06T13:41:03.5+02:00',
            hostname: 'ws-017',
            app_name: 'CRON',
            proc_id: '77',
            message: '(root) CMD (true)',
          },
        },
      ],
    },
    {
      title: 'A priority alone; Cisco\u2019s time with a year; a tag where others have the host; a parameter twice',
      log: `<13>Use the BFG!
<166>May 06 2026 13:41:02: %ASA-6-302013: Built outbound TCP connection
<38>May 6 13:41:02 sshd[12]: Accepted publickey for alice
<165>1 - gw01 app - - [origin@32473 ip="192.0.2.1" ip="192.0.2.129"]
`,
      documents: [
        { kind: 'text', format: 'syslog', value: { facility: 'user', severity: 'notice', message: 'Use the BFG!' } },
        {
          kind: 'text',
          format: 'syslog',
          value: {
            facility: 'local4',
            severity: 'info',
            timestamp: 'May 06 2026 13:41:02',
            app_name: '%ASA-6-302013',
            message: 'Built outbound TCP connection',
          },
        },
        {
          kind: 'text',
          format: 'syslog',
          value: {
            facility: 'auth',
            severity: 'info',
            timestamp: 'May 6 13:41:02',
            app_name: 'sshd',
            proc_id: '12',
            message: 'Accepted publickey for alice',
          },
        },
        {
          kind: 'text',
          format: 'syslog',
          value: {
            facility: 'local4',
            severity: 'notice',
            hostname: 'gw01',
            app_name: 'app',
            structured_data: { 'origin@32473': { ip: ['192.0.2.1', '192.0.2.129'] } },
            message: '',
          },
        },
      ],
    },
    {
      title: 'A TCP stream: messages behind their lengths',
      log: '40 <34>May  6 13:41:02 ws-017 su: one\n more36 <34>May  6 13:41:03 ws-017 su: two 2',
      documents: [
        {
          kind: 'text',
          format: 'syslog',
          value: {
            facility: 'auth',
            severity: 'crit',
            timestamp: 'May  6 13:41:02',
            hostname: 'ws-017',
            app_name: 'su',
            message: 'one\n more',
          },
        },
        {
          kind: 'text',
          format: 'syslog',
          value: {
            facility: 'auth',
            severity: 'crit',
            timestamp: 'May  6 13:41:03',
            hostname: 'ws-017',
            app_name: 'su',
            message: 'two 2',
          },
        },
      ],
    },
    {
      title: 'Sysmon for Linux',
      log: `May  6 13:41:02 ws-018 sysmon: <Event><System><Provider Name="Linux-Sysmon" Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>1</EventID><TimeCreated SystemTime="2026-05-06T13:41:02.000000000Z"/><Channel>Linux-Sysmon/Operational</Channel><Computer>ws-018</Computer></System><EventData><Data Name="Image">/usr/bin/id</Data></EventData></Event>\n`,
      documents: [
        {
          kind: 'windows',
          event: {
            provider: 'Linux-Sysmon',
            providerGuid: '{ff032593-a8d3-4f13-b0d6-01fc615a0f97}',
            eventId: 1,
            timeCreated: '2026-05-06T13:41:02.000000000Z',
            channel: 'Linux-Sysmon/Operational',
            computer: 'ws-018',
            data: [{ name: 'Image', value: '/usr/bin/id' }],
          },
        },
      ],
    },
  ],
  detects: isFramed,
  detectsLine: (line) => parseSyslog(line) !== undefined,
  parse: textDocument,
  split: (file, options) => {
    const messages = isFramed(readHead(file)) ? framesOf : linesOf;
    return messages(readChunks(file, options), options, file);
  },
  nextRecord: (bytes, head) => (isFramed(head) ? undefined : nextLine(bytes)),
});
