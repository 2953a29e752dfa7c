import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Capture } from '../../../src/data/scan/capture.ts';
import { captureValues } from '../../../src/data/scan/captures.ts';
import type { TextCodes } from '../../../src/data/scan/text-codes.ts';
import { compilePattern, type ConfPattern } from '../../../src/platforms/splunk/extraction/pcre.ts';
import { byteCapture } from '../../../src/platforms/splunk/extraction/byte-capture.ts';
import { regexTransform } from '../../../src/platforms/splunk/extraction/regex-extraction.ts';

function spansOf(texts: readonly string[]) {
  const parts = texts.map((text) => Buffer.from(text));
  const starts = new Uint32Array(parts.length);
  const ends = new Uint32Array(parts.length);
  let at = 0;
  parts.forEach((part, index) => {
    starts[index] = at;
    at += part.length;
    ends[index] = at;
  });
  return { bytes: Buffer.concat(parts), starts, ends };
}

const listed = (codes: TextCodes | undefined) => codes && [...codes.numbers].map((number) => codes.value(number));

const PATTERNS = [
  '<Provider Name=[\'"]([^\'"]*)[\'"]',
  '<EventID>(\\d+)</EventID>',
  '<EventID[^>]*>(\\d+)</EventID>',
  '<Level>([^<]*)</Level>',
  '<Provider [^>]*?Guid=[\'"]([^\'"]*)[\'"]',
  '<Provider [^>]*?\\bGuid=[\'"]([^\'"]*)[\'"]',
  "<Data Name='Hashes?'>[^<]*?MD5=([0-9A-Fa-f]+)",
  "<Data Name='Hash(?:es)?'>[^<]*?MD5=([0-9A-Fa-f]+)",
  'a(?:12)?<([^>]*)>',
  "<Data Name='Hashes'>\\w+\\s\\(([^<]+)\\)</Level>",
  '<Level(?:\\s[^>]*)?>([^<]*)</Level>',
  '(?s)<Level(?:\\s[^>]*)?>(.*?)</Level>',
  '(?s)<Level>(.*?)</Level>.[0-9]',
  'a(b|c)12',
  'Guid=(\\w+?)b',
  'Guid=([^b]*)1',
  '<Level>(\\s*)</Level>',
  '<Level>[^<]([0-9])',
];

const PIECES = [
  '<EventID>',
  '<EventID q="1">',
  '</EventID>',
  '12',
  'é',
  '<Level>',
  '</Level>',
  '<Provider Name="',
  '<Provider ',
  'Guid=',
  'xGuid="',
  'éGuid="',
  "<Data Name='Hash",
  "es'>",
  "'>",
  'e',
  'MD5=',
  '0aF',
  "'",
  '"',
  '>',
  '<',
  ' ',
  '\u00a0',
  '\n',
  '(',
  ')',
  'b',
  '<Level q>',
  'ab',
];
const texts = fc.array(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 18 }).map((pieces) => pieces.join('')),
  { minLength: 1, maxLength: 20 },
);

test('bytes are captured as the expression matches text', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom(...PATTERNS), (rows, source) => {
      const { regex } = compilePattern(source) as ConfPattern;
      const capture = byteCapture(regex, 'value');
      expect(capture).toBeDefined();
      const wanted = rows.map((row) => new RegExp(regex.source, regex.flags).exec(row)?.[1] ?? null);
      const found = captureValues(spansOf(rows), [capture as Capture]);
      if (!found) expect(rows.join('')).toMatch(/[\u0080-\uffff]/);
      else expect(listed(found)).toEqual(wanted);
    }),
    { numRuns: 3000 },
  );
});

test('a transform gives the same from bytes as from text', () => {
  const settings = new Map([
    ['REGEX', "<Data Name='([^']+)'>([^<]*)</Data>"],
    ['FORMAT', '$1::$2'],
  ]);
  const transform = regexTransform('data', settings);
  const parts = ["<Data Name='", 'Image', 'Image2', "'>", '</Data>', 'C:\\é.exe', '<', "'", ' '];
  const events = fc.array(
    fc
      .array(fc.constantFrom(...parts, "<Data Name='Image'>x</Data>", "<Data Name='Image'></Data>"), { maxLength: 12 })
      .map((pieces) => pieces.join('')),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(events, (rows) => {
      const capture = transform?.capture?.('Image');
      expect(capture).toBeDefined();
      const found = capture && captureValues(spansOf(rows), [capture]);
      if (!found) return;
      expect(listed(found)).toEqual(rows.map((row) => transform?.extract(row).get('Image') ?? null));
      expect(listed(found)).toEqual(rows.map((row) => transform?.field?.(row, 'Image') ?? null));
    }),
    { numRuns: 500 },
  );
});

test('names that have to be cleaned are found by none of the short ways', () => {
  const settings = new Map([
    ['REGEX', "<Data Name='([^']+)'>([^<]*)</Data>"],
    ['FORMAT', '$1::$2'],
  ]);
  const transform = regexTransform('data', settings);
  const event = "<Data Name='Detection ID'>7</Data>";
  expect(transform?.field?.(event, 'Detection_ID')).toBe('7');
  expect(transform?.extract(event).get('Detection_ID')).toBe('7');
  const capture = transform?.capture?.('Detection_ID');
  expect(capture && captureValues(spansOf([event]), [capture])).toBeUndefined();
});

test.each([
  'a.b(c)',
  'a(bc|c)',
  'a([^b]*)[^c]d',
  '([^<]*)</a>',
  'a(?:b[^c]*)?b(c)',
  'a\\w+?b[^c]*c(d)',
  'a(?:bc)?b(d)',
  'a(?:b|c)?d(e)',
])('%s is left to the expression', (source) => {
  expect(byteCapture(new RegExp(source), 'value')).toBeUndefined();
});
