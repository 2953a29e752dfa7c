import { describe, expect, it } from 'vitest';
import { splFunctionDefinitions } from '../../../src/languages/spl/functions/registry.ts';
import { evaluate } from './evaluate.ts';

describe('examples of eval functions', () => {
  for (const { name, examples } of splFunctionDefinitions) {
    for (const example of examples) {
      it(`${name}: ${example.eval}`, () => {
        expect(evaluate(example.eval, example.fields, example.lookup)).toEqual(example.result);
      });
    }
  }
});

describe('operators', () => {
  it.each([
    ['2+3*4', '14'],
    ['7/2', '3.5'],
    ['7%4', '3'],
    ['5/0', null],
    ['-(3)', '-3'],
    ['"abc"+"def"', 'abcdef'],
    ['5 . 3', '53'],
    ['missing + 1', null],
    ['"a" . missing', null],
    ['8.250*0.2', '2'],
    ['8.250*0.20', '1.7'],
    ['8.250*0.200', '1.65'],
    ['0.1+0.2', '0.3'],
    ['10000000*10000000', '100000000000000'],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it('take text of the logs that looks like a number for one, a quoted literal never', () => {
    expect(evaluate('a+1', { a: '7' })).toBe('8');
    expect(evaluate('a+b', { a: 'x', b: 'y' })).toBe('xy');
    expect(evaluate('a>9', { a: '10' })).toBe(true);
    expect(evaluate('a>b', { a: '10', b: '9' })).toBe(true);
    expect(evaluate('a>"9"', { a: '10' })).toBe(false);
    expect(evaluate('a="10.0"', { a: 10 })).toBe(false);
    expect(evaluate('a=10.0', { a: '10' })).toBe(true);
  });

  it('mind case and compare any of several values', () => {
    expect(evaluate('a="x"', { a: 'X' })).toBe(false);
    expect(evaluate('a="y"', { a: ['x', 'y'] })).toBe(true);
    expect(evaluate('a IN ("y", "z")', { a: ['x', 'y'] })).toBe(true);
    expect(evaluate('a LIKE "x%"', { a: 'xyz' })).toBe(true);
  });

  it('are null with null, but for what is decided without it', () => {
    expect(evaluate('missing="a"')).toBeNull();
    expect(evaluate('missing!="a"')).toBeNull();
    expect(evaluate('NOT missing="a"')).toBeNull();
    expect(evaluate('missing="a" OR 1=1')).toBe(true);
    expect(evaluate('missing="a" AND 1=2')).toBe(false);
    expect(evaluate('1=1 XOR 1=1')).toBe(false);
  });
});

describe('functions of several values', () => {
  it.each([
    ['mvfilter(m > 5)', { m: ['1', '7', '12'] }, ['7', '12']],
    ['mvfilter(match(m, "^a"))', { m: ['ab', 'b'] }, 'ab'],
    ['mvfilter(m="z")', { m: ['a'] }, null],
    ['mvmap(m, m * 10)', { m: ['1', '2'] }, ['10', '20']],
    ['mvmap(m, upper(m) . x)', { m: ['a', 'b'], x: '!' }, ['A!', 'B!']],
    ['mvindex(m, 5)', { m: ['a', 'b'] }, null],
    ['mvjoin(m, ",")', { m: 'a' }, 'a'],
    ['replace(m, "a", "x")', { m: ['ab', 'ba'] }, ['xb', 'bx']],
    ['mvcount(mvdedup(m))', { m: ['a', 'a'] }, '1'],
  ] as const)('%s', (text, row, expected) => {
    expect(evaluate(text, row)).toEqual(expected);
  });
});

describe('names', () => {
  it('are known in any case', () => {
    expect(evaluate('LOWER("A")')).toBe('a');
    expect(evaluate('IsNotNull("A")')).toBe(true);
  });
});
