import { expect, it } from 'vitest';
import { append, largest, smallest } from '../../src/util/append.ts';
import { printTable } from '../../src/cli/table.ts';
import { colorsFor } from '../../src/report/colors.ts';

it('takes lists of any length', () => {
  const many = Array.from({ length: 300_000 }, (_, at) => at);
  const list = [7];
  append(list, many);
  expect([list.length, list.at(-1), largest(many), smallest(many, 5), largest([], 3), smallest([])]).toEqual([
    300_001,
    299_999,
    299_999,
    0,
    3,
    Number.POSITIVE_INFINITY,
  ]);
});

it('prints tables of any length', () => {
  const rows = Array.from({ length: 150_000 }, (_, at) => [at]);
  expect(printTable([{ name: 'n' }], rows, colorsFor('never', false)).split('\n')).toHaveLength(150_003);
});
