import { describe, expect, it } from 'vitest';
import { compileRegex } from '../../../src/languages/sigma/regex.ts';

const matches = (source: string, text: string) => compileRegex(source, {})(text);

describe('regular expressions', () => {
  it.each([
    ['^a.c$', 'abc', true],
    ['^a.c$', 'abc\n', true],
    ['^a.c$', 'a\nc', false],
    ['a.c', 'a\rc', true],
    ['(?i)ABC', 'xabcx', true],
    ['(?s)a.c', 'a\nc', true],
    ['(?m)^b$', 'a\nb\nc', true],
    ['^b$', 'a\nb\nc', false],
    ['[[:alpha:]]{3}', '12abc', true],
    ['\\Qa.b\\E+', 'a.bbb', true],
    ['\\Qa.b\\E', 'axb', false],
    ['(?P<x>a)\\k<x>', 'aa', true],
    ['\\Aab\\z', 'ab', true],
    ['\\Aab\\z', 'ab\n', false],
    ['a\\h+b', 'a \tb', true],
    ['[]a]+', ']', true],
    ['[^]a]', 'b', true],
    ['\\x{41}', 'A', true],
    ['a(?#note)b', 'ab', true],
    ['\\s', '\u00a0', false],
  ])('%s on %j', (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  it('is not slowed by nested repetition', () => {
    const started = performance.now();
    expect(matches('^(a+)+$', `${'a'.repeat(50_000)}b`)).toBe(false);
    expect(matches('(x+x+)+y', 'x'.repeat(50_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
