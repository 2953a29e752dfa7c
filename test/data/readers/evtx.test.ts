import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evtxReader } from '../../../src/data/readers/evtx.ts';
import { xmlReader } from '../../../src/data/readers/xml.ts';
import type { EventDocument, LogReader } from '../../../src/data/record.ts';
import {
  ChunkBuilder,
  nothing,
  raw,
  type Substitution,
  type TemplateElement,
  text,
  uint16,
  uint64,
  writeEvtx,
} from './evtx-builder.ts';

const XMLNS = 'http://schemas.microsoft.com/win/2004/08/events/event';

/** System of an event whose id, channel and activity are the values 0, 1 and 2. */
const system: TemplateElement = {
  name: 'System',
  children: [
    { name: 'Provider', attributes: { Name: 'Example-Provider', Guid: '{11111111-2222-3333-4444-555555555555}' } },
    { name: 'EventID', children: [0] },
    { name: 'Version', children: ['1'], dependsOn: 2 },
    { name: 'TimeCreated', attributes: { SystemTime: 3 } },
    { name: 'Correlation', attributes: { ActivityID: 2 } },
    { name: 'Channel', children: [1] },
    { name: 'Computer', children: ['host1.example.com'] },
  ],
};
const time = uint64(133_000_000_001_234_567n, 0x11);
const head = (id: number): Substitution[] => [uint16(id), text('Example/Operational'), nothing, time];

const named: TemplateElement = {
  name: 'Event',
  attributes: { xmlns: XMLNS },
  children: [
    system,
    {
      name: 'EventData',
      children: [
        { name: 'Data', attributes: { Name: 'CommandLine' }, children: [4] },
        { name: 'Data', attributes: { Name: 'LogonId' }, children: [5] },
      ],
    },
  ],
};
const event = (id: number, commandLine: string): Substitution[] => [
  ...head(id),
  text(commandLine),
  uint64(0x3e7n, 0x15),
];

function readAll(path: string, options: { recover?: boolean } = {}, reader: LogReader = evtxReader) {
  const records: { number: number; raw: string; document: EventDocument }[] = [];
  const reported: string[] = [];
  let ended = 0;
  const read = reader.read(
    { name: 'log.evtx', path },
    {
      batchSize: 2,
      ...options,
      report: ({ code, message }) => reported.push(`${code} ${message}`),
      onEnd: (count) => {
        ended = count;
      },
    },
  );
  for (const batch of read) {
    for (let index = 0; index < batch.length; index += 1) {
      records.push({ number: batch.record(index), raw: batch.raw(index), document: batch.document(index) });
    }
  }
  return { records, reported, ended };
}

const commandLines = (path: string, options: { recover?: boolean } = {}) =>
  readAll(path, options).records.map(({ number, document }) => [
    number,
    document.kind === 'windows' ? document.event.data[0]?.value : undefined,
  ]);

describe('evtxReader', () => {
  it('renders events as Windows does, from a template that is used twice', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a <b> & "c"\r\n')).record(named, event(2, ''));
    const { records, reported, ended } = readAll(writeEvtx([chunk.bytes]));
    expect(reported).toEqual([]);
    expect(ended).toBe(2);
    const before = `<Event xmlns='${XMLNS}'><System><Provider Name='Example-Provider' Guid='{11111111-2222-3333-4444-555555555555}'/><EventID>`;
    const middle = `</EventID><TimeCreated SystemTime='2022-06-18T04:26:40.123456700Z'/><Correlation/><Channel>Example/Operational</Channel><Computer>host1.example.com</Computer></System><EventData><Data Name='CommandLine'>`;
    const after = `</Data><Data Name='LogonId'>0x3e7</Data></EventData></Event>`;
    expect(records.map((record) => record.raw)).toEqual([
      `${before}1${middle}a &lt;b&gt; &amp; "c"\r\n${after}`,
      `${before}2${middle}${after}`,
    ]);
    expect(records[0]?.document).toEqual({
      kind: 'windows',
      event: {
        provider: 'Example-Provider',
        providerGuid: '{11111111-2222-3333-4444-555555555555}',
        eventId: 1,
        timeCreated: '2022-06-18T04:26:40.123456700Z',
        channel: 'Example/Operational',
        computer: 'host1.example.com',
        data: [
          { name: 'CommandLine', value: 'a <b> & "c"\r\n' },
          { name: 'LogonId', value: '0x3e7' },
        ],
      },
    });
  });

  it('decodes every type of value', () => {
    const values: readonly (readonly [Substitution, string])[] = [
      [raw(0x02, '61626300'), 'abc'],
      [raw(0x03, 'ff'), '-1'],
      [raw(0x04, 'ff'), '255'],
      [raw(0x05, 'feff'), '-2'],
      [raw(0x07, 'fdffffff'), '-3'],
      [raw(0x08, 'fdffffff'), '4294967293'],
      [raw(0x09, 'ffffffffffffffff'), '-1'],
      [uint64(18_446_744_073_709_551_615n), '18446744073709551615'],
      [raw(0x0b, '0000c03f'), '1.5'],
      [raw(0x0c, '000000000000f83f'), '1.5'],
      [raw(0x0d, '01000000'), 'true'],
      [raw(0x0d, '00000000'), 'false'],
      [raw(0x0e, '00ff10'), '00FF10'],
      [raw(0x0f, '0102030405060708090a0b0c0d0e0f10'), '{04030201-0605-0807-090A-0B0C0D0E0F10}'],
      [raw(0x10, '00100000'), '0x1000'],
      [raw(0x12, 'e8070300060006000700080009000a00'), '2024-03-06T07:08:09.010Z'],
      [raw(0x13, '010500000000000515000000010000000200000003000000f4010000'), 'S-1-5-21-1-2-3-500'],
      [raw(0x14, '10270000'), '0x2710'],
      [raw(0x15, 'e703000000000000'), '0x3e7'],
      [raw(0x06, '010203'), '010203'],
    ];
    const template: TemplateElement = {
      name: 'Event',
      children: [
        system,
        { name: 'EventData', children: values.map((_, at) => ({ name: 'Data', children: [4 + at] })) },
      ],
    };
    const chunk = new ChunkBuilder().record(template, [...head(1), ...values.map(([value]) => value)]);
    const [record] = readAll(writeEvtx([chunk.bytes])).records;
    const data = record?.document.kind === 'windows' ? record.document.event.data : [];
    expect(data).toEqual(values.map(([, value]) => ({ value })));
  });

  it('repeats an element for each item of a list, and reads UserData', () => {
    const list: TemplateElement = {
      name: 'Event',
      children: [
        system,
        {
          name: 'EventData',
          children: [
            { name: 'Data', children: [4] },
            { name: 'Binary', children: [5] },
          ],
        },
        { name: 'UserData', children: [{ name: 'Changed', children: [{ name: 'Object', children: ['x'] }] }] },
      ],
    };
    const chunk = new ChunkBuilder().record(list, [
      ...head(1),
      { type: 0x81, bytes: Buffer.from('one\0\0three\0', 'utf16le') },
      raw(0x0e, 'ab'),
    ]);
    const [record] = readAll(writeEvtx([chunk.bytes])).records;
    expect(record?.raw).toContain(
      '<EventData><Data>one</Data><Data></Data><Data>three</Data><Binary>AB</Binary></EventData>' +
        '<UserData><Changed><Object>x</Object></Changed></UserData>',
    );
    expect(record?.document).toMatchObject({
      event: {
        data: [{ value: 'one' }, { value: '' }, { value: 'three' }],
        userData: [{ name: 'Object', value: 'x' }],
      },
    });
  });

  it('gives the same documents as its own XML does', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a <b>')).record(named, event(2, "it's"));
    const path = writeEvtx([chunk.bytes]);
    const { records } = readAll(path);
    const xml = path.replace('.evtx', '.xml');
    writeFileSync(xml, records.map((record) => record.raw).join('\n'));
    expect(readAll(xml, {}, xmlReader).records.map(({ document }) => document)).toEqual(
      records.map(({ document }) => document),
    );
  });

  it('numbers records through chunks, and skips unused ones', () => {
    const first = new ChunkBuilder().record(named, event(1, 'a')).record(named, event(1, 'b'));
    const second = new ChunkBuilder(3n).record(named, event(1, 'c'));
    const path = writeEvtx([first.bytes, Buffer.alloc(0x10000), second.bytes]);
    expect(commandLines(path)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
  });

  it('goes on behind a damaged record and says which is lost', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a'));
    const start = chunk.end;
    chunk.record(named, event(1, 'b')).record(named, event(1, 'c'));
    chunk.bytes.fill(0xff, start, start + 8);
    const path = writeEvtx([chunk.bytes]);
    expect(commandLines(path)).toEqual([
      [1, 'a'],
      [3, 'c'],
    ]);
    expect(readAll(path).reported).toEqual([
      expect.stringMatching(/^FD510 Record 2 could not be read: \d+ bytes are damaged\.$/),
    ]);
  });

  it('leaves out a record whose binary XML is damaged', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a'));
    const start = chunk.end;
    chunk.record(named, event(1, 'b')).record(named, event(1, 'c'));
    chunk.bytes.writeUInt32LE(0x7fff_ffff, start + 24 + 10);
    const path = writeEvtx([chunk.bytes]);
    expect(commandLines(path)).toEqual([
      [1, 'a'],
      [3, 'c'],
    ]);
    expect(readAll(path).reported).toEqual([
      'FD510 Record 2 could not be read: its template lies outside of the chunk.',
    ]);
  });

  it('reads what a truncated file still holds', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a')).record(named, event(1, 'b'));
    const path = writeEvtx([chunk.bytes]);
    writeFileSync(path, readFileSync(path).subarray(0, 0x1000 + chunk.end - 10));
    expect(commandLines(path)).toEqual([[1, 'a']]);
    expect(readAll(path).reported).toEqual(['FD510 Record 2 could not be read: the file ends before it does.']);
  });

  it('searches a chunk whose header is damaged', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a'));
    chunk.bytes.write('Garbage!', 0, 'latin1');
    const { records, reported } = readAll(writeEvtx([chunk.bytes]));
    expect(records).toHaveLength(1);
    expect(reported[0]).toBe(
      'FD510 Record 1 could not be read: the header of its chunk is damaged; its records were searched for.',
    );
  });

  it('reads uncounted records of a log that was not closed, and slack only when asked', () => {
    const build = () => {
      const chunk = new ChunkBuilder().record(named, event(1, 'a'));
      const counted = chunk.end;
      return chunk.record(named, event(1, 'b')).countUpTo(counted).bytes;
    };
    expect(commandLines(writeEvtx([build()]))).toEqual([[1, 'a']]);
    expect(commandLines(writeEvtx([build()]), { recover: true })).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(commandLines(writeEvtx([build()], { dirty: true, counted: 0 }))).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('says when the checksum of a chunk does not hold', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a')).record(named, event(1, 'password'));
    chunk.bytes.write('X', chunk.bytes.indexOf(Buffer.from('password', 'utf16le')));
    const path = writeEvtx([chunk.bytes]);
    expect(commandLines(path)).toEqual([
      [1, 'a'],
      [2, 'Xassword'],
    ]);
    expect(readAll(path).reported).toEqual([
      'FD510 Records 1 to 2, in the chunk at byte 4096, may hold wrong values: the checksum of their chunk does not hold.',
    ]);
    expect(readAll(writeEvtx([chunk.bytes], { dirty: true, counted: 0 })).reported).toEqual([]);
  });

  it('keeps records that hold a needle of each group, in any case, and counts all', () => {
    const chunk = new ChunkBuilder();
    for (const line of ['whoami', 'net user', 'WHOAMI /priv', 'x'.repeat(40), 'net view & whoami']) {
      chunk.record(named, event(1, line));
    }
    const found = (needles: readonly (readonly string[])[]) => {
      const numbers: number[] = [];
      let total = 0;
      const options = { batchSize: 2, needles, report: () => undefined, onEnd: (count: number) => (total = count) };
      const file = { name: 'log.evtx', path: writeEvtx([chunk.bytes, chunk.bytes]) };
      for (const batch of evtxReader.read(file, options)) {
        for (let row = 0; row < batch.length; row += 1) numbers.push(batch.record(row));
      }
      expect(total).toBe(10);
      return numbers;
    };
    expect(found([['whoami']])).toEqual([1, 3, 5, 6, 8, 10]);
    expect(found([['net ', '/PRIV'], ['whoami']])).toEqual([3, 5, 8, 10]);
    expect(found([['nowhere']])).toEqual([]);
    expect(found([['commandline'], Array.from({ length: 12 }, (_, at) => `view${at}`).concat('net user')])).toEqual([
      2, 7,
    ]);
  });

  it('says when chunks are missing', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a'));
    expect(readAll(writeEvtx([chunk.bytes], { counted: 3 })).reported).toEqual([
      'FD510 Record 2 could not be read: the file ends after 1 of its 3 chunks.',
    ]);
  });

  it('never throws, whichever byte is wrong', () => {
    const chunk = new ChunkBuilder().record(named, event(1, 'a')).record(named, event(1, 'b'));
    const { end } = chunk;
    for (let at = 0x200; at < end; at += 3) {
      const broken = Buffer.from(chunk.bytes);
      broken.writeUInt8((broken.readUInt8(at) + 0x55) & 0xff, at);
      expect(() => readAll(writeEvtx([broken]), { recover: true })).not.toThrow();
    }
  });
});
