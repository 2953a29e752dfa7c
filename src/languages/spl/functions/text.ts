import type { Value } from '../../../table/value.ts';
import { compilePcre, replaceMatches } from '../regex/index.ts';
import { xmlValuesAt } from '../runtime/xml-tree.ts';
import { fromList, mapValues, toNumber, toText } from '../values.ts';
import { prepared } from './conditional.ts';
import { defineFunction, defineSpecialFunction, type FunctionExample, type SplFunction } from './define.ts';
import { spathValues } from './json-path.ts';

/** A change of a text, of every value where there are several. */
const ofText = (
  name: string,
  summary: string,
  change: (text: string) => string,
  examples: readonly FunctionExample[],
): SplFunction =>
  defineFunction({
    name,
    page: 'text',
    syntax: `${name}(<text>)`,
    summary,
    minimum: 1,
    maximum: 1,
    examples,
    evaluate: ([value = null]) => mapValues(value, (one) => change(toText(one))),
  });

type Side = 'both' | 'left' | 'right';

const trimming = (name: string, side: Side, summary: string, example: FunctionExample): SplFunction =>
  defineFunction({
    name,
    page: 'text',
    syntax: `${name}(<text>, <characters>)`,
    summary,
    minimum: 1,
    maximum: 2,
    examples: [example],
    evaluate: ([value = null, characters]) => {
      if (characters === null) return null;
      const set = new Set(characters === undefined ? ' \t' : toText(characters));
      return mapValues(value, (one) => trimmed(toText(one), set, side));
    },
  });

function trimmed(text: string, set: ReadonlySet<string>, side: Side): string {
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  if (side !== 'right') while (start < end && set.has(characters[start] as string)) start += 1;
  if (side !== 'left') while (end > start && set.has(characters[end - 1] as string)) end -= 1;
  return characters.slice(start, end).join('');
}

/** From a place counted from 1, or from the end where it is negative. */
function substring(text: string, start: number, length: number | undefined): string {
  const characters = /^[\x00-\x7f]*$/.test(text) ? text : [...text];
  const backwards = length !== undefined && length < 0;
  let count = length === undefined ? Number.POSITIVE_INFINITY : Math.abs(length);
  let from = start;
  if (from < 0) {
    from += characters.length;
    if (from < 0) count = Math.max(0, count + from);
    from = Math.max(0, from);
  } else if (from > 0) from -= 1;
  else if (count > 0) count -= 1;
  if (backwards) {
    from -= count;
    if (from < 0) count = Math.max(0, count + from);
    from = Math.max(0, from);
  }
  const part = characters.slice(from, from + count);
  return typeof part === 'string' ? part : part.join('');
}

/** Decodes `%XX`; bytes that are no UTF-8 are read one by one. */
function urlDecode(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replace(/%/g, ''), 'hex').toString('utf8'));
}

const atPath = (text: string, path: string): Value =>
  /^\s*</.test(text) ? fromList(xmlValuesAt(text, path)) : spathValues(text, path);

export const textFunctions: readonly SplFunction[] = [
  ofText('lower', 'The text in lower case.', (text) => text.toLowerCase(), [
    { eval: 'lower("WMIC.exe")', result: 'wmic.exe' },
    { eval: 'lower(split("A,B", ","))', result: ['a', 'b'] },
  ]),
  ofText('upper', 'The text in upper case.', (text) => text.toUpperCase(), [{ eval: 'upper("abc")', result: 'ABC' }]),
  ofText('urldecode', 'The text with its percent escapes decoded.', urlDecode, [
    { eval: 'urldecode("http%3A%2F%2Fexample.com%2Fa%20b")', result: 'http://example.com/a b' },
  ]),
  trimming('trim', 'both', 'Without the given characters at both ends; blanks and tabs by default.', {
    eval: 'trim("  a b  ")',
    result: 'a b',
  }),
  trimming('ltrim', 'left', 'Without the given characters at the start.', {
    eval: 'ltrim(" ZZabcZZ ", " Z")',
    result: 'abcZZ ',
  }),
  trimming('rtrim', 'right', 'Without the given characters at the end.', {
    eval: 'rtrim(" ZZabcZZ ", " Z")',
    result: ' ZZabc',
  }),
  defineFunction({
    name: 'len',
    page: 'text',
    syntax: 'len(<text>)',
    summary: 'The number of characters.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'len("héllo")', result: '5' }],
    evaluate: ([value = null]) => (value === null ? null : [...toText(value)].length),
  }),
  defineFunction({
    name: 'substr',
    page: 'text',
    syntax: 'substr(<text>, <start>, <length>)',
    summary: 'A part of the text; the start counts from 1, or from the end where it is negative.',
    minimum: 2,
    maximum: 3,
    examples: [
      { eval: 'substr("string", 1, 3)', result: 'str' },
      { eval: 'substr("string", -3)', result: 'ing' },
    ],
    evaluate: ([value = null, start = null, length]) => {
      const from = toNumber(start);
      const count = length === undefined ? undefined : toNumber(length);
      if (from === null || count === null) return null;
      return mapValues(value, (one) =>
        substring(toText(one), Math.trunc(from), count === undefined ? undefined : Math.trunc(count)),
      );
    },
  }),
  defineSpecialFunction({
    name: 'replace',
    page: 'text',
    syntax: 'replace(<text>, <regex>, <replacement>)',
    summary: 'Every match of the regular expression replaced; `\\1` is its first group.',
    minimum: 3,
    maximum: 3,
    examples: [
      { eval: 'replace("1/14/2023", "^(\\d{1,2})/(\\d{1,2})/", "\\2/\\1/")', result: '14/1/2023' },
      { eval: 'replace("a.b", "\\.", "-")', result: 'a-b' },
    ],
    compile: ({ arguments: [subject, pattern, replacement] }) => {
      const regex = prepared(pattern, compilePcre);
      return (row) => {
        const value = subject?.evaluate(row) ?? null;
        const expression = regex(row);
        const by = replacement?.evaluate(row) ?? null;
        if (value === null || !expression || by === null) return null;
        const text = toText(by);
        return mapValues(value, (one) => replaceMatches(expression, toText(one), text));
      };
    },
  }),
  defineFunction({
    name: 'spath',
    page: 'text',
    syntax: 'spath(<text>, <path>)',
    summary: 'The values at a path of JSON text; `{}` stands for all elements of an array.',
    minimum: 2,
    maximum: 2,
    examples: [
      { eval: 'spath("{\\"a\\":{\\"b\\":7}}", "a.b")', result: '7' },
      {
        eval: 'spath("{\\"a\\":[1.50,1e3,12345678901234567890]}", "a{}")',
        result: ['1.50', '1e3', '12345678901234567890'],
      },
      { eval: 'spath("{\\"a\\":{\\"b\\":[1.50,\\"1.50\\"]}}", "a")', result: '{"b":[1.50,"1.50"]}' },
      { eval: 'spath("{\\"l\\":[{\\"n\\":\\"x\\"},{\\"n\\":\\"y\\"}]}", "l{}.n")', result: ['x', 'y'] },
    ],
    evaluate: ([value = null, path = null]): Value =>
      value === null || path === null ? null : atPath(toText(value), toText(path)),
  }),
];
