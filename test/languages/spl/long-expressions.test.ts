import { describe, expect, it } from 'vitest';
import { lowerSplEval } from '../../../src/languages/spl/index.ts';
import { environment, evaluate } from './evaluate.ts';

const terms = (count: number, operator: string, term: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => term(at)).join(` ${operator} `);

const problemOf = (text: string): string | undefined => lowerSplEval(text, environment).problems[0]?.name;

describe('expressions of many terms', () => {
  it('joins thousands of alternatives and conditions', () => {
    const anyOf = terms(6_000, 'OR', (at) => `a="${at}"`);
    expect(evaluate(`if(${anyOf}, "yes", "no")`, { a: '5999' })).toBe('yes');
    expect(evaluate(`if(${anyOf}, "yes", "no")`, { a: '6000' })).toBe('no');
    const noneOf = terms(3_001, 'AND', (at) => `a!="${at}"`);
    expect(evaluate(`if(${noneOf}, "yes", "no")`, { a: '3000' })).toBe('no');
    expect(evaluate(`if(${noneOf}, "yes", "no")`, { a: '3001' })).toBe('yes');
  });

  it('keeps what XOR of many terms means', () => {
    expect(evaluate(`if(${terms(301, 'XOR', () => '1=1')}, "odd", "even")`)).toBe('odd');
    expect(evaluate(`if(${terms(302, 'XOR', () => '1=1')}, "odd", "even")`)).toBe('even');
  });

  it('adds a thousand numbers and refuses more by name', () => {
    expect(evaluate(terms(1_001, '+', () => '1'))).toBe('1001');
    expect(problemOf(terms(1_002, '+', () => '1'))).toBe('unsupported-syntax');
    expect(problemOf(terms(5_000, '*', () => '1'))).toBe('unsupported-syntax');
    expect(problemOf(terms(5_000, '=', () => '1'))).toBe('unsupported-syntax');
  });

  it('refuses what nests too deeply by name', () => {
    expect(problemOf(`${'('.repeat(300)}1${')'.repeat(300)}`)).toBe('unsupported-syntax');
  });
});
