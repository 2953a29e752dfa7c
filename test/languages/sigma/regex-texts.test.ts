import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegex } from '../../../src/languages/sigma/regex.ts';
import { textsOfRegex } from '../../../src/languages/sigma/regex-texts.ts';

describe('textsOfRegex', () => {
  it.each([
    ['net\\s+user\\s', ['user']],
    ['-D', ['-d']],
    ['^[Cc]:\\\\[Pp]rogram[Dd]ata\\\\.{1,9}\\.exe', ['c:\\programdata\\']],
    ['[.]exe', ['.exe']],
    ['https?://[0-9]', ['http']],
    ['abc+d', ['abc']],
    ['ab{2}cd', ['bcd']],
    ['ab?cde', ['cde']],
    ['(?:one|three)x?', ['one', 'three']],
    ['(?:one|three)?xy', ['xy']],
    ['(?:abc){0,3}', undefined],
    ['(?=.*beta)alpha', ['alpha']],
    ['(?!alphabet)x', undefined],
    ['(?<=power)shell', ['power']],
    ['(?P<name>abc)(?>def)', ['abc']],
    ['one|t', undefined],
    ['one|', undefined],
    ['\\bfoo\\b|bar$', ['foo', 'bar']],
    ['(?i)User', ['user', '\u017f']],
    ['(?i)NTDLL', ['ntdll']],
    ['x[[:alpha:]]abc', ['abc']],
    ['[]x]abc[^]y]', ['abc']],
    ['a\u00e9bc', ['bc']],
    ['\\x41bc', undefined],
    ['\\Qab\\E', undefined],
    ['(?x)a b c', undefined],
    ['(ab)\\1', undefined],
    ['(?#note)abc', undefined],
    ['ab{,2}', undefined],
    ['(abc', undefined],
    ['abc)', undefined],
  ])('%s needs %j', (source, texts) => {
    expect(textsOfRegex(source, {})).toEqual(texts);
  });

  it('notes that a long s equals an s where case is ignored', () => {
    expect(textsOfRegex('users', { ignoreCase: true })).toEqual(['users', '\u017f']);
  });

  const atom = fc.constantFrom(
    ...[
      'ab',
      'sa',
      'a',
      'b',
      's',
      'K',
      '\\.',
      '.',
      '[aA]',
      '[^a]',
      '[ab]',
      '\\w',
      '\\b',
      '^',
      '$',
      '\\s',
      '\u017f',
      '[.]',
      '-',
    ],
  );
  const quantifier = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '{1,}', '+?', '*+', '{');
  const { expression } = fc.letrec<{ expression: string; piece: string }>((tie) => ({
    piece: fc.oneof(
      { maxDepth: 3 },
      fc.tuple(atom, quantifier).map(([one, times]) => (/^(?:\\b|[$^])$/.test(one) ? one : one + times)),
      fc
        .tuple(
          fc.constantFrom('(', '(?:', '(?i:', '(?=', '(?!', '(?<=', '(?>', '(?P<n>'),
          tie('expression'),
          quantifier,
        )
        .map(([opening, inner, times]) => `${opening}${inner})${/[=!]/.test(opening) ? '' : times}`),
      fc.constant('(?i)'),
    ),
    expression: fc
      .array(fc.array(tie('piece'), { maxLength: 4 }), { minLength: 1, maxLength: 2 })
      .map((alternatives) => alternatives.map((pieces) => pieces.join('')).join('|')),
  }));
  const text = fc
    .array(fc.constantFrom('ab', 'Ab', 'sa', 'SA', '\u017fa', 'a', 'b', 's', '.', '-', 'K', '\u212a', ' ', '{', '\n'), {
      maxLength: 6,
    })
    .map((parts) => parts.join(''));

  it('names texts that stand in whatever the expression is found in', () => {
    let told = 0;
    fc.assert(
      fc.property(
        expression,
        fc.array(text, { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        (source, values, ignoreCase) => {
          const flags = { ignoreCase };
          let test: (value: string) => boolean;
          try {
            test = compileRegex(source, flags);
          } catch {
            return;
          }
          const texts = textsOfRegex(source, flags);
          if (!texts) return;
          for (const value of values) {
            if (!test(value)) continue;
            told += 1;
            expect(texts.some((one) => value.toLowerCase().includes(one))).toBe(true);
          }
        },
      ),
      { numRuns: 4000 },
    );
    expect(told).toBeGreaterThan(20);
  });
});
