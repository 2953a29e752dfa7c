import { describe, expect, it } from 'vitest';
import { inferColumnType } from '../../../src/languages/kql/infer-type.ts';
import { Datetime, Real, Timespan } from '../../../src/languages/kql/values.ts';

describe('the type of a column that only its values tell', () => {
  it.each([
    ['text', ['a', null], 'string'],
    ['whole numbers', [1, 2n ** 60n], 'long'],
    ['fractions', [1.5, new Real(1)], 'real'],
    ['booleans', [true, null], 'bool'],
    ['times', [new Datetime(0n)], 'datetime'],
    ['durations', [new Timespan(1n)], 'timespan'],
    ['arrays', [[1]], 'dynamic'],
    ['several types', ['a', 1], 'dynamic'],
    ['nothing', [null], 'dynamic'],
  ])('%s', (_what, values, type) => {
    expect(inferColumnType(values)).toBe(type);
  });
});
