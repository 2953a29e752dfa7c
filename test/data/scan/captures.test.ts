import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTime } from '../../../src/data/time-text.ts';
import type { Capture } from '../../../src/data/scan/capture.ts';
import { captureValues, namesIn, systemTimesOf } from '../../../src/data/scan/captures.ts';
import { byteCapture } from '../../../src/platforms/splunk/extraction/byte-capture.ts';
import { timePlaceIn } from '../../../src/platforms/splunk/events/time-place.ts';

function spansOf(texts: readonly string[]) {
  const parts = texts.map((text) => Buffer.from(text));
  const ends = new Uint32Array(parts.length);
  let at = 0;
  parts.forEach((part, index) => {
    at += part.length;
    ends[index] = at;
  });
  const starts = Uint32Array.from(parts, (part, index) => (ends[index] as number) - part.length);
  return { bytes: Buffer.concat(parts), starts, ends };
}

const PIECES = [
  '<Level>',
  '</Level>',
  '<Levels>',
  '<Task q=',
  '<Task ',
  "<Data Name='",
  "Hash'>",
  "Hashes'>",
  "Image'>",
  'MD5=',
  'ab1',
  '</Data>',
  "'",
  '<',
  '>',
  'é',
];
const rows = fc.array(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join('')),
  { minLength: 1, maxLength: 12 },
);

const PATTERNS = [
  /<Level>([^<]*)<\/Level>/g,
  /<Task [^>]*?q=([^>]*)>/g,
  /<Levels>([^<]*)</g,
  /<Level[^>]*>([a-f0-9]*)</g,
  /<Data Name='Image'>([^<]*)<\/Data>/g,
  /<Data Name='Hash(?:[e][^>]*)?>([^<]*)</g,
  /<Data Name='Hashes?'>[^<]*?MD5=([a-f0-9]+)/g,
  /<Data Name='Hashes'>([^<]*)<\/Data>/g,
];

test('many captures over the same records find what their expressions find, whatever was found out before', () => {
  const captures = PATTERNS.map((pattern) => byteCapture(pattern, 'value') as Capture);
  expect(captures.every((capture) => capture !== undefined)).toBe(true);
  fc.assert(
    fc.property(rows, fc.boolean(), (texts, namesFirst) => {
      const spans = spansOf(texts);
      if (namesFirst) namesIn(spans, { opening: "<Data Name='", stop: "'" });
      for (const [at, pattern] of PATTERNS.entries()) {
        const codes = captureValues(spans, [captures[at] as Capture]);
        const found = codes && [...codes.numbers].map((number) => codes.value(number));
        expect(found, String(pattern)).toEqual(texts.map((text) => new RegExp(pattern.source).exec(text)?.[1] ?? null));
      }
    }),
    { numRuns: 1500 },
  );
});

test('texts of which hardly two are equal have numbers of their own', () => {
  const capture = byteCapture(/<Id>([^<]*)<\/Id>/g, 'value') as Capture;
  const texts = Array.from({ length: 600 }, (_, at) => `<Id>${at < 300 ? at : at % 4}</Id>`);
  const codes = captureValues(spansOf(texts), [capture]);
  expect(codes && [...codes.numbers].map((number) => codes.value(number))).toEqual(
    texts.map((text) => text.slice('<Id>'.length, -'</Id>'.length)),
  );
});

const TIMES = [
  "SystemTime='2026-05-06T08:00:00.026489143Z'",
  'SystemTime="2024-02-29T23:59:59Z"',
  "SystemTime='2026-12-31T00:00:00.5Z'",
  "SystemTime='2026-05-06T08:00:00.026+02:00'",
  "SystemTime='2026-13-06T08:00:00Z'",
  "SystemTime='1969-12-31T23:59:59.999999Z'",
  "SystemTime='2026-05-06 08:00:00Z'",
  'SystemTime=',
  '2026-05-06T08:00:00',
  '10:11',
  '1.2',
  'é',
  ' filler that is long enough to stand behind every time ',
];

test('times of many events are those of each', () => {
  const events = fc.array(
    fc.array(fc.constantFrom(...TIMES), { maxLength: 6 }).map((pieces) => pieces.join('')),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(events, (texts) => {
      const times = systemTimesOf(spansOf(texts));
      texts.forEach((text, row) => {
        const told = times.seconds[row] as number;
        if (!Number.isNaN(told)) {
          const stated = /SystemTime=(.)(.*?)\1/.exec(text)?.[2] ?? '';
          expect(told, text).toBe(Number((parseTime(stated) as bigint) / 1000n) / 1e6);
        }
        const start = times.starts[row] as number;
        if (start >= 0) {
          expect({ start: String(start), end: String(times.ends[row]) }, text).toEqual(timePlaceIn(text));
        }
      });
    }),
    { numRuns: 2000 },
  );
  const plain = systemTimesOf(spansOf([`<a ${TIMES[0]}/>${TIMES.at(-1)}`]));
  expect([plain.seconds[0], plain.starts[0], plain.ends[0]]).toEqual([1778054400.026489, 15, 45]);
});
