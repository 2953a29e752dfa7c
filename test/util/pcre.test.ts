import { describe, expect, it } from 'vitest';
import { compilePcre, replaceMatches } from '../../src/languages/spl/regex/index.ts';
import { PcreFailure, translatePcre } from '../../src/util/pcre.ts';

describe('PCRE in JavaScript', () => {
  it.each([
    ['abc', 'xABC', false],
    ['(?i)abc', 'xABC', true],
    ['a(?i:bc)d', 'aBCd', true],
    ['a(?i:bc)d', 'aBCD', false],
    ['a(?i)b|c', 'C', true],
    ['x(?i)[a-c]', 'xB', true],
    ['(?s)a.b', 'a\nb', true],
    ['a.b', 'a\nb', false],
    ['(?m)^b$', 'a\nb', true],
    ['b$', 'b\n', true],
    ['\\Ab\\z', 'b\n', false],
    ['(?x) a b # note', 'ab', true],
    ['a++b', 'aaab', true],
    ['a++ab', 'aaab', false],
    ['(?>a+)ab', 'aaab', false],
    ['(x)(?>a(b))\\2', 'xabb', true],
    ['(?<n>\\d)-\\k<n>', '1-1', true],
    ['(?P<n>\\d)-(?P=n)', '1-2', false],
    ['(?<!a)b', 'ab', false],
    ['[[:xdigit:]]{4}', 'beef', true],
    ['[]x]', ']', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\x{202E}', '\u202e', true],
    ['{not a quantifier}', '{not a quantifier}', true],
    ['\\h', '\t', true],
    ['\\R', '\r\n', true],
    ['\\_\\-\\:', '_-:', true],
  ])('%s in %j', (pattern, text, expected) => {
    expect(compilePcre(pattern).test(text)).toBe(expected);
  });

  it('keeps groups and names where they were', () => {
    const match = compilePcre('(?>x+)(?<a>\\d)(?<b>\\w)').exec('..xx1y');
    expect(match).toEqual({
      index: 2,
      end: 6,
      groups: ['1', 'y'],
      names: new Map([
        ['a', '1'],
        ['b', 'y'],
      ]),
    });
    expect(compilePcre('foo\\Kbar').exec('foobar')).toMatchObject({ index: 3, end: 6 });
  });

  it('replaces with references', () => {
    expect(replaceMatches(compilePcre('(\\d+)/(\\d+)'), '1/2, 3/4', '\\2/\\1')).toBe('2/1, 4/3');
    expect(replaceMatches(compilePcre('x*'), 'ab', '-')).toBe('-a-b-');
  });

  it.each([
    ['(?R)', false],
    ['(?|a|b)', false],
    ['\\G', false],
    ['a)', true],
    ['(a', true],
    ['[a', true],
    ['*a', true],
    ['\\2(a)', true],
  ])('refuses %s', (pattern, supported) => {
    const failure = (() => {
      try {
        translatePcre(pattern);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(PcreFailure);
    expect((failure as PcreFailure).supported).toBe(supported);
  });
});
