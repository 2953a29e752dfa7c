import { Buffer } from 'node:buffer';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { damaged } from '../../../scripts/fuzz/damage.ts';
import { pick, seeded } from '../../../scripts/fuzz/random.ts';
import { readEverything, seedLogs } from '../../../scripts/fuzz/read-damaged.ts';
import { openEventSource } from '../../../src/data/event-source.ts';
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
  ['auditd', '', (at) => `type=EXECVE msg=audit(1777996862.123:${at}): argc=1 a0="id"`],
  ['cef', '', (at) => `CEF:0|Example|Firewall|9|${at}|allow|3|src=192.0.2.7`],
  ['leef', '', (at) => `LEEF:1.0|Example|Mail|2.1|${at}|src=192.0.2.7\tdst=198.51.100.9`],
  ['syslog', '', (at) => `<34>May  6 13:41:02 ws-017 su[${at}]: failed`],
  ['csv', 'number,user\n', (at) => `${at},alice`],
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

  it('csv: a quote that is never closed ends the table with a complaint', () => {
    const path = temporaryFile('long.csv', Buffer.concat([Buffer.from('a,b\n1,2\n3,"'), Buffer.alloc(70 << 20, 'x')]));
    const problems: string[] = [];
    const report = ({ message }: { message: string }) => problems.push(message);
    const [batch] = openEventSource([{ name: 'long.csv', path }]).read(0, { batchSize: 9, report });
    expect(batch?.raw(0)).toBe('1,2');
    expect(problems).toEqual([expect.stringContaining('a quote in it is not closed')]);
  });
});
