import { Buffer } from 'node:buffer';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { damaged } from '../../../scripts/fuzz/damage.ts';
import { pick, seeded } from '../../../scripts/fuzz/random.ts';
import { readEverything, seedLogs } from '../../../scripts/fuzz/read-damaged.ts';
import { csvReader } from '../../../src/data/readers/csv.ts';
import { readers } from '../../../src/data/readers/index.ts';
import type { LogReader } from '../../../src/data/record.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const seeds = seedLogs();

describe('damaged logs are read or reported, never a crash', () => {
  it.each(readers.map((reader) => [reader.name, reader] as const))('%s', (name, reader) => {
    const random = seeded(11);
    const own = seeds.filter((seed) => seed.reader === reader);
    for (let tried = 0; tried < 120; tried += 1) {
      const path = temporaryFile(`damaged-${name}`, damaged(pick(random, own).bytes, random));
      readEverything(path, reader);
      readEverything(path);
    }
  });

  it('containers', () => {
    const random = seeded(12);
    const log = Buffer.from('{"user": "alice"}\n'.repeat(200));
    const packed = [
      gzipSync(log),
      Buffer.from(zipSync({ a: log, b: log })),
      Buffer.concat([gzipSync(log), gzipSync(log)]),
      deflateRawSync(log),
    ];
    for (let tried = 0; tried < 300; tried += 1) {
      readEverything(temporaryFile('damaged-container', damaged(pick(random, packed), random)));
    }
  });
});

/** Formats with a record in each line: damage inside of one line must not reach the others. */
const LINE_LOGS: readonly (readonly [name: string, head: string, line: (at: number) => string])[] = [
  [
    'windows-xml',
    '',
    (at) =>
      `<Event xmlns='x'><System><Provider Name='P'/><EventID>${at}</EventID><Channel>C</Channel><Computer>h</Computer></System><EventData><Data Name='A'>${at}</Data></EventData></Event>`,
  ],
  ['json', '', (at) => `{"number": ${at}, "user": "alice"}`],
  [
    'zeek',
    '#separator \\x09\n#path\tdns\n#fields\tts\tuid\tquery\n#types\ttime\tstring\tstring\n',
    (at) => `1777996862.5\tC${at}\texample.com`,
  ],
  [
    'w3c',
    '#Fields: date time s-ip cs-method cs-uri-stem sc-status\n',
    (at) => `2026-05-06 13:41:02 192.0.2.5 GET /${at} 200`,
  ],
  [
    'vpc-flow',
    'version interface-id srcaddr dstaddr start action\n',
    (at) => `2 eni-${at} 192.0.2.7 198.51.100.9 1777996860 ACCEPT`,
  ],
  ['auditd', '', (at) => `type=EXECVE msg=audit(1777996862.123:${at}): argc=1 a0="id"`],
  ['cef', '', (at) => `CEF:0|Example|Firewall|9|${at}|allow|3|src=192.0.2.7`],
  ['leef', '', (at) => `LEEF:1.0|Example|Mail|2.1|${at}|src=192.0.2.7\tdst=198.51.100.9`],
  ['syslog', '', (at) => `<34>May  6 13:41:02 ws-017 su[${at}]: failed`],
  ['csv', 'number,user\n', (at) => `${at},alice`],
  ['splunk-json', '', (at) => `{"result": {"_raw": "user=alice number=${at}", "host": "ws-017"}}`],
  ['splunk-csv', 'number,_raw\n', (at) => `${at},alice`],
  ['text', '', (at) => `line ${at}`],
];

describe('what is not damaged is read', () => {
  const COUNT = 30;

  it.each(LINE_LOGS)('%s', (name, head, line) => {
    const reader = readers.find((known) => known.name === name) as LogReader;
    const random = seeded(13);
    const lines = Array.from({ length: COUNT }, (_, at) => line(at + 1));
    const whole = readAll(reader, temporaryFile(`whole-${name}`, `${head}${lines.join('\n')}\n`)).records;
    expect(whole).toHaveLength(COUNT);
    for (let tried = 0; tried < 60; tried += 1) {
      const broken = Math.floor(random() * COUNT);
      // One byte; a quote or a bracket may rightly change what follows, a line end makes two lines of one.
      const bytes = Buffer.from(lines[broken] as string);
      const at = Math.floor(random() * bytes.length);
      const byte = Math.floor(random() * 256);
      if ('\n\r"\'{}[]<>#'.includes(String.fromCharCode(byte)) || byte < 0x20) continue;
      bytes[at] = byte;
      const parts = lines.map((text, index) => (index === broken ? bytes : Buffer.from(text)));
      const log = Buffer.concat([Buffer.from(head), ...parts.flatMap((part) => [part, Buffer.from('\n')])]);
      const read = new Map(
        readAll(reader, temporaryFile(`broken-${name}`, log)).records.map((record) => [record.raw, record]),
      );
      const lost = whole.filter(({ raw }, index) => index !== broken && !read.has(raw));
      expect(lost, `byte ${byte} at ${at} of line ${broken + 1}`).toEqual([]);
      for (const { raw, document } of whole.filter((_, index) => index !== broken)) {
        expect(read.get(raw)?.document).toEqual(document);
      }
    }
  });
});

describe('lines beyond every need', () => {
  it.each([
    ['text', 'before\n', 'after\n'],
    ['windows-text', '05/06/2026 01:41:02 PM\nLogName=A\n', '05/06/2026 01:41:03 PM\nLogName=B\n'],
  ])('%s: left out with its number, the rest is read', (name, before, after) => {
    const reader = readers.find((known) => known.name === name) as LogReader;
    const long = Buffer.alloc(70 << 20, 'x');
    const path = temporaryFile(`long-${name}`, Buffer.concat([Buffer.from(before), long, Buffer.from(`\n${after}`)]));
    const { records, problems, total } = readAll(reader, path);
    expect(records.at(-1)?.raw.replaceAll('\r', '')).toBe(after.trim());
    expect(problems).toEqual([expect.stringMatching(/^FD511 Record \d (?:is a line of 70|has 70) MiB/)]);
    expect(total).toBe(records.at(-1)?.record);
  });

  it('csv: a quote that is never closed ends its line, however long what follows', () => {
    const rest = Buffer.from(`${'x'.repeat(99)}\n`.repeat(60_000));
    const path = temporaryFile('open.csv', Buffer.concat([Buffer.from('a,b\n1,2\n3,"'), rest, Buffer.from('4,5\n')]));
    const { records, problems } = readAll(csvReader, path);
    expect(records[1]?.raw).toBe(`3,"${'x'.repeat(99)}`);
    expect(records.at(-1)).toMatchObject({ record: 60_002, raw: '4,5' });
    expect(problems[0]).toBe('FD510 Record 2 is damaged: a quote in it is not closed. It is read as it stands.');
    expect(problems[1]).toBe('FD510 Record 3 is damaged: it has 1 cells, the header 2. It is read as it stands.');
  });

  it('csv: a line that is too long is left out, with its number', () => {
    const long = Buffer.concat([Buffer.from('a,b\n1,2\n3,"'), Buffer.alloc(70 << 20, 'x'), Buffer.from('\n4,5\n')]);
    const { records, problems } = readAll(csvReader, temporaryFile('long.csv', long));
    expect(records.map(({ record, raw }) => [record, raw])).toEqual([
      [1, '1,2'],
      [3, '4,5'],
    ]);
    expect(problems).toEqual(['FD511 Record 2 is a line of 70 MiB; it was left out.']);
  });
});

/** Formats in which quotes, brackets and missing ends could reach beyond a record. */
const NESTED_LOGS: readonly (readonly [
  name: string,
  log: { head: string; item: (at: number) => string; between: string; foot: string },
])[] = [
  ['json', { head: '', item: jsonItem, between: '\n', foot: '\n' }],
  ['json', { head: '[', item: jsonItem, between: ',', foot: ']' }],
  ['json', { head: '[\n', item: jsonItem, between: ',\n', foot: '\n]\n' }],
  ['json', { head: '{"Records":[', item: jsonItem, between: ',', foot: ']}' }],
  [
    'json',
    { head: '{"@odata.context": "x", "value": [\n', item: jsonItem, between: ',\n', foot: '], "nextLink": "y"}' },
  ],
  ['csv', { head: 'a,b,c\n', item: (at) => `${at},alice,"a ""quoted"", ${at}"`, between: '\n', foot: '\n' }],
  [
    'windows-xml',
    {
      head: '',
      item: (at) => `<Event xmlns='x'><System><EventID>${at}</EventID></System><EventData>\n\tx\n</EventData></Event>`,
      between: '\n',
      foot: '\n',
    },
  ],
];

function jsonItem(at: number): string {
  return `{"number": ${at}, "user": "alice", "list": [1, {"a": "b"}]}`;
}

describe('damage does not reach beyond its record', () => {
  it.each(NESTED_LOGS)('%s %j', (name, { head, item, between, foot }) => {
    const reader = readers.find((known) => known.name === name) as LogReader;
    const random = seeded(17);
    const items = Array.from({ length: 20 }, (_, at) => item(at + 1));
    const write = (texts: readonly string[]) => temporaryFile(`nested-${name}`, `${head}${texts.join(between)}${foot}`);
    const whole = readAll(reader, write(items));
    expect(whole.problems).toEqual([]);
    expect(whole.records).toHaveLength(20);
    for (let tried = 0; tried < 150; tried += 1) {
      // The first is what a format is told by; the last may take what closes an array.
      const broken = 1 + Math.floor(random() * 18);
      const text = items[broken] as string;
      const at = Math.floor(random() * text.length);
      const inserted = tried % 3 === 0 ? '' : pick(random, ['"', '{', '}', '[', ']', '\\', '<', "'", '(', '\n']);
      const damage = tried % 3 === 1 ? text.slice(0, at) + inserted + text.slice(at + 1) : text.slice(0, at) + inserted;
      const insertion = tried % 3 === 2 ? text.slice(0, at) + inserted + text.slice(at) : damage;
      const read = readAll(reader, write(items.map((other, index) => (index === broken ? insertion : other))));
      const found = new Map(read.records.map(({ raw, document }) => [raw, document]));
      const lost = whole.records.filter(({ raw }, index) => index !== broken && !found.has(raw));
      expect(lost, insertion).toEqual([]);
      expect(read.total).toBeGreaterThanOrEqual(19);
    }
  });
});
