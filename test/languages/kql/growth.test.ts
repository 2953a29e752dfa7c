import { describe, expect, it } from 'vitest';
import { lowerKql } from '../../../src/languages/kql/index.ts';
import { EMPTY, runKql } from './run-query.ts';

const first = (text: string) => lowerKql(text, EMPTY).problems[0];
const levels = (count: number, level: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => level(at + 1)).join(' ');

const TOO_LARGE = {
  name: 'unsupported-syntax',
  message: 'The query is too large once its functions and names are replaced by what they stand for.',
};

describe('names and functions that grow without end', () => {
  it('refuses values that double with each name', () => {
    const doubled = (count: number) => `let a0 = 1; ${levels(count, (at) => `let a${at} = a${at - 1} + a${at - 1};`)}`;
    expect(runKql(`${doubled(8)} print a8`).rows).toEqual([[256]]);
    expect(first(`${doubled(60)} print a60`)).toMatchObject(TOO_LARGE);
  });

  it('takes rows for as large as they are, in whatever row of functions they are handed on', () => {
    const legs = levels(30, () => ', (print x = 1 | invoke f())');
    const of = (operator: string) =>
      `let f = (T:(x:long)) { T | where x > 0 }; union (print x = 1 | ${operator})${legs}`;
    expect(runKql(`${of('invoke f()')} | count`).rows).toEqual([[31]]);
    const named = levels(30, (at) => `| as t${at} | where x > 0`);
    expect(runKql(`print x = 1 ${named} | union t1 | count`).rows).toEqual([[2]]);
  });

  it('refuses rows that double with each name', () => {
    const doubled = levels(40, (at) => `let d${at} = d${at - 1} | where x in (d${at - 1});`);
    expect(first(`let d0 = datatable(x:long)[1, 2]; ${doubled} d40`)).toMatchObject(TOO_LARGE);
  });

  it('refuses functions whose calls double, and arguments that do', () => {
    const calls = levels(28, (at) => `let f${at} = (x:long) { f${at - 1}(x) + f${at - 1}(x) };`);
    expect(first(`let f0 = (x:long) { x + 1 }; ${calls} print f28(1)`)).toMatchObject(TOO_LARGE);
    const nested = `${'f('.repeat(30)}1${')'.repeat(30)}`;
    expect(first(`let f = (x:long) { x + x }; print ${nested}`)).toMatchObject(TOO_LARGE);
  });
});
