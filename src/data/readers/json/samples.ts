import type { EventDocument, FormatSample } from '../../record.ts';

/** One event as the tools below write it; what they leave out is left out. */
const EVENT = {
  provider: 'Microsoft-Windows-Sysmon',
  eventId: 1,
  channel: 'Microsoft-Windows-Sysmon/Operational',
  computer: 'ws-017.corp.example.com',
} as const;

const windows = (more: object): EventDocument => ({
  kind: 'windows',
  event: {
    ...EVENT,
    timeCreated: '2026-05-06T13:41:02.123456Z',
    data: [
      { name: 'ProcessId', value: '4711' },
      { name: 'Image', value: 'C:\\Windows\\System32\\cmd.exe' },
    ],
    ...more,
  },
});

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** The shapes of records and envelopes that occur; the last ones are Windows events in the JSON of the usual tools. */
export const jsonSamples: readonly FormatSample[] = [
  {
    title: 'Lines; an integer that a double cannot hold keeps its digits',
    log: '{"a": 1}\n{"id": 12345678901234567890}\n',
    documents: [
      { kind: 'object', value: { a: 1 } },
      { kind: 'object', value: { id: '12345678901234567890' } },
    ],
  },
  {
    title: 'An array over several lines',
    log: '[\n  {"a": 1},\n  {"a": 2}\n]\n',
    documents: [
      { kind: 'object', value: { a: 1 } },
      { kind: 'object', value: { a: 2 } },
    ],
  },
  {
    title: 'Envelopes: a delivery of CloudTrail, an answer of Microsoft Graph',
    log: '{"Records": [{"eventName": "A"}, {"eventName": "B"}]}\n{"@odata.context": "https://graph.example.com", "value": [{"id": "1"}]}\n',
    documents: [
      { kind: 'object', value: { eventName: 'A' } },
      { kind: 'object', value: { eventName: 'B' } },
      { kind: 'object', value: { id: '1' } },
    ],
  },
  {
    title: 'evtx_dump',
    log: line({
      Event: {
        '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
        System: {
          Provider: { '#attributes': { Name: EVENT.provider, Guid: '5770385F-C22A-43E0-BF4C-06F5698FFBD9' } },
          EventID: 1,
          TimeCreated: { '#attributes': { SystemTime: '2026-05-06T13:41:02.123456Z' } },
          Channel: EVENT.channel,
          Computer: EVENT.computer,
        },
        EventData: { ProcessId: 4711, Image: 'C:\\Windows\\System32\\cmd.exe' },
      },
    }),
    documents: [windows({ providerGuid: '5770385F-C22A-43E0-BF4C-06F5698FFBD9' })],
  },
  {
    title: 'EvtxECmd',
    log: line({
      PayloadData1: 'ProcessID: 4711',
      EventId: 1,
      Provider: EVENT.provider,
      Channel: EVENT.channel,
      Computer: EVENT.computer,
      TimeCreated: '2026-05-06T13:41:02.123456Z',
      Payload: JSON.stringify({
        EventData: {
          Data: [
            { '@Name': 'ProcessId', '#text': '4711' },
            { '@Name': 'Image', '#text': 'C:\\Windows\\System32\\cmd.exe' },
          ],
        },
      }),
    }),
    documents: [windows({})],
  },
  {
    title: 'Winlogbeat and Elastic Agent',
    log: line({
      '@timestamp': '2026-05-06T13:41:02.123456Z',
      event: { code: '1', provider: EVENT.provider },
      host: { name: 'ws-017' },
      winlog: {
        provider_name: EVENT.provider,
        event_id: '1',
        channel: EVENT.channel,
        computer_name: EVENT.computer,
        record_id: 99,
        event_data: { ProcessId: '4711', Image: 'C:\\Windows\\System32\\cmd.exe' },
      },
    }),
    documents: [windows({ eventRecordId: '99' })],
  },
  {
    title: 'NXLog, the shape of most of OTRF’s Security-Datasets',
    log: line({
      EventTime: '2026-05-06 13:41:02.123456Z',
      Hostname: EVENT.computer,
      EventID: 1,
      SourceName: EVENT.provider,
      Channel: EVENT.channel,
      RecordNumber: 99,
      Message: 'Process Create',
      Image: 'C:\\Windows\\System32\\cmd.exe',
    }),
    documents: [windows({ eventRecordId: '99', data: [{ name: 'Image', value: 'C:\\Windows\\System32\\cmd.exe' }] })],
  },
  {
    title: 'Security-Datasets of Winlogbeat 6, everything at the top',
    log: line({
      '@timestamp': '2026-05-06T13:41:02.123456Z',
      source_name: EVENT.provider,
      log_name: EVENT.channel,
      event_id: 1,
      computer_name: EVENT.computer,
      record_number: '99',
      event_data: { ProcessId: '4711', Image: 'C:\\Windows\\System32\\cmd.exe' },
    }),
    documents: [windows({ eventRecordId: '99' })],
  },
  {
    title: 'Get-WinEvent | ConvertTo-Json; the values of Sysmon stand in its message',
    log: `[\n${line({
      Id: 1,
      Version: 5,
      Keywords: '-9223372036854775808',
      RecordId: 99,
      ProviderName: EVENT.provider,
      LogName: EVENT.channel,
      MachineName: EVENT.computer,
      UserId: null,
      TimeCreated: '/Date(1778074862123)/',
      Properties: [{ Value: '4711' }, { Value: 'C:\\Windows\\System32\\cmd.exe' }],
      Message: 'Process Create:\r\nProcessId: 4711\r\nImage: C:\\Windows\\System32\\cmd.exe',
    })}]\n`,
    documents: [
      windows({
        version: '5',
        keywords: '0x8000000000000000',
        timeCreated: '2026-05-06T13:41:02.123Z',
        eventRecordId: '99',
      }),
    ],
  },
  {
    title: 'Elasticsearch’s answer; a hit of Chainsaw',
    log: `${line({
      took: 1,
      hits: {
        total: { value: 1 },
        hits: [
          {
            _index: 'winlogbeat',
            _source: {
              '@timestamp': '2026-05-06T13:41:02.123456Z',
              winlog: {
                provider_name: EVENT.provider,
                event_id: 1,
                channel: EVENT.channel,
                computer_name: EVENT.computer,
                event_data: { ProcessId: '4711', Image: 'C:\\Windows\\System32\\cmd.exe' },
              },
            },
          },
        ],
      },
    })}${line({
      name: 'a rule',
      document: {
        kind: 'evtx',
        data: {
          Event: {
            System: {
              Provider_attributes: { Name: EVENT.provider },
              EventID: 1,
              TimeCreated_attributes: { SystemTime: '2026-05-06T13:41:02.123456Z' },
              Channel: EVENT.channel,
              Computer: EVENT.computer,
            },
            EventData: { ProcessId: 4711, Image: 'C:\\Windows\\System32\\cmd.exe' },
          },
        },
      },
    })}`,
    documents: [windows({}), windows({})],
  },
];
