import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../src/content/model.ts';
import { judge } from '../../src/testing/expectation.ts';

const expectation = (part: Partial<Expectation>): Expectation => ({ results: {}, rows: [], fields: [], ...part });
const rows = [
  { user: 'alice', ports: ['1', '2'], count: 3, note: null },
  { user: 'bob', ports: ['7'], count: 1, note: 'x' },
];

describe('judge', () => {
  it('is content with what was expected', () => {
    expect(
      judge(
        expectation({
          results: { min: 1, max: 2 },
          rows: [{ user: 'alice', ports: [2, 1], count: '3', note: null }, { ports: 7 }],
          fields: ['user', 'count'],
        }),
        rows,
      ),
    ).toEqual([]);
  });

  it.each<[string, Partial<Expectation>, readonly string[]]>([
    ['too few', { results: { min: 3 } }, ['Expected at least 3 result rows, got 2.']],
    ['too many', { results: { max: 1 } }, ['Expected at most 1 result row, got 2.']],
    ['not quiet', { results: { max: 0 } }, ['It should stay quiet, and found 2 result rows.']],
    [
      'no such row',
      { rows: [{ user: 'bob', count: 2 }] },
      ['No row matches {"user":"bob","count":2}. The closest row differs in count (1).'],
    ],
    [
      'an unfilled field',
      { fields: ['note', 'gone'] },
      ['"note" has no value in 1 of 2 rows.', '"gone" has no value in 2 of 2 rows.'],
    ],
  ])('says why: %s', (_name, part, reasons) => {
    expect(judge(expectation(part), rows)).toEqual(reasons);
  });

  it('says plainly that nothing fired', () => {
    expect(judge(expectation({ results: { min: 1 } }), [])).toEqual(['It should fire, and found nothing.']);
  });

  it('reads no cell from a prototype', () => {
    expect(judge(expectation({ fields: ['constructor'] }), [{ user: 'a' }])).toEqual([
      '"constructor" has no value in 1 of 1 rows.',
    ]);
  });
});
