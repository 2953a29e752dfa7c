import { expect, test } from 'vitest';
import type { Context } from '../../src/plan/context.ts';
import { column, type Expression, literal } from '../../src/plan/expression.ts';
import { createLibrary } from '../../src/plan/library.ts';
import { compileWholeColumn } from '../../src/plan/whole-column.ts';
import { type Codes, codesOfRows } from '../../src/table/codes.ts';
import type { Value } from '../../src/table/value.ts';

const called: string[] = [];

const context = {
  library: createLibrary({
    scalars: [
      {
        name: 'if',
        passes: (position) => position > 0,
        compile:
          ({ arguments: [condition, then, otherwise] }) =>
          (row) =>
            (condition?.evaluate(row) === true ? then : otherwise)?.evaluate(row) ?? null,
      },
      {
        name: 'equals',
        compile:
          ({ arguments: [left, right] }) =>
          (row) =>
            left?.evaluate(row) === right?.evaluate(row),
      },
      {
        name: 'join',
        compile:
          ({ arguments: args }) =>
          (row) => {
            const values = args.map((argument) => argument.evaluate(row));
            called.push(values.join('+'));
            return values.includes(null) ? null : values.join('+');
          },
      },
      {
        name: 'first',
        givesFirst: true,
        compile:
          ({ arguments: args }) =>
          (row) => {
            for (const { evaluate } of args) {
              const value = evaluate(row);
              if (value !== null) return value;
            }
            return null;
          },
      },
      { name: 'dice', deterministic: false, compile: () => () => 4 },
    ],
  }),
} as unknown as Context;

const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', function: name, arguments: args });
const listed = (codes: Codes | undefined) => codes && [...codes.numbers].map((number) => codes.value(number));

function inputs(rows: readonly Readonly<Record<string, Value>>[]) {
  const read: string[] = [];
  const known = new Map<string, Codes>();
  const codesOf = (name: string): Codes => {
    read.push(name);
    const codes = known.get(name) ?? codesOfRows(rows.length, (row) => rows[row]?.[name] ?? null);
    known.set(name, codes);
    return codes;
  };
  return { read, codesOf };
}

const EVENTS = [
  { id: '1', image: 'a', query: 'x' },
  { id: '2', image: 'b', query: 'y' },
  { id: '1', image: null, query: 'y' },
  { id: '2', image: 'a', query: 'y' },
  { id: '3', image: 'a', query: null },
  { id: '1', image: 'a', query: 'x' },
];
const isOne = call('equals', column('id'), literal('1'));
const isTwo = call('equals', column('id'), literal('2'));

test('a choice hands values on, and columns that nobody chooses are not read', () => {
  const whole = compileWholeColumn(
    call('if', isOne, column('image'), call('if', isTwo, column('query'), literal('none'))),
    context,
  );
  expect(listed(whole?.codes(inputs(EVENTS).codesOf, 6))).toEqual(['a', 'y', null, 'y', 'none', 'a']);
  const ones = inputs(EVENTS.filter(({ id }) => id === '1'));
  expect(listed(whole?.codes(ones.codesOf, 3))).toEqual(['a', null, 'a']);
  expect(new Set(ones.read)).toEqual(new Set(['id', 'image']));
});

test('a value is made once for rows that agree in what it reads, and only for rows that choose it', () => {
  called.length = 0;
  const whole = compileWholeColumn(
    call('if', isOne, call('join', column('image'), column('query')), literal(null)),
    context,
  );
  expect(listed(whole?.codes(inputs(EVENTS).codesOf, 6))).toEqual(['a+x', null, null, null, null, 'a+x']);
  expect(called).toEqual(['a+x', '+y']);
});

test('what is made of one column is remembered from batch to batch', () => {
  called.length = 0;
  const whole = compileWholeColumn(call('join', column('image')), context);
  for (let batch = 0; batch < 3; batch += 1) {
    expect(listed(whole?.codes(inputs(EVENTS).codesOf, 6))).toEqual(['a', 'b', null, 'a', 'a', 'a']);
  }
  expect(called.filter((value) => value !== '')).toEqual(['a', 'b']);
});

test('a choice by many values, and by several columns', () => {
  const rows = Array.from({ length: 300 }, (_, at) => ({ id: String(at), image: `i${at % 7}`, query: `q${at % 3}` }));
  const byMany = compileWholeColumn(call('if', isTwo, column('image'), column('query')), context);
  expect(listed(byMany?.codes(inputs(rows).codesOf, 300))).toEqual(
    rows.map(({ id, image, query }) => (id === '2' ? image : query)),
  );
  const agree = call('equals', call('join', column('image'), column('query')), literal('i1+q1'));
  const bySeveral = compileWholeColumn(call('if', agree, column('id'), literal('other')), context);
  expect(listed(bySeveral?.codes(inputs(rows).codesOf, 300))).toEqual(
    rows.map(({ id, image, query }) => (image === 'i1' && query === 'q1' ? id : 'other')),
  );
});

test('without numbers of a column that is read there is no answer, nor where chance has a part', () => {
  const whole = compileWholeColumn(call('join', column('image'), column('query')), context);
  const { codesOf } = inputs(EVENTS);
  expect(whole?.codes((name) => (name === 'query' ? undefined : codesOf(name)), 6)).toBeUndefined();
  expect(compileWholeColumn(call('join', column('image'), call('dice')), context)).toBeUndefined();
});

test('the first value of several columns is taken over, and what is computed is computed where it is needed alone', () => {
  const first = (...args: Expression[]) => compileWholeColumn(call('first', ...args), context);
  const { codesOf } = inputs(EVENTS);
  expect(listed(first(column('image'), column('query'))?.codes(codesOf, 6))).toEqual(['a', 'b', 'y', 'a', 'a', 'a']);
  expect(listed(first(column('gone'), column('image'), literal('-'))?.codes(codesOf, 6))).toEqual([
    ...['a', 'b', '-', 'a', 'a', 'a'],
  ]);
  const rows = Uint32Array.of(2, 4);
  const chosen = first(column('query'), column('image'))?.codes(codesOf, 6, rows);
  expect([...rows].map((row) => listed(chosen)?.[row])).toEqual(['y', 'a']);
  called.length = 0;
  const joined = first(column('query'), call('join', column('id'), column('image')));
  expect(listed(joined?.codes(codesOf, 6))).toEqual(['x', 'y', 'y', 'y', '3+a', 'x']);
  expect(called).toEqual(['3+a']);
  const withNumbers = (name: string) => (name === 'missing' ? undefined : codesOf(name));
  expect(listed(first(column('id'), column('missing'))?.codes(withNumbers, 6))).toEqual(['1', '2', '1', '2', '3', '1']);
  expect(first(column('image'), column('missing'))?.codes(withNumbers, 6)).toBeUndefined();
});
