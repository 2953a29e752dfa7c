import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReadOptions } from '../../../src/data/record.ts';
import { EventScanner } from '../../../src/data/readers/xml/event-scanner.ts';
import { xmlReader } from '../../../src/data/readers/xml.ts';
import { temporaryFile } from '../temporary-file.ts';

/** Pieces that logs are put together from: whole events mostly, and what may go wrong between and in them. */
const PIECES = [
  '<Event a="1"><System/><Data>7844</Data></Event>',
  "<Event xmlns='x'><System><EventID>3</EventID></System><EventData><Data Name='Q'>Needle</Data></EventData></Event>",
  '<Event ></Event>',
  '<Event><EventData>nEEdle</EventData></Event>',
  '<Event x="1">',
  '</Event>',
  '<![CDATA[ </Event> ]]>',
  'text',
  '\n',
  '  ',
  'needl',
  'e',
  '<Events>',
];

interface Read {
  readonly records: readonly (readonly [number, string])[];
  readonly count: number;
}

function readAll(text: string, needles?: ReadOptions['needles']): Read {
  const file = temporaryFile('log.xml', Buffer.from(text));
  const records: [number, string][] = [];
  let count = 0;
  const options: ReadOptions = {
    batchSize: 3,
    ...(needles && { needles }),
    report: () => undefined,
    onEnd: (records) => {
      count = records;
    },
  };
  for (const batch of xmlReader.read({ name: 'log.xml', path: file }, options)) {
    for (let at = 0; at < batch.length; at += 1) records.push([batch.record(at), batch.raw(at)]);
  }
  return { records, count };
}

/** What the scanner alone makes of the text. */
function scanned(text: string): Read {
  const scanner = new EventScanner();
  const records: [number, string][] = [];
  let number = 0;
  scanner.feed(Buffer.from(text));
  for (let found = scanner.next(); found; found = scanner.next()) {
    number += 1;
    if (found.start !== found.end) records.push([number, scanner.bytes.toString('utf8', found.start, found.end)]);
  }
  const rest = scanner.rest();
  if (rest) {
    number += 1;
    if (rest.start !== rest.end) records.push([number, scanner.bytes.toString('utf8', rest.start, rest.end)]);
  }
  return { records, count: number };
}

/** Events longer than what is looked at together, with a needle anywhere. */
const long = fc
  .tuple(fc.nat(200), fc.constantFrom('7844', 'Needle', 'needl', '78447', ''), fc.nat(200))
  .map(([before, text, behind]) => `<Event a="1">${'-'.repeat(before)}${text}${'e'.repeat(behind)}</Event>\n`);

const logs = fc.array(fc.oneof(fc.constantFrom(...PIECES), long), { maxLength: 40 }).map((pieces) => pieces.join(''));

test('splits text many bytes at a time as the scanner does', () => {
  fc.assert(
    fc.property(logs, (text) => {
      expect(readAll(text)).toEqual(scanned(text));
    }),
    { numRuns: 300 },
  );
});

test('keeps every record that holds a needle, in any case, and counts all', () => {
  const groups = fc.constantFrom([['7844']], [['needle']], [['needle', '7844', 'zz']], [['needle'], ['event']]);
  fc.assert(
    fc.property(logs, groups, (text, needles) => {
      const all = scanned(text);
      const read = readAll(text, needles);
      const holds = ([, raw]: readonly [number, string]): boolean =>
        needles.every((group) => group.some((needle) => raw.toLowerCase().includes(needle)));
      expect(read.count).toBe(all.count);
      expect(read.records).toEqual(expect.arrayContaining(all.records.filter(holds)));
      expect(all.records).toEqual(expect.arrayContaining([...read.records]));
    }),
    { numRuns: 300 },
  );
});

test('searches more needles than fit into one pass', () => {
  const needles = Array.from({ length: 20 }, (_, at) => `word${at}x`);
  const text = `${'<Event a="1">other</Event>\n'.repeat(50)}<Event a="1">Word17X</Event>\n<Event a="1">y</Event>`;
  expect(readAll(text, [needles]).records).toEqual([[51, '<Event a="1">Word17X</Event>']]);
});
