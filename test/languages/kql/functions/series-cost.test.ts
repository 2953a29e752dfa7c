import { describe, expect, it } from 'vitest';
import { runKql } from '../run-query.ts';

/** The first cell of a row, or the sentence with which a query fails. */
function answer(query: string): unknown {
  try {
    return runKql(query).rows[0]?.[0];
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

describe('series made to be costly end soon', { timeout: 60_000 }, () => {
  it('filters of thousands of weights are reckoned, longer ones declined', () => {
    expect(answer('print a = range(1, 3000) | project series_fir(a, a, false)[1]')).toBe(4);
    expect(answer('print a = range(1, 50000) | project series_fir(a, a, false)[1]')).toMatch('not supported');
    expect(answer('print a = range(1, 50000) | project series_iir(a, a, a)[1]')).toMatch('not supported');
  });

  it('transforms of long series are reckoned, unless their length has a great prime factor', () => {
    expect(answer('print a = range(1, 65536) | project series_fft(a)[0]')).toHaveLength(65_536);
    expect(answer('print a = range(1, 99991) | project series_fft(a)[0]')).toMatch('not supported');
  });

  it('a filter sees zeros before and behind the series', () => {
    expect(answer('print series_fir(dynamic([1, 2, 3]), dynamic([1, 1, 1]), false, true)')).toEqual([3, 6, 5]);
    expect(answer('print series_iir(dynamic([4, 2, 0]), dynamic([1]), dynamic([2, -1]))')).toEqual([2, 2, 1]);
  });
});

it('JSON nested deeper than any log nests it stays a text, with numbers of any form', () => {
  const nested = (depth: number, inner: string): string => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
  const typeOf = (text: string): unknown => answer(`print t = gettype(parse_json('${text}'))`);
  expect([nested(250, '1'), nested(250, '1.5'), `["${'['.repeat(600)}"]`].map(typeOf)).toEqual([
    'array',
    'array',
    'array',
  ]);
  expect([nested(5000, '1'), nested(5000, '1.5')].map(typeOf)).toEqual(['string', 'string']);
});
