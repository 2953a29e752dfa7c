import { expect, test } from 'vitest';
import { openEventSource } from '../../../src/data/event-source.ts';
import { recordTime } from '../../../src/data/event-time.ts';
import type { LogFile } from '../../../src/data/record.ts';
import { TrimmedLog } from '../../../src/testing/trim/trimmed-log.ts';
import { runSearch } from '../../platforms/splunk/run-search.ts';
import { temporaryFile } from '../temporary-file.ts';

const SYSMON = String.raw`<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><TimeCreated SystemTime='2026-05-06T13:41:02.123456700Z'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws-017.example.com</Computer></System><EventData><Data Name='Image'>C:\Windows\cmd.exe</Data></EventData></Event>`;
const SYSLOG = 'May  6 13:41:03 gate sshd[7]: Accepted password for alice from 192.0.2.7 port 53211 ssh2';
const EVENTS = [
  {
    _raw: SYSMON,
    _time: '2026-05-06T13:41:02.123+00:00',
    host: 'ws-017',
    source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
    sourcetype: 'XmlWinEventLog',
    index: 'win',
  },
  { _raw: SYSLOG, _time: '1778074863.25', host: 'gate', source: '/var/log/secure', sourcetype: 'linux_secure' },
];
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const NAMES = ['_time', 'host', 'source', 'sourcetype', 'index', '_raw'] as const;
const FORMS: readonly (readonly [string, string, string])[] = [
  [
    'lines of results',
    'splunk-json',
    `${EVENTS.map((result) => JSON.stringify({ preview: false, result })).join('\n')}\n{"preview":false,"lastrow":true}\n`,
  ],
  ['lines of events', 'splunk-json', EVENTS.map((event) => JSON.stringify(event)).join('\n')],
  ['an array', 'splunk-json', JSON.stringify(EVENTS, null, 2)],
  ['all results', 'splunk-json', JSON.stringify({ preview: false, init_offset: 0, messages: [], results: EVENTS })],
  [
    'a table',
    'splunk-csv',
    [
      NAMES.map(cell).join(),
      ...EVENTS.map((event: Record<string, string>) => NAMES.map((name) => cell(event[name] ?? '')).join()),
    ].join('\r\n'),
  ],
];
let files = 0;
const log = (text: string, facts: Partial<LogFile> = {}): LogFile => {
  files += 1;
  const path = temporaryFile(`export-${files}.log`, text);
  return { name: 'export.log', path, ...facts };
};
const QUERY = 'search index=* | table _time host source sourcetype index Image action user src linecount';

test.each(FORMS)('%s are the events that they were', (_, format, text) => {
  const file = log(text);
  expect(new TrimmedLog(file, () => undefined).format).toBe(format);
  expect(runSearch(QUERY, [file])).toMatchObject([
    { _time: '1778074863.25', host: 'gate', index: 'main', action: 'success', user: 'alice' },
    {
      _time: '1778074862.123',
      host: 'ws-017',
      source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
      sourcetype: 'XmlWinEventLog',
      index: 'win',
      Image: 'C:\\Windows\\cmd.exe',
      linecount: '1',
    },
  ]);
  expect(runSearch(String.raw`search "C:\\Windows\\cmd.exe" index=win | stats count`, [file])).toEqual([
    { count: '1' },
  ]);
});

test.each(FORMS)('%s, trimmed and read again, are the same', (_, __, text) => {
  const trimmed = new TrimmedLog(log(text), () => undefined).text(new Set([2]), (value) =>
    value.replace('gate', 'HOST'),
  );
  expect(runSearch('search index=* | table _time host sourcetype source', [log(trimmed)])).toEqual([
    {
      _time: '1778074863.25',
      host: 'HOST',
      sourcetype: 'linux_secure',
      source: '/var/log/secure',
    },
  ]);
});

test('what a test says of its data goes before what the export says', () => {
  const file = log((FORMS[0] as (typeof FORMS)[0])[2], { source: 'here', sourcetype: 'st', index: 'main', host: 'h' });
  expect(runSearch('search source=here sourcetype=st host=h index=main | stats count', [file])).toEqual([
    { count: '2' },
  ]);
});

test('rows that are no events, and records that are damaged, stay what they are; records are counted through', () => {
  const text =
    '{"_raw":"one","host":"a"}\n{"result":{"count":"2"}}\n{"_raw":"cut\n{"results":[{"_raw":"two"},{"n":1},{"_raw":"three"}]}\n';
  const problems: string[] = [];
  const records: unknown[] = [];
  let counted = 0;
  const source = openEventSource([log(text)]);
  const options = {
    batchSize: 2,
    needles: [['nowhere']],
    report: ({ message }: { readonly message: string }) => void problems.push(message),
    onEnd: (count: number): void => {
      counted = count;
    },
  };
  for (const batch of source.read(0, options)) {
    for (let at = 0; at < batch.length; at += 1) {
      records.push([batch.record(at), batch.raw(at), batch.indexedAs?.(at), recordTime(batch, at)]);
    }
  }
  expect(records).toEqual([
    [1, 'one', { host: 'a' }, undefined],
    [2, '{"result":{"count":"2"}}', {}, undefined],
    [3, '{"_raw":"cut', {}, undefined],
    [4, 'two', {}, undefined],
    [5, 'three', {}, undefined],
  ]);
  expect(counted).toBe(5);
  expect(problems).toEqual([expect.stringMatching(/^Record 3 is no whole JSON/)]);
});
