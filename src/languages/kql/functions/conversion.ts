import type { Value } from '../../../table/value.ts';
import { convert } from '../convert.ts';
import { isArray, isBag, parseJson, Real } from '../dynamic.ts';
import { jsonText, stringOf } from '../print.ts';
import { Datetime, Decimal, Timespan } from '../values.ts';
import { defineFunction, type FunctionExample, type KqlFunction, nullOf, valuesOf } from './define.ts';
import { parseJsonPath, valueAtPath } from './json-path.ts';
import { carriesFirst, carriesInteger } from './mention.ts';

const CATEGORY = 'Conversion functions';

/** Texts of hexadecimal digits are filled up to no more than this. */
const LONGEST_HEXADECIMAL = 16;

function conversion(
  name: string,
  aliases: readonly string[],
  to: string,
  summary: string,
  examples: readonly FunctionExample[],
  differences?: string,
): KqlFunction {
  return defineFunction({
    name,
    aliases,
    category: CATEGORY,
    summary,
    syntax: `${name}(value)`,
    examples,
    ...(differences && { differences }),
    ...(to === 'string' && { carries: carriesFirst }),
    ...((to === 'int' || to === 'long') && { carries: carriesInteger }),
    compile: (site, signature) => {
      const [operand] = valuesOf(site, signature);
      const from = signature.types[0] ?? 'dynamic';
      const missing = nullOf(to);
      return (row) => {
        const value = operand?.(row) ?? null;
        return value === null ? missing : convert(value, from, to);
      };
    },
  });
}

/** The name that `gettype` gives to a value of a dynamic. */
function typeInDynamic(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return 'double';
    return (value | 0) === value ? 'int' : 'long';
  }
  if (value instanceof Real) return 'double';
  if (value instanceof Datetime) return 'datetime';
  if (value instanceof Timespan) return 'timespan';
  if (Decimal.isDecimal(value)) return 'decimal';
  return isArray(value) ? 'array' : isBag(value) ? 'dictionary' : 'null';
}

export const conversionFunctions: readonly KqlFunction[] = [
  conversion('tostring', [], 'string', 'A value as text; the empty string for null.', [
    { expression: 'tostring(123)', result: '123' },
    { expression: 'tostring(1.5)', result: '1.5' },
    { expression: 'tostring(10s)', result: '00:00:10' },
    { expression: 'tostring(datetime(2023-08-30 23:00))', result: '2023-08-30T23:00:00.0000000Z' },
    { expression: 'tostring(dynamic({"a": [1, "x", 1.0]}))', result: '{"a":[1,"x",1.0]}' },
    { expression: 'tostring(int(null))', result: '' },
  ]),
  conversion('toint', [], 'int', 'A value as a 32-bit integer; null when it is none.', [
    { expression: 'toint("123")', result: 123 },
    { expression: 'toint(2.3)', result: 2 },
    { expression: 'toint("none")', result: null },
    { expression: 'toint(3000000000)', result: null },
  ]),
  conversion('tolong', [], 'long', 'A value as a 64-bit integer; null when it is none.', [
    { expression: 'tolong("9223372036854775807")', result: '9223372036854775807' },
    { expression: 'tolong(-123.5)', result: -123 },
    { expression: 'tolong("0x1f")', result: 31 },
    { expression: 'tolong("")', result: null },
  ]),
  conversion('todouble', ['toreal'], 'real', 'A value as a double; null when it is none.', [
    { expression: 'todouble("123.5")', result: 123.5 },
    { expression: 'toreal("1e3")', result: 1000 },
    { expression: 'toreal("x")', result: null },
  ]),
  conversion('todecimal', [], 'decimal', 'A value as a decimal number; null when it is none.', [
    { expression: 'todecimal("123.45678") == decimal(123.45678)', result: true },
  ]),
  conversion('tobool', ['toboolean'], 'bool', 'A value as a bool; null when it is none.', [
    { expression: 'tobool("true")', result: true },
    { expression: 'tobool(0)', result: false },
    { expression: 'tobool("yes")', result: null },
  ]),
  conversion('toguid', [], 'guid', 'Text as a guid; null when it is none.', [
    { expression: 'toguid("70fc66f7-8279-44fc-9092-d364d70fce44")', result: '70fc66f7-8279-44fc-9092-d364d70fce44' },
    { expression: 'toguid("no")', result: null },
  ]),
  conversion('todatetime', [], 'datetime', 'Text as a point in time; null when it is none.', [
    { expression: 'todatetime("2015-12-31 23:59:59.9")', result: '2015-12-31T23:59:59.9000000Z' },
    { expression: 'todatetime("Sat, 8 Nov 14 15:05:02 GMT")', result: '2014-11-08T15:05:02.0000000Z' },
    { expression: 'todatetime("2015-12-31T23:00:00+02:00")', result: '2015-12-31T21:00:00.0000000Z' },
    { expression: 'todatetime("soon")', result: null },
  ]),
  conversion('totimespan', ['totime'], 'timespan', 'Text as a length of time; null when it is none.', [
    { expression: 'totimespan("0.00:03:00")', result: '00:03:00' },
    { expression: 'totimespan(4d)', result: '4.00:00:00' },
    { expression: 'totimespan("x")', result: null },
  ]),
  defineFunction({
    name: 'parse_json',
    aliases: ['parsejson', 'todynamic', 'toobject'],
    category: 'String functions',
    summary: 'JSON text as a dynamic; text that is no JSON stays a string.',
    syntax: 'parse_json(text)',
    examples: [
      { expression: `parse_json('{"a": [1, 2]}').a[1]`, result: 2 },
      { expression: `parse_json('no json')`, result: 'no json' },
      { expression: `parse_json('')`, result: null },
      { expression: `parse_json('{"id": 9223372036854775807}').id`, result: '9223372036854775807' },
    ],
    nulls: 'seen',
    evaluate: (value: Value): Value => (typeof value === 'string' ? parseJson(value) : value),
  }),
  defineFunction({
    name: 'extract_json',
    aliases: ['extractjson'],
    category: 'String functions',
    summary: 'What a JSON text holds at a JSON path, as text or in another type; null or empty when there is nothing.',
    syntax: 'extract_json(path, text [, typeof(type)])',
    examples: [
      { expression: `extract_json("$.a[1].b", '{"a": [1, {"b": "x"}]}')`, result: 'x' },
      { expression: `extract_json("$['a b']", '{"a b": 7}', typeof(long))`, result: 7 },
      { expression: `extract_json("$.none", '{"a": 1}')`, result: '' },
    ],
    compile: (site, signature) => {
      const [path, text] = valuesOf(site, signature);
      const missing = nullOf(signature.result);
      return (row) => {
        const steps = parseJsonPath(stringOf(path?.(row) ?? ''));
        const source = text?.(row) ?? null;
        const document = typeof source === 'string' ? parseJson(source) : source;
        const value = steps ? valueAtPath(document, steps) : null;
        return value === null ? missing : (convert(value, 'dynamic', signature.result) ?? missing);
      };
    },
  }),
  defineFunction({
    name: 'dynamic_to_json',
    category: 'Dynamic functions',
    summary: 'A dynamic as JSON text, with the keys of bags in alphabetical order.',
    syntax: 'dynamic_to_json(value)',
    examples: [{ expression: `dynamic_to_json(dynamic({"b": 1, "a": [true]}))`, result: '{"a":[true],"b":1}' }],
    nulls: 'seen',
    evaluate: (value: Value): Value => (value === null ? '' : jsonText(sortedKeys(value))),
  }),
  defineFunction({
    name: 'gettype',
    category: 'Type functions',
    summary: 'The name of the run-time type of a value.',
    syntax: 'gettype(value)',
    examples: [
      { expression: 'gettype("a")', result: 'string' },
      { expression: 'gettype(123)', result: 'long' },
      { expression: 'gettype(true)', result: 'bool' },
      { expression: 'gettype(now())', result: 'datetime' },
      { expression: 'gettype(123.45)', result: 'real' },
      { expression: `gettype(parse_json('1'))`, result: 'int' },
      { expression: `gettype(parse_json('{"abc":1}'))`, result: 'dictionary' },
      { expression: `gettype(parse_json(' [1, 2, 3] '))`, result: 'array' },
      { expression: `gettype(parse_json(''))`, result: 'null' },
      { expression: 'gettype(dynamic(12.3))', result: 'double' },
    ],
    compile: (site, signature) => {
      const [operand] = valuesOf(site, signature);
      const type = signature.types[0] ?? 'dynamic';
      return (row) => {
        if (type === 'dynamic') return typeInDynamic(operand?.(row) ?? null);
        return type;
      };
    },
  }),
  defineFunction({
    name: 'tohex',
    category: 'String functions',
    summary: 'A number in hexadecimal digits; negative ones as two’s complement of 64 bits, those of an int of 32.',
    syntax: 'tohex(value [, minimumLength])',
    examples: [
      { expression: 'tohex(256)', result: '100' },
      { expression: 'tohex(-256)', result: 'ffffffffffffff00' },
      { expression: 'tohex(toint(-256))', result: 'ffffff00' },
      { expression: 'tohex(5, 4)', result: '0005' },
    ],
    compile: (site, signature) => {
      const [number, length] = valuesOf(site, signature);
      const bits = signature.types[0] === 'int' ? 32 : 64;
      return (row) => {
        const value = number?.(row) ?? null;
        if (value === null) return '';
        const digits = BigInt.asUintN(bits, BigInt(value as number)).toString(16);
        return digits.padStart(Math.min(LONGEST_HEXADECIMAL, Number(length?.(row) ?? 0)), '0');
      };
    },
  }),
];

function sortedKeys(value: Value): Value {
  if (isArray(value)) return value.map(sortedKeys);
  if (!isBag(value)) return value;
  const sorted: Record<string, Value> = Object.create(null);
  for (const key of Object.keys(value).sort()) sorted[key] = sortedKeys(value[key] ?? null);
  return sorted;
}
