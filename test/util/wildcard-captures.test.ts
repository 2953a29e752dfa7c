import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wildcardCaptures } from '../../src/util/wildcard-captures.ts';

it.each([
  ['a', 'a', []],
  ['a', 'b', undefined],
  ['*', '', ['']],
  ['*_*', 'a_b_c', ['a_b', 'c']],
  ['a*a', 'a', undefined],
  ['**', 'ab', ['ab', '']],
])('%s over %s', (pattern, text, captures) => {
  expect(wildcardCaptures(pattern)(text)).toEqual(captures);
});

it('finds what an expression with (.*) in place of each * finds', () => {
  const texts = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });
  fc.assert(
    fc.property(texts('ab*'), texts('ab'), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '(.*)')}$`);
      expect(wildcardCaptures(pattern)(text)).toEqual(expression.exec(text)?.slice(1));
    }),
  );
});

it('takes no longer for many pieces that nearly fit', () => {
  expect(wildcardCaptures(`${'a*'.repeat(40)}b`)('a'.repeat(2000))).toBeUndefined();
});
