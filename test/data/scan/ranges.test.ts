import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openEventSource } from '../../../src/data/event-source.ts';
import { cefReader } from '../../../src/data/readers/cef.ts';
import { jsonReader } from '../../../src/data/readers/json.ts';
import { textReader } from '../../../src/data/readers/text.ts';
import { xmlReader } from '../../../src/data/readers/xml.ts';
import type { ByteRange, LogReader, ReadOptions } from '../../../src/data/record.ts';
import { rangesOf } from '../../../src/data/scan/ranges.ts';
import { temporaryFile } from '../temporary-file.ts';

/** Whole events mostly, in both spellings, over several lines too; and what may go wrong between and in them. */
const EVENT_PIECES = [
  '<Event a="1"><Data>7844</Data></Event>\n',
  '<Event a="2">\r\n<Data>\r\nNeedle</Data>\r\n</Event>\r\n',
  '<Event a="3"><EventData>nEEdle</EventData></Event><Event b="2"></Event>',
  '<Event><EventData>7844</EventData></Event>\n\n',
  '<Event x="1">',
  '</Event>',
  '<![CDATA[ </Event>\n<Event a="1"> ]]>',
  '<!-- </Event><Event c="1"> -->',
  'text',
  '\n',
  'needl',
];
const LINE_PIECES = [
  'one needle',
  '7844',
  'CEF:0|v|p|1|id|name|5|msg=needle',
  '\n',
  '\r\n',
  '\n \n',
  '\u00e9 \u20ac',
  '',
];
const JSON_PIECES = [
  '{"a":1}\n',
  '{"a":"needle","b":{"c":"7844"}}\r\n',
  '{"a":"}\\n{"}\n',
  '{"Records":[{"a":1},{"a":"needle"}]}\n',
  '[{"a":1},{"a":2}]\n',
  '{"a":\n{"b":1}\n}\n',
  '{"a":1}{"a":2}\n',
  '{"a":1,\n',
  'text }\n',
  '}\n',
  '\n',
];

interface Read {
  readonly records: readonly (readonly [number, string])[];
  /** Undefined: the range does not hold. */
  readonly count: number | undefined;
  readonly problems: readonly string[];
}

function readAll(reader: LogReader, path: string, options: Pick<ReadOptions, 'needles' | 'range'> = {}): Read {
  const records: [number, string][] = [];
  const problems: string[] = [];
  let count: number | undefined;
  const onEnd = (number: number): void => {
    count = number;
  };
  const report: ReadOptions['report'] = ({ message }) => problems.push(message);
  for (const batch of reader.read({ name: 'log', path }, { batchSize: 2, report, onEnd, ...options })) {
    for (let at = 0; at < batch.length; at += 1) records.push([batch.record(at), batch.raw(at)]);
  }
  return { records, count, problems };
}

/** What the ranges give together: from the first that does not hold, the log is read in one piece. */
function readRanges(
  reader: LogReader,
  path: string,
  ranges: readonly ByteRange[],
  needles?: ReadOptions['needles'],
): Read {
  const records: (readonly [number, string])[] = [];
  let before = 0;
  for (const range of ranges) {
    const part = readAll(reader, path, { range, ...(needles && { needles }) });
    if (part.count === undefined || part.problems.length > 0) {
      const rest = { ...range, end: Number.POSITIVE_INFINITY, recordsBefore: before };
      const read = readAll(reader, path, { range: rest, ...(needles && { needles }) });
      return { ...read, records: [...records, ...read.records] };
    }
    for (const [number, raw] of part.records) records.push([before + number, raw]);
    before += part.count;
  }
  return { records, count: before, problems: [] };
}

const needlesOf = fc.constantFrom(undefined, [['7844']], [['needle'], ['7844', 'a="']]);

test.each([
  ['events', xmlReader, EVENT_PIECES],
  ['lines of text', textReader, LINE_PIECES],
  ['lines of CEF', cefReader, LINE_PIECES],
  ['objects of JSON', jsonReader, JSON_PIECES],
] as const)('%s in ranges are those of the whole log', (_, reader, known) => {
  const pieces = fc.array(fc.constantFrom(...known), { maxLength: 30 });
  const property = fc.property(pieces, fc.integer({ min: 1, max: 200 }), needlesOf, (texts, size, needles) => {
    const path = temporaryFile('log', Buffer.from(texts.join('')));
    const ranges = rangesOf({ name: 'log', path }, reader, size);
    const whole = readAll(reader, path, needles && { needles });
    if (ranges.length > 0) expect(readRanges(reader, path, ranges, needles)).toEqual(whole);
  });
  fc.assert(property, { numRuns: 200 });
});

test('each range of regular events holds, and begins where an event does', () => {
  const event = '<Event a="1"><Data>1</Data></Event>\r\n';
  const path = temporaryFile('log.xml', Buffer.from(`\ufeff<?xml version="1.0"?>\n<Events>${event.repeat(9)}`));
  const ranges = rangesOf({ name: 'log.xml', path }, xmlReader, 100);
  expect(ranges.map(({ start }) => start)).toEqual([3, 144, 255]);
  expect(ranges.map((range) => readAll(xmlReader, path, { range }).count)).toEqual([3, 3, 3]);
});

test('a range that an event opens and does not close does not hold', () => {
  const event = '<Event a="1"><Data>1</Data></Event>\n';
  const path = temporaryFile('log.xml', Buffer.from(`${event.repeat(3)}<Event b="1">\n${event.repeat(3)}`));
  const ranges = rangesOf({ name: 'log.xml', path }, xmlReader, 110);
  expect(ranges.map((range) => readAll(xmlReader, path, { range }).count)).toEqual([undefined, 2]);
});

test('what is packed or encoded otherwise has no ranges', () => {
  const text = '<Event a="1"></Event>\n'.repeat(20);
  const logs = {
    'plain.log': Buffer.from(text),
    'packed.log': gzipSync(text),
    'utf16.log': Buffer.from(`\ufeff${text}`, 'utf16le'),
    'table.csv': Buffer.from(`a,b\n${'1,2\n'.repeat(20)}`),
  };
  const files = Object.entries(logs).map(([name, bytes]) => ({ name, path: temporaryFile(name, bytes) }));
  const source = openEventSource(files);
  expect(files.map((_, file) => source.ranges?.(file, 100).length)).toEqual([4, 0, 0, 0]);
});
