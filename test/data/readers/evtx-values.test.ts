import { describe, expect, it } from 'vitest';
import { textOfValue, textsOfArray } from '../../../src/data/readers/evtx/values.ts';

const SYSTEM = '010100000000000512000000';
const ADMINISTRATORS = '01020000000000052000000020020000';
const GUID = '5ff270577fc2e043bf4c06f5698ffbd9';
const wide = (text: string): string => Buffer.from(text, 'utf16le').toString('hex');

/** Types of MS-EVEN6 2.2.12, bytes, and what Windows renders. */
const VALUES: readonly (readonly [type: number, bytes: string, text: string])[] = [
  [0x00, '', ''],
  [0x01, wide('a\u00e9\ud83d\ude00\0'), 'a\u00e9\ud83d\ude00'],
  [0x02, '6162e900', 'ab\u00e9'],
  [0x03, 'ff', '-1'],
  [0x04, 'ff', '255'],
  [0x05, 'feff', '-2'],
  [0x06, 'feff', '65534'],
  [0x07, 'ffffffff', '-1'],
  [0x08, 'ffffffff', '4294967295'],
  [0x09, 'ffffffffffffffff', '-1'],
  [0x0a, 'ffffffffffffffff', '18446744073709551615'],
  [0x0b, '0000c03f', '1.5'],
  [0x0c, '000000000000f83f', '1.5'],
  [0x0d, '01000000', 'true'],
  [0x0e, '00ab', '00AB'],
  [0x0f, GUID, '{5770F25F-C27F-43E0-BF4C-06F5698FFBD9}'],
  [0x10, '00100000', '0x1000'],
  [0x10, '0010000000000000', '0x1000'],
  [0x11, '00803ed5deb19d01', '1970-01-01T00:00:00.000000000Z'],
  [0x12, 'ea07050003000600' + '0d00290002007b00', '2026-05-06T13:41:02.123Z'],
  [0x13, SYSTEM, 'S-1-5-18'],
  [0x14, 'e7030000', '0x3e7'],
  [0x15, 'e703000000000000', '0x3e7'],
];

const of = (hexadecimal: string): Buffer => Buffer.from(hexadecimal, 'hex');

describe('values of binary XML', () => {
  it.each(VALUES)('0x%s %s', (type, bytes, text) => {
    expect(textOfValue(of(bytes), type, 0, bytes.length / 2)).toBe(text);
  });

  it.each(VALUES.filter(([type]) => type > 0x02 && type !== 0x0e && type !== 0x10))(
    'array of 0x%s %s',
    (type, bytes, text) => {
      expect(textsOfArray(of(bytes + bytes), 0x80 | type, 0, bytes.length)).toEqual([text, text]);
    },
  );

  it('arrays of texts, an empty one among them', () => {
    const texts = of(wide('one\0\0three\0'));
    expect(textsOfArray(texts, 0x81, 0, texts.length)).toEqual(['one', '', 'three']);
    expect(textsOfArray(of('6100620000'), 0x82, 0, 4)).toEqual(['a', 'b']);
  });

  it('security identifiers of different lengths, the last one cut', () => {
    const bytes = of(SYSTEM + ADMINISTRATORS + SYSTEM.slice(0, -4));
    expect(textsOfArray(bytes, 0x93, 0, bytes.length)).toEqual([
      'S-1-5-18',
      'S-1-5-32-544',
      SYSTEM.slice(0, -4).toUpperCase(),
    ]);
  });
});
