import { describe, expect, it } from 'vitest';
import { type MistakenCase, mistakenCases, withoutMistaken } from '../../scripts/conformance/query-suite.ts';
import { zero } from '../../scripts/conformance/score.ts';

const ENTRY: MistakenCase = {
  suite: 'cases',
  id: 'b',
  sentence: 'One is one.',
  reference: 'https://example.com',
  reason: 'The case says two.',
};
const AREAS = new Map(Array.from({ length: 100 }, (_, at) => [at === 0 ? 'b' : `c${at}`, 'scalar'] as const));
const RESULTS = [
  { suite: 'cases/scalar', score: { ...zero(), right: 98, wrong: 2 }, details: [] },
  { suite: 'cases', score: { ...zero(), right: 98, wrong: 2 }, details: ['WRONG b: row 1', 'WRONG c1: row 1'] },
];

describe('mistaken cases', () => {
  it('are counted apart, in their area and in all, and no other case with them', () => {
    const judged = withoutMistaken('cases', RESULTS, AREAS, [ENTRY]);
    expect(judged.map(({ score, mistaken }) => [score.wrong, mistaken])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(judged[1]?.details).toEqual([
      'MISTAKEN b: The case says two. https://example.com: “One is one.”',
      'WRONG c1: row 1',
    ]);
  });

  it('that are answered as they expect stay in the score', () => {
    const results = [{ suite: 'cases', score: { ...zero(), right: 100 }, details: [] }];
    expect(withoutMistaken('cases', results, AREAS, [ENTRY])).toEqual(results);
  });

  it('may not be many', () => {
    expect(() => withoutMistaken('cases', RESULTS, AREAS, [ENTRY, { ...ENTRY, id: 'c1' }])).toThrow('too many');
  });

  it('each quote a sentence and its page', () => {
    for (const entry of mistakenCases()) {
      expect(entry.sentence).not.toBe('');
      expect(entry.reference).toMatch(/^https:\/\/learn\.microsoft\.com\//);
    }
  });
});
