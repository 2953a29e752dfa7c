import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShard, positionsOf, type Weighed } from '../../src/testing/shard.ts';

const tests = fc.array(
  fc.record({
    key: fc.string({ maxLength: 4 }),
    weight: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
  }),
  { maxLength: 40 },
);

const shardsOf = (list: readonly Weighed[], of: number) =>
  Array.from({ length: of }, (_none, at) => positionsOf(list, { index: at + 1, of }));

describe('shards', () => {
  it('hold every test once, in order', () => {
    fc.assert(
      fc.property(tests, fc.integer({ min: 1, max: 6 }), (list, of) => {
        const shards = shardsOf(list, of);
        for (const positions of shards) expect(positions).toEqual([...positions].sort((a, b) => a - b));
        expect(shards.flat().sort((a, b) => a - b)).toEqual(list.map((_test, at) => at));
      }),
    );
  });

  it('are balanced: none has more than the lightest and its own heaviest test', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        (weights, of) => {
          const shards = shardsOf(
            weights.map((weight, at) => ({ key: String(at), weight })),
            of,
          );
          const load = (positions: readonly number[]) => positions.reduce((sum, at) => sum + (weights[at] ?? 0), 0);
          const lightest = Math.min(...shards.map(load));
          for (const positions of shards) {
            const heaviest = Math.max(0, ...positions.map((at) => weights[at] ?? 0));
            expect(load(positions)).toBeLessThanOrEqual(lightest + heaviest);
          }
        },
      ),
    );
  });

  it('puts the heavy one by itself', () => {
    const list = ['a', 'b', 'c', 'd'].map((key, at) => ({ key, weight: [10, 10, 90, 10][at] }));
    expect(shardsOf(list, 2)).toEqual([[2], [0, 1, 3]]);
  });

  it.each([
    ['1/3', { index: 1, of: 3 }],
    ['3/3', { index: 3, of: 3 }],
    ['0/3', undefined],
    ['4/3', undefined],
    ['1', undefined],
    ['1/0', undefined],
    ['a/b', undefined],
  ])('reads %s', (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });
});
