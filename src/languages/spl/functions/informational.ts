import type { Argument } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { toNumber, toText } from '../values.ts';
import { defineFunction, defineSpecialFunction, type FunctionExample, type SplFunction } from './define.ts';
import { isObject, parseDocument } from './json-path.ts';

/** A quoted literal is text, even where it looks like a number. */
const isQuoted = (argument: Argument | undefined): boolean =>
  argument?.expression.kind === 'literal' && typeof argument.expression.value === 'string';

function test(
  name: string,
  summary: string,
  holds: (value: Value, quoted: boolean) => boolean,
  examples: readonly FunctionExample[],
): SplFunction {
  return defineSpecialFunction({
    name,
    page: 'informational',
    syntax: `${name}(<value>)`,
    summary,
    minimum: 1,
    maximum: 1,
    examples,
    compile: ({ arguments: [argument] }) => {
      const quoted = isQuoted(argument);
      return (row) => holds(argument?.evaluate(row) ?? null, quoted);
    },
  });
}

const numberIn = (value: Value, quoted: boolean): number | null =>
  quoted || Array.isArray(value) || typeof value === 'boolean' ? null : toNumber(value);

const documentIn = (value: Value): unknown => (value === null ? undefined : parseDocument(toText(value))?.document);

export const informationalFunctions: readonly SplFunction[] = [
  test('isnull', 'Whether the field is missing.', (value) => value === null, [
    { eval: 'if(isnull(missing), "yes", "no")', result: 'yes' },
  ]),
  test('isnotnull', 'Whether the field is there.', (value) => value !== null, [
    { eval: 'if(isnotnull("x"), "yes", "no")', result: 'yes' },
  ]),
  test('isbool', 'Whether the value is a boolean.', (value) => typeof value === 'boolean', [
    { eval: 'if(isbool(1==2), "yes", "no")', result: 'yes' },
  ]),
  test('isnum', 'Whether the value is a number.', (value, quoted) => numberIn(value, quoted) !== null, [
    { eval: 'if(isnum(4.5), "yes", "no")', result: 'yes' },
    { eval: 'if(isnum("4.5"), "yes", "no")', result: 'no' },
  ]),
  test(
    'isint',
    'Whether the value is a whole number.',
    (value, quoted) => Number.isInteger(numberIn(value, quoted) ?? Number.NaN),
    [{ eval: 'if(isint(4), "yes", "no")', result: 'yes' }],
  ),
  test(
    'isdouble',
    'Whether the value is a number with a fraction.',
    (value, quoted) => {
      const number = numberIn(value, quoted);
      return number !== null && !Number.isInteger(number);
    },
    [{ eval: 'if(isdouble(3.5), "yes", "no")', result: 'yes' }],
  ),
  test(
    'isstr',
    'Whether the value is text and no number.',
    (value, quoted) => typeof value === 'string' && numberIn(value, quoted) === null,
    [{ eval: 'if(isstr("abc"), "yes", "no")', result: 'yes' }],
  ),
  test('isarray', 'Whether the value is a JSON array.', (value) => Array.isArray(documentIn(value)), [
    { eval: 'if(isarray("[1, 2]"), "yes", "no")', result: 'yes' },
  ]),
  test('isobject', 'Whether the value is a JSON object.', (value) => isObject(documentIn(value)), [
    { eval: 'if(isobject("{\\"a\\": 1}"), "yes", "no")', result: 'yes' },
  ]),
  test('ismv', 'Whether the field has several values.', (value) => Array.isArray(value) && value.length > 1, [
    { eval: 'if(ismv(split("a,b", ",")), "yes", "no")', result: 'yes' },
  ]),
  defineSpecialFunction({
    name: 'typeof',
    page: 'informational',
    syntax: 'typeof(<value>)',
    summary: '`Number`, `String`, `Boolean`, or `Invalid` for a missing field.',
    minimum: 1,
    maximum: 1,
    examples: [
      { eval: 'typeof(12)', result: 'Number' },
      { eval: 'typeof("12")', result: 'String' },
      { eval: 'typeof(missing)', result: 'Invalid' },
    ],
    compile: ({ arguments: [argument] }) => {
      const quoted = isQuoted(argument);
      return (row) => {
        const value = argument?.evaluate(row) ?? null;
        if (value === null) return 'Invalid';
        if (typeof value === 'boolean') return 'Boolean';
        return numberIn(value, quoted) === null ? 'String' : 'Number';
      };
    },
  }),
  defineFunction({
    name: 'splunk_server',
    page: 'informational',
    syntax: 'splunk_server()',
    summary: 'The name of the server that runs the search.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'splunk_server()', result: 'firedrill' }],
    evaluate: () => 'firedrill',
  }),
];
