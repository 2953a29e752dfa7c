import { expect, test } from 'vitest';
import { guessFor } from '../../src/start/reader-thread.ts';
import { temporaryFile } from '../data/temporary-file.ts';

const LARGE = 100;
const small = temporaryFile('small.xml', 'x'.repeat(20));
const large = temporaryFile('large.xml', 'x'.repeat(LARGE));
const query = temporaryFile('query.kql', 'T | where Port == 7844');

const guess = (...args: readonly string[]): unknown => guessFor(['query', ...args], LARGE);
const SPL = ['--lang', 'spl', '--text', 'search a=b'];

test('a thread begins with the largest log of a query', () => {
  const found = { path: large, language: 'spl', query: 'search a=b' };
  expect(guess(...SPL, '--data', large)).toEqual(found);
  expect(guess(...SPL, `--data=${large}`)).toEqual(found);
  expect(guess('--data', small, large, ...SPL, '--format', 'json')).toEqual(found);
  expect(guess('--data', large, '--lang=kql', '--file', query)).toEqual({
    path: large,
    language: 'kql',
    query: 'T | where Port == 7844',
  });
});

test.each([
  ['there is little to read', [...SPL, '--data', small]],
  ['a log is not there', [...SPL, '--data', 'nowhere.xml']],
  ['the query cannot be read', ['--lang', 'spl', '--file', 'nowhere.spl', '--data', large]],
  ['the plan runs as written', [...SPL, '--data', large, '--no-pushdown']],
  ['there may be one thread only', [...SPL, '--data', large, '--jobs', '1']],
  ['there are cases to answer', ['--batch', 'cases.jsonl', '--data', large]],
])('no thread is started where %s', (_, args) => {
  expect(guess(...args)).toBeUndefined();
});

test('no thread is started for another command', () => {
  expect(guessFor(['scan', ...SPL, '--data', large], LARGE)).toBeUndefined();
});
