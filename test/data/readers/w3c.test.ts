import { describe, expect, it } from 'vitest';
import { recordTime } from '../../../src/data/event-time.ts';
import { readers } from '../../../src/data/readers/index.ts';
import { w3cReader } from '../../../src/data/readers/w3c.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const SOFTWARE = '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n';
const HEAD = `${SOFTWARE}#Date: 2026-05-06 13:41:02\r\n#Fields: date time cs-method cs-uri-stem\r\n`;

function read(content: string) {
  const { records, problems } = readAll(w3cReader, temporaryFile('u_ex.log', content));
  return { values: records.map(({ document }) => (document.kind === 'object' ? document.value : document)), problems };
}

const request = (time: string, method: string, stem: string) => ({
  date: '2026-05-06',
  time,
  'cs-method': method,
  'cs-uri-stem': stem,
});

const formatOf = (head: string): string | undefined =>
  readers.find((reader) => reader.detects(Buffer.from(head)))?.name;

describe('w3cReader', () => {
  it('takes each head for the rows behind it, and a head that says the same again', () => {
    const other = `${SOFTWARE}#Fields: time cs-method x-forwarded-for \r\n`;
    expect(
      read(`${HEAD}2026-05-06 13:41:02 GET /a\r\n${HEAD}2026-05-06 13:41:03 GET /b\r\n${other}13:41:04 POST -\r\n`),
    ).toEqual({
      values: [
        request('13:41:02', 'GET', '/a'),
        request('13:41:03', 'GET', '/b'),
        { time: '13:41:04', 'cs-method': 'POST', 'x-forwarded-for': '-' },
      ],
      problems: [],
    });
  });

  it('says which rows were cut or run together, and reads the rest', () => {
    const rows = ['2026-05-06 13:41:02 GET', '2026-05-06 13:41:03 GET /b 2026-05-06', '2026-05-06 13:41:04 GET /c'];
    const { values, problems } = read(`${HEAD}${rows.join('\r\n')}\r\n`);
    expect(values.at(-1)).toEqual(request('13:41:04', 'GET', '/c'));
    expect(problems).toEqual([
      'FD510 Record 1 is damaged: it has 3 cells, the head 4 fields. It is read as it stands.',
      'FD510 Record 2 is damaged: it has 5 cells, the head 4 fields. It is read as it stands.',
    ]);
  });

  it('leaves out rows before any head', () => {
    expect(read(`2026-05-06 13:41:01 GET /lost\r\n${HEAD}2026-05-06 13:41:02 GET /a\r\n`)).toEqual({
      values: [request('13:41:02', 'GET', '/a')],
      problems: ['FD510 Record 1 could not be read: no "#Fields" line comes before it.'],
    });
  });

  it('passes over zeros that a crash left', () => {
    const zeros = '\0'.repeat(4096);
    expect(read(`${HEAD}2026-05-06 13:41:02 GET /a\r\n${zeros}${HEAD}${zeros}2026-05-06 13:41:03 GET /b\r\n`)).toEqual({
      values: [request('13:41:02', 'GET', '/a'), request('13:41:03', 'GET', '/b')],
      problems: [],
    });
  });

  it('tells the time of a row by its date and time, in UTC, whatever a request says', () => {
    const path = temporaryFile('u_ex.log', `${HEAD}2026-05-06 13:41:02 GET /?SystemTime='2020-01-01'\r\n`);
    const [batch] = w3cReader.read({ name: 'u_ex.log', path }, { batchSize: 10, report: () => undefined });
    expect(batch && recordTime(batch, 0)).toBe(BigInt(Date.UTC(2026, 4, 6, 13, 41, 2)) * 1_000_000n);
  });

  it('finds rows by texts, and numbers those between', () => {
    const path = temporaryFile('u_ex.log', `${HEAD}2026-05-06 13:41:02 GET /a\r\n2026-05-06 13:41:03 GET /b\r\n`);
    const options = { batchSize: 10, needles: [['/B']], report: () => undefined };
    const found = [...w3cReader.read({ name: 'u_ex.log', path }, options)].flatMap((batch) => [
      batch.record(0),
      batch.raw(0),
    ]);
    expect(found).toEqual([2, '2026-05-06 13:41:03 GET /b']);
  });
});

describe('what is such a log', () => {
  it.each([
    ['w3c', HEAD],
    ['w3c', '#Fields: date time cs-method\n'],
    ['w3c', `${SOFTWARE}#Fields: date time x-forwarded-for\r\n`],
    ['w3c', '#Version: 1.5\n#Software: Microsoft Windows Firewall\n#Time Format: Local\n#Fields: date time action\n'],
    ['text', '#Software: SGOS 7.3\n#Fields: date time cs-method\n2026-05-06 13:41:02 GET\n'],
    ['text', '#Version: 1.0\n#Fields: date time x-edge-location\n2026-05-06\t13:41:02\tFRA2\n'],
    ['zeek', '#separator \\x09\n#fields\tts\tuid\n'],
  ])('%s: %j', (format, head) => {
    expect(formatOf(head)).toBe(format);
  });

  it('leaves the tables of Exchange, whose names stand between commas, alone', () => {
    expect(formatOf('#Software: Microsoft Exchange Server\n#Fields: date-time,client-ip,event-id\n')).not.toBe('w3c');
  });
});
