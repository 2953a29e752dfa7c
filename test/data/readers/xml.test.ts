import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { xmlReader } from '../../../src/data/readers/xml.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const event = (id: number, data = ''): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Example'/><EventID>${id}</EventID>` +
  `<TimeCreated SystemTime='2026-01-02T03:04:0${id}.000Z'/><Channel>Test</Channel><Computer>ws-1.example.com</Computer></System>` +
  `<EventData>${data}</EventData></Event>`;

const ids = (path: string, options = {}) =>
  readAll(xmlReader, path, options).records.map(({ document }) =>
    document.kind === 'windows' ? document.event.eventId : document.kind,
  );

describe('xmlReader', () => {
  it('reads several events of a line and events over several lines', () => {
    const path = temporaryFile(
      'lines.log',
      `${event(1)}${event(2)}\n${event(3, '<Data Name="a">one\n\ttwo</Data>')}\r\n\r\n${event(4)}`,
    );
    const { records, problems, total } = readAll(xmlReader, path);
    expect(records.map(({ record }) => record)).toEqual([1, 2, 3, 4]);
    expect(records[2]?.document).toMatchObject({ event: { data: [{ name: 'a', value: 'one\n\ttwo' }] } });
    expect({ problems, total }).toEqual({ problems: [], total: 4 });
  });

  it('resolves entities and CDATA in the document and leaves the text as it is', () => {
    const data = "<Data Name='a'>1 &lt; 2 &amp;&#x41;&#66;</Data><Data Name='b'><![CDATA[</Event><Event >]]></Data>";
    const path = temporaryFile('entities.log', event(1, data));
    const [record] = readAll(xmlReader, path).records;
    expect(record?.raw).toContain('1 &lt; 2 &amp;&#x41;');
    expect(record?.document).toMatchObject({
      event: {
        data: [
          { name: 'a', value: '1 < 2 &AB' },
          { name: 'b', value: '</Event><Event >' },
        ],
      },
    });
  });

  it('reports an event that does not end, with its number, gives what there is of it, and reads on', () => {
    const path = temporaryFile(
      'cut.log',
      `${event(1)}\n${event(2).slice(0, 200)}\n${event(3)}\n${event(4).slice(0, 50)}`,
    );
    const { records, problems, total } = readAll(xmlReader, path);
    expect(records.map(({ record, document }) => [record, document.kind])).toEqual([
      [1, 'windows'],
      [2, 'text'],
      [3, 'windows'],
      [4, 'text'],
    ]);
    expect(records[3]?.raw).toBe(event(4).slice(0, 50));
    expect(problems).toEqual([
      'FD510 Record 2 could not be read: the event does not end.',
      'FD510 Record 4 could not be read: the event does not end.',
    ]);
    expect(total).toBe(4);
  });

  it.each([
    ['first', [0]],
    ['middle', [2]],
    ['last', [4]],
    ['several', [1, 2, 4]],
  ])('reports events whose start tag is damaged (%s) and reads the others', (name, broken) => {
    const events = Array.from({ length: 5 }, (_, at) => event(at + 1, `<Data Name='x'>one\n\ttwo ${at}</Data>`));
    for (const damage of [
      (text: string) => text.replace('<Event', '<Evemt'),
      (text: string) => text.replace('<Event', '#Event'),
      (text: string) => text.slice('<Event xmlns'.length),
      (text: string) => text.slice(text.indexOf('<EventData')),
    ]) {
      const log = events.map((text, at) => (broken.includes(at) ? damage(text) : text));
      const path = temporaryFile(`start-${name}.log`, `${log.join('\n')}\n`);
      const { records, problems, total } = readAll(xmlReader, path);
      expect(total).toBe(5);
      expect(records.map(({ raw }) => raw)).toEqual(log);
      expect(records.map(({ document }) => document.kind)).toEqual(
        log.map((_, at) => (broken.includes(at) ? 'text' : 'windows')),
      );
      expect(problems).toEqual(
        broken.map((at) => `FD510 Record ${at + 1} could not be read: its start tag is damaged.`),
      );
    }
  });

  it('reports text between events and broken tags inside one', () => {
    const path = temporaryFile('broken.log', `${event(1)}garbage ${event(2).replace('</EventData>', '')}`);
    const { records, problems } = readAll(xmlReader, path);
    expect(records.map(({ document }) => document.kind)).toEqual(['windows', 'text']);
    expect(problems).toEqual([
      'FD510 Record 2 could not be read: text stands outside of any event.',
      'FD510 Record 3 could not be read: its XML is not well-formed.',
    ]);
  });

  it('skips records without the needles, whatever their case, and counts them', () => {
    const path = temporaryFile('needles.log', [event(1, 'ABC 77'), event(2, 'abd'), event(3, 'xabc77')].join('\n'));
    const { records, total } = readAll(xmlReader, path, { needles: [['aBc', 'zzz'], ['77']] });
    expect(records.map(({ record }) => record)).toEqual([1, 3]);
    expect(total).toBe(3);
  });

  it('reads a prolog, an Events element, UTF-16 and gzip', () => {
    const text = `<?xml version="1.0"?>\n<Events>${event(1)}\n<!-- note -->${event(2)}</Events>`;
    expect(ids(temporaryFile('events.xml', `\ufeff${text}`))).toEqual([1, 2]);
    expect(ids(temporaryFile('utf16.xml', Buffer.from(`\ufeff${text}`, 'utf16le')))).toEqual([1, 2]);
    expect(ids(temporaryFile('events.xml.gz', gzipSync(text)))).toEqual([1, 2]);
  });

  it('reads an event that is longer than a chunk', () => {
    const path = temporaryFile('long.log', `${event(1, `<Data>${'x'.repeat(9 << 20)}</Data>`)}\n${event(2)}`);
    expect(ids(path)).toEqual([1, 2]);
  });

  it.each([
    ['<Event xmlns="x">', true],
    ['<?xml version="1.0"?>\n<Events>\n<Event>', true],
    ['<EventData>', false],
    ['{"Event":1}', false],
  ])('tells by %s', (head, expected) => {
    expect(xmlReader.detects(Buffer.from(head))).toBe(expected);
  });
});

describe('xmlReader over broken bytes', () => {
  const log = Buffer.from(
    Array.from({ length: 6 }, (_, id) => event(id, `<Data Name='x'>&lt;${id}<![CDATA[ ]] ]]></Data>`)).join('\n'),
  );

  it('never throws, whichever byte is wrong, and numbers what it gives', () => {
    for (let at = 0; at < log.length; at += 7) {
      const broken = Buffer.from(log);
      broken[at] = (at * 31) % 256;
      const { records, total } = readAll(xmlReader, temporaryFile('flipped.log', broken));
      const numbers = records.map(({ record }) => record);
      expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
      expect(total).toBeGreaterThanOrEqual(records.length);
    }
  });

  it('never throws, wherever the log is cut', () => {
    for (let length = 0; length < log.length; length += 11) {
      const { records } = readAll(xmlReader, temporaryFile('cut.log', log.subarray(0, length)));
      expect(records.filter(({ document }) => document.kind === 'windows')).toHaveLength(
        log.subarray(0, length).toString().split('</Event>').length - 1,
      );
    }
  });

  it('reads a long run of events in two spellings in time', () => {
    const plain = '<Event><System><EventID>1</EventID></System></Event>\n';
    const spaced = plain.replace('<Event>', '<Event a="1">');
    expect(ids(temporaryFile('spellings.log', plain + spaced.repeat(60_000)), { batchSize: 4096 })).toHaveLength(
      60_001,
    );
  });
});
