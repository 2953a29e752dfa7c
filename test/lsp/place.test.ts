import { expect, it } from 'vitest';
import { loadTexts } from '../../src/content/index.ts';
import { placeAt } from '../../src/lsp/place.ts';

const DETECTION = 'name: A\ntype: TTP\nsearch: |-\n  index=a user="\u{1f525}"\n  | \nstatus: production\n';

const wordAt = (content: string, line: number, column: number): string | undefined => {
  const place = placeAt(loadTexts(new Map([['a.yml', content]])), 'a.yml', { line, column });
  return place && `${place.before}‸${place.word}`;
};

it('a query goes on behind its last word, where the next is about to be written', () => {
  expect(wordAt(DETECTION, 5, 5)).toBe('  | ‸');
  expect(wordAt(DETECTION, 4, 3)).toBe('  ‸index');
  expect(wordAt('name: A\ntype: TTP\nsearch: index=a | \nstatus: x\n', 3, 19)).toBe('search: index=a | ‸');
  expect(wordAt('id: a\nname: A\ntactics: []\nquery: |\n  T\n  | where \n', 6, 11)).toBe('  | where ‸');
  expect(wordAt('id: a\nname: A\ntactics: []\nquery: |\n  T\n  \n', 6, 3)).toBe('  ‸');
});

it('it ends before the next key, and counts in UTF-16', () => {
  expect(wordAt(DETECTION, 6, 1)).toBeUndefined();
  expect(wordAt(DETECTION, 6, 9)).toBeUndefined();
  expect(wordAt(DETECTION, 2, 8)).toBeUndefined();
  expect(wordAt(DETECTION.replace('🔥"', '🔥" dest'), 4, 21)).toBe('  index=a user="🔥" ‸dest');
});

it('while the YAML cannot be read, the key above a line says what the line is', () => {
  const last = loadTexts(new Map([['a.yml', DETECTION]])).detections[0];
  const broken = loadTexts(new Map([['a.yml', `tags: [a, "b\n${DETECTION}`]]));
  expect(broken.detections).toEqual([]);
  expect(placeAt(broken, 'a.yml', { line: 6, column: 5 })).toBeUndefined();
  expect(placeAt(broken, 'a.yml', { line: 6, column: 5 }, last)).toMatchObject({ language: 'spl', before: '  | ' });
  expect(placeAt(broken, 'a.yml', { line: 7, column: 3 }, last)).toBeUndefined();
  expect(placeAt(broken, 'b.yml', { line: 6, column: 5 }, last)).toBeUndefined();
});
