import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Language, Token } from '../../../src/testing/details/details.ts';
import { Vocabulary } from '../../../src/testing/details/known-words.ts';
import { macroCalls, queryTokens, stepTexts } from '../../../src/testing/details/query-tokens.ts';

const tokensOf = (language: Language, text: string): { tokens: readonly Token[]; known: readonly string[] } => {
  const vocabulary = new Vocabulary(language);
  const known: string[] = [];
  const tokens = queryTokens(
    language,
    text,
    (place, name) => {
      const word = vocabulary.find(place, name);
      return word && known.push(`${word.kind} ${word.name}`) - 1;
    },
    () => undefined,
  );
  return { tokens, known };
};

describe('queryTokens', () => {
  it.each(['spl', 'kql', 'sigma'] as const)('loses no character of %s', (language) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const { tokens } = tokensOf(language, text);
        expect(tokens.map(([, part]) => part).join('')).toBe(text);
      }),
    );
  });

  it('tells statistical functions from eval functions by their command', () => {
    const { tokens, known } = tokensOf(
      'spl',
      '| stats max(x) as m by user | eval y=max(m, 1), z=lower("a|b") | head 5',
    );
    expect(known).toEqual([
      'command stats',
      'statistical function max',
      'command eval',
      'eval function max',
      'eval function lower',
      'command head',
    ]);
    expect(stepTexts(tokens).map(({ text }) => text)).toEqual([
      '| stats max(x) as m by user',
      '| eval y=max(m, 1), z=lower("a|b")',
      '| head 5',
    ]);
  });

  it('keeps a subsearch in the step that it stands in', () => {
    const { tokens } = tokensOf('spl', 'index=a [search b | head 1] | table c');
    expect(stepTexts(tokens).map(({ text }) => text)).toEqual(['index=a [search b | head 1]', '| table c']);
  });

  it('knows operators of KQL as they are written', () => {
    const { known } = tokensOf('kql', 'T | where a has_any ("x|y") and b =~ "c" // | take 1\n| mv-expand d');
    expect(known).toEqual([
      'operator where',
      'scalar operator has_any',
      'scalar operator and',
      'scalar operator =~',
      'operator mv-expand',
    ]);
  });

  it('knows modifiers of Sigma', () => {
    const { known, tokens } = tokensOf('sigma', "detection:\n  selection:\n    Image|endswith|cased: '\\a.exe'\n");
    expect(known).toEqual(['modifier endswith', 'modifier cased']);
    expect(tokens).toContainEqual(['string', "'\\a.exe'"]);
  });

  it('finds the macros of a definition outside quotes', () => {
    expect(macroCalls('`a` | eval x="`b`" | `c(1, "`")`')).toEqual(['a', 'c(1, "`")']);
  });
});
