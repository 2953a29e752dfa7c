import { describe, expect, it } from 'vitest';
import { boundedRegExp, boundedTest, withBothCases } from '../../src/util/bounded-regexp.ts';

const LONG = 'a'.repeat(300);

describe('boundedRegExp', () => {
  it.each([
    [`${'.*a'.repeat(25)}b`, 's'],
    [`${'\\w*A'.repeat(25)}b`, 'i'],
    [`${'([a-f]*?A)'.repeat(25)}b`, 'gi'],
    ['(A+)+$', 'i'],
  ])('ends soon where backtracking alone would not: %s', (source, flags) => {
    expect(boundedRegExp(source, flags).exec(`${LONG}c`)).toBeNull();
  });

  it('finds what the expression finds with its flags', () => {
    const [written, cased] = [/(?<Name>[^=\s]*)=(?:"([^"]*)")?.*X/i, '(?<Name>[^=\\s]*)=(?:"([^"]*)")?.*X'];
    const text = 'some KEY="Value" x';
    expect(boundedRegExp(cased, 'i').exec(text)?.slice()).toEqual(written.exec(text)?.slice());
    expect(boundedRegExp(cased, 'i').exec(text)?.groups?.['Name']).toBe('KEY');
    expect(boundedRegExp(cased, 'i').flags).toBe('');
  });
});

describe('withBothCases', () => {
  it.each([
    ['a-\\.exe', '[aA]-\\.[eE][xX][eE]'],
    ['\\w+\\x41\\x2d', '\\w+[aA]\\x2d'],
    ['[^a-c\\]_]', '[^A-Ca-c\\]_]'],
    ['[A-z-]', '[a-zA-ZA-z-]'],
    ['(?<key>k)', '(?<key>[kK])'],
    ['(?<!k)(?<=S)', '(?<![kK])(?<=[sS])'],
  ])('%s', (source, cased) => {
    expect(withBothCases(source)).toBe(cased);
  });

  it.each(['(a)\\1', '\\k<n>(?<n>a)', 'é', '[a-\\d]', '\\u0041'])('leaves %s to the flag', (source) => {
    expect(withBothCases(source)).toBeUndefined();
  });
});

it('a test passes over anything at the beginning', () => {
  expect(boundedTest('.*[\\s\\S]*?[^\\n]*ab.*', '').source).toBe('ab.*');
  expect(boundedTest('\\.*ab', '').source).toBe('\\.*ab');
  expect(boundedTest('.*a|.*b', '').test('xb')).toBe(true);
});
