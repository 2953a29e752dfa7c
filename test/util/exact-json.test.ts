import { expect, it } from 'vitest';
import { parseExactJson } from '../../src/util/exact-json.ts';

it('keeps integers that a number cannot hold, wherever they stand', () => {
  expect(
    parseExactJson(
      '{"a":9007199254740993,"b":[-9223372036854775808,1234567890123456],"c":"9007199254740993 \\" 9007199254740993","d":1.2345678901234567e20,"e":0.1234567890123456789}',
    ),
  ).toEqual({
    a: '9007199254740993',
    b: ['-9223372036854775808', 1234567890123456],
    c: '9007199254740993 " 9007199254740993',
    d: 1.2345678901234567e20,
    e: Number('0.1234567890123456789'),
  });
  expect(() => parseExactJson('{"a":12345678901234567')).toThrow(SyntaxError);
});
