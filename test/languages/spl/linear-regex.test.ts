import { describe, expect, it } from 'vitest';
import { compilePcre } from '../../../src/languages/spl/regex/index.ts';

describe('repetitions of repetitions', () => {
  it('end in linear time where no backtracking is needed', () => {
    expect(compilePcre('^(a+)+$').test(`${'a'.repeat(5000)}!`)).toBe(false);
    expect(compilePcre('(x+x+)+y').test('x'.repeat(3000))).toBe(false);
  });

  it.each([
    ['(?<word>(?:[a-z]+\\s?)+)=', 'one two three=4', { word: 'one two three' }],
    ['(?i)((?:A|AB)+)(?<rest>.*)', 'abAc', { rest: 'bAc' }],
    ['^(?<path>(?:/[^/]*)+)/(?<file>[^/]+)$', '/a/b/c.txt', { path: '/a/b', file: 'c.txt' }],
    ['(?:k\\K(?<v>\\d+,?)+)', 'k1,22', { v: '22' }],
  ])('%s matches as PCRE prefers', (pattern, text, names) => {
    const match = compilePcre(pattern).exec(text);
    expect(Object.fromEntries(match?.names ?? [])).toEqual(names);
  });

  it('still run where only backtracking serves', () => {
    expect(compilePcre('^((a+)(?=b))+').exec('aab')?.groups[0]).toBe('aa');
  });
});
