import type { Value } from '../../../table/value.ts';
import { compareText } from '../comparators.ts';
import { toLong } from '../convert.ts';
import { isArray } from '../dynamic.ts';
import { stringOf } from '../print.ts';
import { defineFunction, type FunctionExample, type KqlFunction, valuesOf } from './define.ts';
import { hasTerm, WHOLE } from './term.ts';
import { asText, textOf } from './text-argument.ts';

const CATEGORY = 'String functions';

/** A function of one text. */
function ofText(
  name: string,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (text: string) => Value,
  more: { readonly aliases?: readonly string[]; readonly differences?: string } = {},
): KqlFunction {
  return defineFunction({
    name,
    category: CATEGORY,
    summary,
    syntax: `${name}(text)`,
    examples,
    ...more,
    evaluate: (value: Value): Value => evaluate(asText(value)),
  });
}

const codePoints = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) as number);

/** Positions count characters, as code points do. */
const isAstral = /[\ud800-\udfff]/;
const charactersOf = (text: string): readonly string[] | string => (isAstral.test(text) ? Array.from(text) : text);

function slice(text: string, start: number, length: number): string {
  const characters = charactersOf(text);
  const from = Math.max(0, start < 0 ? characters.length + start : start);
  const end = length < 0 ? (length === -1 ? characters.length : from) : from + length;
  const part = characters.slice(from, end);
  return typeof part === 'string' ? part : part.join('');
}

function indexOf(text: string, search: string, start = 0, length = -1, occurrence = 1): Value {
  if (occurrence < 1 || length < -1 || start < 0 - text.length) return null;
  const from = start < 0 ? text.length + start : start;
  const window = length === -1 ? text.slice(from) : text.slice(from, from + length);
  let at = -1;
  for (let left = occurrence; left > 0; left -= 1) {
    at = window.indexOf(search, at + 1);
    if (at < 0) return -1;
  }
  return at + from;
}

function replaceAll(text: string, search: string, replacement: string): string {
  return search === '' ? text : text.replaceAll(search, () => replacement);
}

/** One search after the other, each over what the ones before left alone: what one put in, another does not touch. */
function replaceMany(text: string, searches: readonly string[], replacements: readonly string[]): string {
  let pieces: readonly { readonly text: string; readonly done: boolean }[] = [{ text, done: false }];
  searches.forEach((search, index) => {
    if (search === '') return;
    const replacement = { text: replacements[index] ?? replacements.at(-1) ?? '', done: true };
    pieces = pieces.flatMap((part) =>
      part.done
        ? [part]
        : part.text
            .split(search)
            .flatMap((left, at) =>
              at === 0 ? [{ text: left, done: false }] : [replacement, { text: left, done: false }],
            ),
    );
  });
  return pieces.map((part) => part.text).join('');
}

function translate(from: string, to: string, text: string): string {
  const replacements = Array.from(to);
  const mapped = new Map(
    Array.from(from, (character, index) => [character, replacements[index] ?? replacements.at(-1) ?? '']),
  );
  return Array.from(text, (character) => mapped.get(character) ?? character).join('');
}

/** `strcat_array` and `strcat_delim` leave nulls empty. */
const piece = (value: Value): string => stringOf(value);

export const stringFunctions: readonly KqlFunction[] = [
  ofText(
    'strlen',
    'How many characters a text has.',
    [
      { expression: 'strlen("hello")', result: 5 },
      { expression: 'strlen("⒦⒰⒮⒯⒪")', result: 5 },
    ],
    (text) => charactersOf(text).length,
  ),
  ofText(
    'string_size',
    'How many bytes a text has in UTF-8.',
    [{ expression: 'string_size("⒦⒰⒮⒯⒪")', result: 15 }],
    (text) => Buffer.byteLength(text),
  ),
  ofText('tolower', 'A text in lower case.', [{ expression: 'tolower("Hello")', result: 'hello' }], (text) =>
    text.toLowerCase(),
  ),
  ofText('toupper', 'A text in upper case.', [{ expression: 'toupper("Hello")', result: 'HELLO' }], (text) =>
    text.toUpperCase(),
  ),
  ofText(
    'reverse',
    'A text backwards.',
    [
      { expression: 'reverse("abc")', result: 'cba' },
      { expression: 'reverse(12345)', result: '54321' },
    ],
    (text) => Array.from(text).reverse().join(''),
  ),
  ofText(
    'isascii',
    'Whether a text holds ASCII characters alone.',
    [
      { expression: 'isascii("abc")', result: true },
      { expression: 'isascii("é")', result: false },
    ],
    (text) => !/[^\u0000-\u007f]/.test(text),
  ),
  ofText(
    'isutf8',
    'Whether a text is valid UTF-8.',
    [{ expression: 'isutf8("é")', result: true }],
    (text) => !text.includes('\ufffd'),
  ),
  ofText(
    'unicode_codepoints_from_string',
    'The code points of a text.',
    [{ expression: 'unicode_codepoints_from_string("Aé")', result: [65, 233] }],
    codePoints,
    { aliases: ['to_utf8'] },
  ),
  defineFunction({
    name: 'unicode_codepoints_to_string',
    aliases: ['make_string'],
    category: CATEGORY,
    summary: 'A text out of code points, given one by one or in arrays.',
    syntax: 'unicode_codepoints_to_string(code [, …])',
    examples: [{ expression: 'unicode_codepoints_to_string(dynamic([75, 117, 115]), 116, 111)', result: 'Kusto' }],
    nulls: 'seen',
    evaluate: (...values: readonly Value[]): Value =>
      values
        .flatMap((value) => (isArray(value) ? value : [value]))
        .map((value) => {
          const code = Number(toLong(value) ?? -1);
          return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
        })
        .join(''),
  }),
  defineFunction({
    name: 'strcat',
    category: CATEGORY,
    summary: 'Values as one text.',
    syntax: 'strcat(value [, …])',
    examples: [
      { expression: 'strcat("a", "-", 123)', result: 'a-123' },
      { expression: 'strcat("x", dynamic(null), 1d)', result: 'x1.00:00:00' },
    ],
    compile: (site, { types }) => {
      const texts = site.arguments.map((argument, index) => textOf(argument, types[index]));
      return (row) => texts.map((text) => text(row)).join('');
    },
  }),
  defineFunction({
    name: 'strcat_delim',
    category: CATEGORY,
    summary: 'Values as one text, with a delimiter between them.',
    syntax: 'strcat_delim(delimiter, value [, …])',
    examples: [{ expression: `strcat_delim('-', 1, '2', 'A', 1s)`, result: '1-2-A-00:00:01' }],
    compile: (site, { types }) => {
      const [delimiter, ...texts] = site.arguments.map((argument, index) => textOf(argument, types[index]));
      return (row) => texts.map((text) => text(row)).join(delimiter?.(row) ?? '');
    },
  }),
  defineFunction({
    name: 'strcat_array',
    aliases: ['array_strcat'],
    category: CATEGORY,
    summary: 'The elements of an array as one text, with a delimiter between them.',
    syntax: 'strcat_array(array, delimiter)',
    examples: [{ expression: 'strcat_array(dynamic([1, 2, 3]), "->")', result: '1->2->3' }],
    evaluate: (array: Value, delimiter: string): Value => (isArray(array) ? array.map(piece).join(delimiter) : ''),
  }),
  defineFunction({
    name: 'strrep',
    category: CATEGORY,
    summary: 'A value repeated as text, with a delimiter between.',
    syntax: 'strrep(value, times [, delimiter])',
    examples: [
      { expression: `strrep('ABC', 2)`, result: 'ABCABC' },
      { expression: `strrep(1s, 2, '_')`, result: '00:00:01_00:00:01' },
    ],
    compile: (site, signature) => {
      const [, times] = valuesOf(site, signature);
      const [text, , delimiter] = site.arguments.map((argument, index) => textOf(argument, signature.types[index]));
      return (row) => {
        const count = Math.min(Math.max(0, Number(toLong(times?.(row) ?? 0) ?? 0)), 1024);
        return new Array<string>(count).fill(text?.(row) ?? '').join(delimiter?.(row) ?? '');
      };
    },
  }),
  defineFunction({
    name: 'strcmp',
    category: CATEGORY,
    summary: 'How two texts are ordered: -1, 0 or 1.',
    syntax: 'strcmp(left, right)',
    examples: [
      { expression: 'strcmp("abc", "ABC")', result: 1 },
      { expression: 'strcmp("ABC", "abc")', result: -1 },
    ],
    evaluate: (left: string, right: string): Value => Math.sign(compareText(left, right)),
  }),
  defineFunction({
    name: 'substring',
    category: CATEGORY,
    summary: 'A part of a text, from a position (from the end when it is negative).',
    syntax: 'substring(text, start [, length])',
    examples: [
      { expression: 'substring("123456", 1)', result: '23456' },
      { expression: 'substring("123456", 2, 2)', result: '34' },
      { expression: 'substring("123456", -2, 2)', result: '56' },
      { expression: 'substring("ABCD", 9)', result: '' },
    ],
    evaluate: (text: Value, start: Value, length: Value = -1): Value =>
      slice(asText(text), Number(toLong(start) ?? 0), Number(toLong(length) ?? -1)),
  }),
  defineFunction({
    name: 'indexof',
    category: CATEGORY,
    summary: 'Where a text first stands in another, from 0; -1 when it does not.',
    syntax: 'indexof(text, search [, start [, length [, occurrence]]])',
    examples: [
      { expression: 'indexof("abcdefg", "cde")', result: 2 },
      { expression: 'indexof("abcdefg", "cde", 1, 4)', result: 2 },
      { expression: 'indexof("abcdefg", "cde", 1, 2)', result: -1 },
      { expression: 'indexof("abcdefg", "cde", 3, 4)', result: -1 },
      { expression: 'indexof("abcdefg", "cde", -5)', result: 2 },
      { expression: 'indexof("abcdefgcde", "cde", 1, 10, 2)', result: 7 },
    ],
    evaluate: (text: Value, search: Value, ...rest: readonly Value[]): Value =>
      indexOf(asText(text), asText(search), ...rest.map((value) => Number(toLong(value) ?? 0))),
  }),
  defineFunction({
    name: 'split',
    category: CATEGORY,
    summary: 'The parts of a text between delimiters, or the one part at an index.',
    syntax: 'split(text, delimiter [, index])',
    examples: [
      { expression: 'split("aa_bb", "_")', result: ['aa', 'bb'] },
      { expression: 'split("aaa_bbb_ccc", "_", 1)', result: ['bbb'] },
      { expression: 'split("", "_")', result: [''] },
      { expression: 'split("a__b", "_")', result: ['a', '', 'b'] },
    ],
    nulls: 'seen',
    evaluate: (text: Value, delimiter: Value, index?: Value): Value => {
      if (text === null) return null;
      const separator = asText(delimiter);
      const parts = separator === '' ? [asText(text)] : asText(text).split(separator);
      const at = index === undefined ? null : toLong(index);
      if (at === null) return parts;
      const part = parts.at(Number(at));
      return part === undefined || at < 0 ? [] : [part];
    },
  }),
  defineFunction({
    name: 'replace_string',
    category: CATEGORY,
    summary: 'A text with all occurrences of another replaced.',
    syntax: 'replace_string(text, search, replacement)',
    examples: [{ expression: `replace_string("a.b.c", ".", "-")`, result: 'a-b-c' }],
    evaluate: (text: Value, search: string, replacement: string): Value =>
      replaceAll(asText(text), search, replacement),
  }),
  defineFunction({
    name: 'replace_strings',
    category: CATEGORY,
    summary: 'A text with all occurrences of several others replaced, by as many texts or by one.',
    syntax: 'replace_strings(text, searches, replacements)',
    examples: [
      {
        expression: `replace_strings("A magic trick", dynamic(["magic", "A"]), dynamic(["card", "The"]))`,
        result: 'The card trick',
      },
      { expression: `replace_strings("a b", dynamic(["a", "b"]), dynamic(["b", "c"]))`, result: 'b c' },
      {
        expression: `replace_strings("This is", dynamic(["is", "This"]), dynamic(["was", "That"]))`,
        result: 'Thwas was',
      },
    ],
    evaluate: (text: Value, searches: Value, replacements: Value): Value => {
      const list = (value: Value): readonly string[] =>
        isArray(value) ? value.map((item) => asText(item)) : [asText(value)];
      return replaceMany(asText(text), list(searches), list(replacements));
    },
  }),
  defineFunction({
    name: 'translate',
    category: CATEGORY,
    summary: 'A text in which characters of one list stand for those of another.',
    syntax: 'translate(from, to, text)',
    examples: [
      { expression: `translate("krasp", "otsku", "spark")`, result: 'kusto' },
      { expression: `translate("abc", "x", "abc")`, result: 'xxx' },
      { expression: `translate("abc", "", "ab")`, result: '' },
    ],
    evaluate: translate,
  }),
  defineFunction({
    name: 'has_any_index',
    category: CATEGORY,
    summary: 'The position of the first element of an array that a text holds as a term; -1 when it holds none.',
    syntax: 'has_any_index(text, values)',
    examples: [
      { expression: `has_any_index("this is an example", dynamic(['this', 'example']))`, result: 0 },
      { expression: `has_any_index("this is an example", dynamic(['not', 'example']))`, result: 1 },
      { expression: `has_any_index("this is an example", dynamic(['not', 'found']))`, result: -1 },
    ],
    evaluate: (text: string, values: Value): Value => {
      const lower = text.toLowerCase();
      return isArray(values) ? values.findIndex((value) => hasTerm(lower, asText(value).toLowerCase(), WHOLE)) : -1;
    },
  }),
];
