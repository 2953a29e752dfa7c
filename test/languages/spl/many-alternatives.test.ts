import { expect, it } from 'vitest';
import type { Value } from '../../../src/table/value.ts';
import { search } from './evaluate.ts';

const ROWS: readonly (Value | readonly Value[])[] = [
  ...['a', 'B', 'b1', '10.1.2.3', '7', '7.0', '*', 'a b', '', null, 'ß', 'İ'],
  ['x', 'C'],
];
const TERMS = ['a', 'b', 'c', 'b*', '10.0.0.0/8', '7', '"a b"', '"ß"', '"İ"', '""', 'CASE(B)', 'x'];

it('finds of many alternatives what each of them finds', () => {
  const rows = ROWS.map((f, at) => ({ f: f as Value, n: at }));
  const found = (terms: string): unknown => search(`| search ${terms} | table n`, rows);
  const many = [...TERMS, ...Array.from({ length: 40 }, (_, at) => `other${at}`)];
  expect(found('f=b*')).toHaveLength(2);
  for (const negated of ['', 'NOT ']) {
    const one = TERMS.map((term) => `f=${term}`).join(' OR ');
    expect(found(`${negated}(${many.map((term) => `f=${term}`).join(' OR ')})`)).toEqual(found(`${negated}(${one})`));
  }
});

it('answers a long list as the short one', () => {
  const rows = ROWS.map((f, at) => ({ f: f as Value, n: at }));
  expect(search(`| search f IN (${TERMS.slice(0, 8).join(', ')}) | table n`, rows).map(({ n }) => n)).toEqual(
    search(
      `| search f IN (${[...TERMS.slice(0, 8), ...Array.from({ length: 20_000 }, (_, at) => `z${at}`)].join(', ')}) | table n`,
      rows,
    ).map(({ n }) => n),
  );
});
