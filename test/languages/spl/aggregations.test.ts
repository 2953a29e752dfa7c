import { describe, expect, it } from 'vitest';
import { splAggregationDefinitions, splAggregationNamed } from '../../../src/languages/spl/aggregations/index.ts';
import { search } from './evaluate.ts';

/** A leading search hands them on newest first. */
const rows = [
  { user: 'bob', n: '10', _time: 100 },
  { user: 'amy', n: '9', _time: 300 },
  { user: 'bob', n: null, _time: 200 },
  { user: null, n: ['2', 'x'], _time: 50 },
];

describe('statistical functions', () => {
  it.each([
    ['count', '4'],
    ['count(n)', '4'],
    ['dc(user)', '2'],
    ['distinct_count(user)', '2'],
    ['sum(n)', '21'],
    ['avg(n)', '7'],
    ['mean(n)', '7'],
    ['min(n)', '2'],
    ['max(n)', 'x'],
    ['range(n)', '8'],
    ['sumsq(n)', '185'],
    ['median(n)', '9'],
    ['perc0(n)', '2'],
    ['p100(n)', '10'],
    ['exactperc50(n)', '9'],
    ['values(n)', ['10', '2', '9', 'x']],
    ['list(n)', ['9', '10', '2', 'x']],
    ['mode(user)', 'bob'],
    ['first(n)', '9'],
    ['last(user)', 'bob'],
    ['earliest(n)', ['2', 'x']],
    ['latest(user)', 'amy'],
    ['earliest_time(user)', '100'],
    ['latest_time(user)', '300'],
    ['count(eval(user="bob"))', '2'],
    ['sum(eval(n*2))', '38'],
    ['values(nothing)', undefined],
    ['sum(user)', undefined],
    ['dc(nothing)', '0'],
  ])('%s', (call, expected) => {
    for (const batchSize of [1, 3, 1024]) {
      const [row] = search(`| table user n _time | stats ${call} as result`, rows, batchSize);
      expect(row?.['result']).toEqual(expected);
    }
  });

  it('are deviations of a sample or of all', () => {
    const numbers = [1, 2, 3, 4, 5].map((n) => ({ n }));
    expect(search('| stats stdev(n) as s var(n) as v varp(n) as w', numbers)).toEqual(
      [{ s: '1.58113883008419', v: '2.5', w: '2' }].map(({ v, w }) => ({
        s: expect.stringMatching(/^1\.5811388300841\d*$/),
        v,
        w,
      })),
    );
  });

  it('each have one definition', () => {
    const names = splAggregationDefinitions.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(splAggregationNamed('perc101')).toBeUndefined();
    expect(splAggregationNamed('PERC95')).toEqual({
      function: 'spl.perc',
      options: { percentile: 95 },
      needsField: true,
    });
  });
});
