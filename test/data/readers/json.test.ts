import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonReader } from '../../../src/data/readers/json.ts';
import type { EventDocument } from '../../../src/data/record.ts';

function read(content: string | Buffer, needles?: readonly (readonly string[])[]) {
  const path = join(mkdtempSync(join(tmpdir(), 'json-')), 'log.json');
  writeFileSync(path, content);
  const records: { number: number; raw: string; document: EventDocument }[] = [];
  const reported: string[] = [];
  let ended = -1;
  const options = {
    batchSize: 2,
    report: ({ code, message }: { code: string; message: string }) => reported.push(`${code} ${message}`),
    onEnd: (count: number) => {
      ended = count;
    },
    ...(needles && { needles }),
  };
  for (const batch of jsonReader.read({ name: 'log.json', path }, options)) {
    for (let index = 0; index < batch.length; index += 1) {
      records.push({ number: batch.record(index), raw: batch.raw(index), document: batch.document(index) });
    }
  }
  const values = records.map(({ document }) => (document.kind === 'object' ? document.value : document));
  return { records, values, reported, ended };
}

describe('jsonReader', () => {
  it.each([
    ['lines', '{"a":1}\n{"a":2}\r\n\n{"a":3}'],
    ['one behind the other', '{"a":1}{"a":2} {"a":3}'],
    ['broken into lines', '{\n  "a": 1\n}\n{\n  "a": 2\n}\n{"a":3}\n'],
    ['an array', '[{"a":1},\n {"a":2}, {"a":3}]\n'],
    ['arrays', '[{"a":1}]\n[{"a":2},{"a":3}]'],
    ['an envelope', '{"Records":[{"a":1},{"a":2},{"a":3}]}'],
    [
      'an envelope with more around',
      '{"@odata.context":"x]","value":[\n{"a":1},\n{"a":2},\n{"a":3}],"@odata.nextLink":"[{"}',
    ],
    ['envelopes, one a line', '{"records":[{"a":1},{"a":2}]}\n{"records":[{"a":3}]}\n'],
    ['a byte order mark', '\ufeff{"a":1}\n{"a":2}\n{"a":3}'],
  ])('reads %s', (_title, content) => {
    const { values, records, reported, ended } = read(content);
    expect(reported).toEqual([]);
    expect(values).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
    expect(records.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(ended).toBe(3);
  });

  it('keeps the text of each record as it stands', () => {
    const { records } = read('{"Records": [ {"a": "\\u00e9 ]"} , { "b":\n[1] } ]}');
    expect(records.map(({ raw }) => raw)).toEqual(['{"a": "\\u00e9 ]"}', '{ "b":\n[1] }']);
  });

  it('takes a record with a list of its own for one record', () => {
    const record = { action: 'x', events: [{ a: 1 }] };
    expect(read(JSON.stringify(record)).values).toEqual([record]);
  });

  it('keeps the digits of integers that a double cannot hold', () => {
    const { values } = read('{"id":1234567890123456789,"text":"1234567890123456789","n":1000000000000001,"e":1.5e300}');
    expect(values).toEqual([
      { id: '1234567890123456789', text: '1234567890123456789', n: 1000000000000001, e: 1.5e300 },
    ]);
  });

  it('keeps a damaged record as text and says which', () => {
    const { values, records, reported, ended } = read(
      '{"a":1}\n{"a":"open\n{"a":3}\n{"a":[4\n{"a":5}\n{"a":oops}\ntext\n{"a":8}\n{"a":',
    );
    const text = { kind: 'text' };
    expect(values).toEqual([{ a: 1 }, text, { a: 3 }, text, { a: 5 }, text, text, { a: 8 }, text]);
    expect(records.filter((_, at) => values[at] === undefined || 'kind' in (values[at] as object))).toEqual(
      ['{"a":"open', '{"a":[4', '{"a":oops}', 'text', '{"a":'].map((raw) => expect.objectContaining({ raw })),
    );
    expect(reported).toEqual([
      'FD510 Record 2 is no whole JSON: it breaks off. It is read as text.',
      'FD510 Record 4 is no whole JSON: it breaks off. It is read as text.',
      expect.stringMatching(/^FD510 Record 6 is no whole JSON: Unexpected token/),
      'FD510 Record 7 is no whole JSON: there is no JSON object. It is read as text.',
      'FD510 Record 9 is no whole JSON: it does not end. It is read as text.',
    ]);
    expect(ended).toBe(9);
  });

  it('reads an envelope that is too long to hold record by record, whatever stands behind it', () => {
    const count = 20_000;
    const record = (at: number) => `{"id":${at},"nested":[{"id":1},{"id":2}],"text":"${'x'.repeat(900)}"}`;
    const records = Array.from({ length: count }, (_, at) => record(at)).join(',');
    const foot = `],"nextLink":"]}","more":[{"a":1}]}{"id":-1}\n{"id":-2}`;
    const { values, reported, ended } = read(`{"Records":[${records}${foot}`);
    expect(reported).toEqual([]);
    expect(ended).toBe(count + 2);
    expect(values.map((value) => (value as { id: number }).id)).toEqual([...Array(count).keys(), -1, -2]);
  });

  it('skips records without a needle, but none whose text is escaped', () => {
    const { records, ended } = read('{"a":"Alpha"}\n{"a":"beta"}\n{"a":"\\u0061lpha"}\n', [['ALPHA']]);
    expect(records.map(({ number }) => number)).toEqual([1, 3]);
    expect(ended).toBe(3);
  });

  it('gives with needles what it gives without, but for records that hold none', () => {
    const pieces = fc.constantFrom(
      '{"a":"needle"}\n',
      '{"a":"NeeDLE {x} y"}\n',
      '{"a":"{5770385f}","b":{"c":1},"d":"[x]"}\n',
      '{"a":{"b":{"c":"x"}},"d":1} \r\n',
      '{"a":[{"b":1},{"b":2}]}\n',
      '{"a":1}{"a":"needle"}\n',
      '{"a":1} ,\t{"a":2}\n',
      '{"a":1}\u00a0\n',
      '{"a":"\u20ac"}\n\n',
      '{"a":"\\u004eeedle"}\n',
      '{"a":"\\\\\\u004eeedle"}\n',
      '{"a":"C:\\\\users"}\n',
      '{"Records": [{"a":1},{"a":"needle"}]}\n',
      '{\n"a":\n1}\n',
    );
    const holds = ({ raw }: { readonly raw: string }): boolean => /needle|\\u004e/i.test(raw);
    const property = fc.property(fc.array(pieces, { maxLength: 12 }), (texts) => {
      const all = read(texts.join(''));
      const some = read(texts.join(''), [['needle', 'nowhere']]);
      expect(some.records).toEqual(all.records.filter(holds));
      expect(some.ended).toBe(all.ended);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('keeps keys that name prototypes as plain data', () => {
    const [value] = read('{"__proto__":{"polluted":true},"a":1}').values as [Record<string, unknown>];
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect((Object.prototype as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['{"a":1}', true],
    ['\n [ {"a":1}]', true],
    ['{\n "a": 1}', true],
    ['[2024-01-01] text', false],
    ['{word} text', false],
    ['<Event/>', false],
  ])('detects %j: %s', (head, expected) => {
    expect(jsonReader.detects(Buffer.from(head))).toBe(expected);
  });
});

describe('Windows events as JSON', () => {
  const event = {
    provider: 'Microsoft-Windows-Sysmon',
    eventId: 1,
    timeCreated: '2024-03-06T07:08:09.010Z',
    eventRecordId: '77',
    processId: '3308',
    channel: 'Microsoft-Windows-Sysmon/Operational',
    computer: 'host1.example.com',
    data: [
      { name: 'Image', value: 'C:\\Windows\\System32\\cmd.exe' },
      { name: 'ProcessId', value: '4712' },
      { name: 'CommandLine', value: '' },
    ],
  };
  const data = { Image: 'C:\\Windows\\System32\\cmd.exe', ProcessId: 4712, CommandLine: null };

  it.each([
    [
      'evtx_dump',
      {
        Event: {
          '#attributes': { xmlns: 'x' },
          System: {
            Provider: { '#attributes': { Name: event.provider } },
            EventID: 1,
            TimeCreated: { '#attributes': { SystemTime: event.timeCreated } },
            EventRecordID: 77,
            Correlation: null,
            Execution: { '#attributes': { ProcessID: 3308 } },
            Channel: event.channel,
            Computer: event.computer,
          },
          EventData: data,
        },
      },
    ],
    [
      'xmltodict',
      {
        Event: {
          System: {
            Provider: { '@Name': event.provider },
            EventID: { '#text': '1' },
            TimeCreated: { '@SystemTime': event.timeCreated },
            EventRecordID: '77',
            Execution: { '@ProcessID': '3308' },
            Channel: event.channel,
            Computer: event.computer,
          },
          EventData: {
            Data: [
              { '@Name': 'Image', '#text': data.Image },
              { '@Name': 'ProcessId', '#text': '4712' },
              { '@Name': 'CommandLine' },
            ],
          },
        },
      },
    ],
    [
      'Winlogbeat',
      {
        '@timestamp': event.timeCreated,
        winlog: {
          channel: event.channel,
          provider_name: event.provider,
          event_id: '1',
          record_id: 77,
          computer_name: event.computer,
          process: { pid: 3308 },
          event_data: { ...data, ProcessId: '4712', CommandLine: '' },
        },
      },
    ],
    [
      'NXLog',
      {
        EventTime: event.timeCreated,
        Hostname: event.computer,
        EventID: 1,
        SourceName: event.provider,
        RecordNumber: 77,
        ExecutionProcessID: 3308,
        Channel: event.channel,
        ...data,
      },
    ],
    [
      'EvtxECmd',
      {
        EventId: 1,
        Provider: event.provider,
        TimeCreated: event.timeCreated,
        EventRecordId: '77',
        ProcessId: 3308,
        Channel: event.channel,
        Computer: event.computer,
        Payload: JSON.stringify({
          EventData: {
            Data: [
              { '@Name': 'Image', '#text': data.Image },
              { '@Name': 'ProcessId', '#text': '4712' },
              { '@Name': 'CommandLine' },
            ],
          },
        }),
      },
    ],
  ])('%s', (_tool, value) => {
    const [record] = read(JSON.stringify(value)).records;
    expect(record?.document).toEqual({ kind: 'windows', event });
  });

  it('Winlogbeat: names that a manifest gives are kept, those that stand for none are not', () => {
    const winlog = { provider_name: 'P', event_id: 7036, channel: 'System', event_data: { param1: 'Spooler' } };
    const data = [winlog, { ...winlog, provider_guid: '{1}' }].map((part) => {
      const [record] = read(JSON.stringify({ '@timestamp': event.timeCreated, winlog: part })).records;
      return record?.document.kind === 'windows' ? record.document.event.data : undefined;
    });
    expect(data).toEqual([[{ value: 'Spooler' }], [{ name: 'param1', value: 'Spooler' }]]);
  });

  it('Winlogbeat with flat keys', () => {
    const flat = {
      '@timestamp': event.timeCreated,
      'winlog.event_id': '1',
      'winlog.channel': event.channel,
      'winlog.provider_name': event.provider,
      'winlog.computer_name': event.computer,
      'winlog.event_data.Image': 'a.exe',
    };
    const [record] = read(JSON.stringify(flat)).records;
    expect(record?.document).toMatchObject({
      event: { eventId: 1, computer: event.computer, data: [{ name: 'Image', value: 'a.exe' }] },
    });
  });

  it('PowerShell: values without names where the message does not name them, and times of version 7', () => {
    const value = {
      Id: 4624,
      ProviderName: 'Microsoft-Windows-Security-Auditing',
      LogName: 'Security',
      MachineName: 'ws1.example.com',
      Keywords: '-9214364837600034816',
      TimeCreated: '2026-05-06T15:41:02.1234567+02:00',
      Properties: [{ Value: 'alice' }, { Value: { BinaryLength: 28, Value: 'S-1-5-18' } }],
      Message: 'An account was logged on.\r\n\r\nLogon Type:\t3',
    };
    const [record] = read(JSON.stringify(value)).records;
    expect(record?.document).toMatchObject({
      event: {
        eventId: 4624,
        keywords: '0x8020000000000000',
        timeCreated: '2026-05-06T15:41:02.1234567+02:00',
        data: [{ value: 'alice' }, { value: 'S-1-5-18' }],
      },
    });
  });

  it('reads data without names, and UserData', () => {
    const value = {
      Event: {
        System: {
          Provider: { '#attributes': { Name: 'P' } },
          EventID: { '#attributes': { Qualifiers: 0 }, '#text': 5 },
          Channel: 'C',
          Computer: 'H',
        },
        EventData: { Data: { '#text': ['one', 'two'] } },
        UserData: { Changed: { '#attributes': { xmlns: 'x' }, Object: 'y', Inner: { Deep: 3 } } },
      },
    };
    const [record] = read(JSON.stringify(value)).records;
    expect(record?.document).toMatchObject({
      event: {
        eventId: 5,
        qualifiers: '0',
        data: [{ value: 'one' }, { value: 'two' }],
        userData: [
          { name: 'Object', value: 'y' },
          { name: 'Deep', value: '3' },
        ],
      },
    });
  });
});
