import { expect, test } from 'vitest';
import { type Codes, codesOfRows, combinationsOf, computedOnce, firstOf, mappedCodes } from '../../src/table/codes.ts';

const listed = (codes: Codes) => [...codes.numbers].map((number) => codes.value(number));

test('rows with equal values have equal numbers, and null is number 0', () => {
  const codes = codesOfRows(4, (row) => ['b', null, 'a', 'b'][row] ?? null);
  expect([...codes.numbers]).toEqual([1, 0, 2, 1]);
  expect([0, 1, 2].map((number) => codes.value(number))).toEqual([null, 'b', 'a']);
});

test('many columns with many values each are told apart', () => {
  const columns = Array.from({ length: 14 }, (_, at) => codesOfRows(1000, (row) => String((row * (at + 7)) % 997)));
  const combinations = combinationsOf([...columns, codesOfRows(1000, String)], 1000);
  expect(new Set(Array.from({ length: 1000 }, (_, row) => combinations[row])).size).toBe(1000);
});

test('a value is computed once for rows that agree', () => {
  const asked: number[] = [];
  const input = codesOfRows(4, (row) => ['x', 'y', 'x', null][row] ?? null);
  const codes = computedOnce([input], 4, (row) => {
    asked.push(row);
    return row === 3 ? null : `row ${row}`;
  });
  expect(listed(codes)).toEqual(['row 0', 'row 1', 'row 0', null]);
  expect(asked).toEqual([0, 1, 3]);
});

test('values are replaced, and taken from a second column where the first has none', () => {
  const first = codesOfRows(3, (row) => ['a', null, 'b'][row] ?? null);
  const second = codesOfRows(3, (row) => ['x', 'y', null][row] ?? null);
  expect(listed(firstOf(first, second))).toEqual(['a', 'y', 'b']);
  expect(listed(mappedCodes(first, (value) => (value === 'a' ? null : `${String(value)}`)))).toEqual([
    null,
    'null',
    'b',
  ]);
});
