import type { Argument, CallSite } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { convert, toLong } from '../convert.ts';
import { isArray } from '../dynamic.ts';
import { compileKqlRegex, type KqlRegex, matchesOf, type RegexMatch } from '../regex.ts';
import { argumentValue, defineFunction, type KqlFunction, nullOf, type Signature } from './define.ts';
import { prepared, textOf } from './text-argument.ts';

const CATEGORY = 'String functions';

const regexAt = (site: CallSite, { types }: Signature, index: number): ((row: number) => KqlRegex) =>
  prepared(site.arguments[index] as Argument, types[index], compileKqlRegex);

const textAt = (site: CallSite, { types }: Signature, index: number): ((row: number) => string) =>
  textOf(site.arguments[index] as Argument, types[index]);

/** `\1` and `\0` in a replacement stand for groups, `\\` for a backslash. */
function rewriteOf(rewrite: string): (match: RegexMatch) => string {
  const parts = [...rewrite.matchAll(/\\(\d)|\\(\\)|[^\\]+|\\/g)].map(([text, group, backslash]) =>
    group === undefined ? (backslash ?? text) : Number(group),
  );
  return ({ groups }) => parts.map((part) => (typeof part === 'number' ? (groups[part] ?? '') : part)).join('');
}

export function replaceMatches(text: string, regex: KqlRegex, rewrite: (match: RegexMatch) => string): string {
  let result = '';
  let from = 0;
  for (const match of matchesOf(regex, text)) {
    result += text.slice(from, match.start) + rewrite(match);
    from = match.end;
  }
  return result + text.slice(from);
}

/** Which groups `extract_all` gives: those asked for by number or name, else all. */
function wantedGroups(regex: KqlRegex, wanted: Value): readonly number[] {
  if (!isArray(wanted)) return Array.from({ length: regex.groups }, (_, index) => index + 1);
  return wanted.flatMap((item) => {
    const index = typeof item === 'string' ? (regex.names.get(item) ?? toLong(item)) : toLong(item);
    return index === null ? [] : [Number(index)];
  });
}

/** A text without the match of an expression that is anchored at its start or its end. */
function without(text: string, regex: KqlRegex): string {
  const match = regex.find(text);
  return match ? text.slice(0, match.start) + text.slice(match.end) : text;
}

const anchoredStart = (source: string): KqlRegex => compileKqlRegex(`\\A(?:${source})`);
const anchoredEnd = (source: string): KqlRegex => compileKqlRegex(`(?:${source})\\z`);

function trim(
  name: string,
  where: string,
  atStart: boolean,
  atEnd: boolean,
  examples: KqlFunction['examples'],
): KqlFunction {
  return defineFunction({
    name,
    category: CATEGORY,
    summary: `A text without what an expression matches at its ${where}.`,
    syntax: `${name}(regex, text)`,
    examples,
    compile: (site, { types }) => {
      const argument = site.arguments[0] as Argument;
      const start = prepared(argument, types[0], anchoredStart);
      const end = prepared(argument, types[0], anchoredEnd);
      const text = textOf(site.arguments[1] as Argument, types[1]);
      return (row) => {
        const whole = text(row);
        const begun = atStart ? without(whole, start(row)) : whole;
        return atEnd ? without(begun, end(row)) : begun;
      };
    },
  });
}

export const regexFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'matches-regex',
    category: 'String operators',
    page: 'matches-regex-operator',
    summary: 'Whether an expression matches anywhere in a text, with regard to case.',
    syntax: 'text matches regex pattern',
    examples: [
      { expression: '"Fabrikam" matches regex "b.*k"', result: true },
      { expression: '"Fabrikam" matches regex "B.*K"', result: false },
      { expression: '"Fabrikam" matches regex "(?i)B.*K"', result: true },
    ],
    compile: (site, signature) => {
      const text = textAt(site, signature, 0);
      const regex = regexAt(site, signature, 1);
      return (row) => regex(row).test(text(row));
    },
  }),
  defineFunction({
    name: 'extract',
    category: CATEGORY,
    summary:
      'What a group of the first match holds, converted to a type where one is given; null or empty without a match.',
    syntax: 'extract(regex, group, text [, typeof(type)])',
    examples: [
      { expression: 'extract("x=([0-9.]+)", 1, "hello x=45.6|wo")', result: '45.6' },
      { expression: 'extract("x=([0-9.]+)", 1, "hello x=45.6|wo", typeof(real))', result: 45.6 },
      { expression: 'extract("x=([0-9.]+)", 0, "hello x=45.6|wo")', result: 'x=45.6' },
      { expression: 'extract("y=(.)", 1, "hello x=45.6|wo")', result: '' },
    ],
    compile: (site, signature) => {
      const regex = regexAt(site, signature, 0);
      const group = (site.arguments[1] as Argument).evaluate;
      const text = textAt(site, signature, 2);
      const missing = nullOf(signature.result);
      return (row) => {
        const index = toLong(group(row));
        const found = index === null ? undefined : regex(row).find(text(row))?.groups[Number(index)];
        if (found === undefined) return missing;
        return signature.result === 'string' ? found : (convert(found, 'string', signature.result) ?? missing);
      };
    },
  }),
  defineFunction({
    name: 'extract_all',
    aliases: ['extractall'],
    category: CATEGORY,
    summary: 'What the groups of all matches hold: texts when there is one group, arrays of texts otherwise.',
    syntax: 'extract_all(regex [, groups], text)',
    examples: [
      { expression: 'extract_all(@"([\\da-f]{2})", "82b8")', result: ['82', 'b8'] },
      {
        expression: 'extract_all(@"(\\w)(\\d)", "a1 b2")',
        result: [
          ['a', '1'],
          ['b', '2'],
        ],
      },
      { expression: `extract_all(@"(?P<first>\\w)(?P<last>\\w*)", dynamic(['last']), "ab cd")`, result: ['b', 'd'] },
      { expression: 'extract_all(@"(\\d)", "none")', result: null },
    ],
    compile: (site, signature) => {
      const regex = regexAt(site, signature, 0);
      const hasGroups = site.arguments.length > 2;
      const text = textAt(site, signature, hasGroups ? 2 : 1);
      const wanted = hasGroups ? argumentValue(site.arguments[1] as Argument, signature.types[1]) : () => null;
      return (row) => {
        const expression = regex(row);
        const groups = wantedGroups(expression, wanted(row));
        const [only] = groups;
        const found: Value[] = [];
        for (const match of matchesOf(expression, text(row))) {
          const texts = groups.map((group) => match.groups[group] ?? '');
          found.push(groups.length === 1 && only !== undefined ? (texts[0] as string) : texts);
        }
        return found.length === 0 ? null : found;
      };
    },
  }),
  defineFunction({
    name: 'replace_regex',
    category: CATEGORY,
    summary: 'A text with all matches replaced; `\\1` in the replacement is the first group, `\\0` the whole match.',
    syntax: 'replace_regex(text, regex, replacement)',
    examples: [
      { expression: `replace_regex("Number is 1", @"is (\\d+)", @"was: \\1")`, result: 'Number was: 1' },
      { expression: 'replace_regex("a.b.c", @"\\.", "")', result: 'abc' },
    ],
    compile: (site, signature) => {
      const text = textAt(site, signature, 0);
      const regex = regexAt(site, signature, 1);
      const rewrite = prepared(site.arguments[2] as Argument, signature.types[2], rewriteOf);
      return (row) => replaceMatches(text(row), regex(row), rewrite(row));
    },
  }),
  defineFunction({
    name: 'replace',
    category: CATEGORY,
    summary: 'The old form of replace_regex, with its arguments in another order.',
    syntax: 'replace(regex, replacement, text)',
    examples: [{ expression: `replace(@"is (\\d+)", @"was: \\1", "Number is 1")`, result: 'Number was: 1' }],
    compile: (site, signature) => {
      const regex = regexAt(site, signature, 0);
      const rewrite = prepared(site.arguments[1] as Argument, signature.types[1], rewriteOf);
      const text = textAt(site, signature, 2);
      return (row) => replaceMatches(text(row), regex(row), rewrite(row));
    },
  }),
  defineFunction({
    name: 'regex_quote',
    category: CATEGORY,
    summary: 'A text in which every character that means something in an expression is escaped.',
    syntax: 'regex_quote(text)',
    examples: [{ expression: `regex_quote("(so$me.Te^xt)")`, result: '\\(so\\$me\\.Te\\^xt\\)' }],
    evaluate: (text: string): Value => text.replace(/[\\.+*?()|[\]{}^$#&\-~]/g, '\\$&'),
  }),
  defineFunction({
    name: 'indexof_regex',
    category: CATEGORY,
    summary: 'Where an expression first matches in a text, from 0; -1 when it does not.',
    syntax: 'indexof_regex(text, regex [, start [, length [, occurrence]]])',
    examples: [
      { expression: `indexof_regex("abcabc", @"a.c")`, result: 0 },
      { expression: `indexof_regex("abcabc", @"a.c", 1)`, result: 3 },
      { expression: `indexof_regex("abcabc", @"a.c", 0, -1, 2)`, result: 3 },
      { expression: `indexof_regex("abcabc", @"x")`, result: -1 },
    ],
    compile: (site, signature) => {
      const text = textAt(site, signature, 0);
      const regex = regexAt(site, signature, 1);
      const [start, length, occurrence] = site.arguments.slice(2).map(({ evaluate }) => evaluate);
      return (row) => {
        const whole = text(row);
        const from = Number(toLong(start?.(row) ?? 0) ?? 0);
        const asked = Number(toLong(length?.(row) ?? -1) ?? -1);
        let left = Number(toLong(occurrence?.(row) ?? 1) ?? 1);
        if (left < 1 || from < 0 || asked < -1) return null;
        const window = asked === -1 ? whole.slice(from) : whole.slice(from, from + asked);
        for (const match of matchesOf(regex(row), window)) {
          left -= 1;
          if (left === 0) return from + match.start;
        }
        return -1;
      };
    },
  }),
  defineFunction({
    name: 'countof',
    category: CATEGORY,
    summary: 'How often a text (overlapping matches too) or an expression (without overlaps) occurs in another.',
    syntax: 'countof(text, search [, "normal" | "regex"])',
    examples: [
      { expression: 'countof("The cat sat on the mat", "at")', result: 3 },
      { expression: 'countof("aaa", "aa")', result: 2 },
      { expression: 'countof("The cat sat on the mat", @"\\s.he\\s", "regex")', result: 1 },
    ],
    compile: (site, signature) => {
      const text = textAt(site, signature, 0);
      const search = textAt(site, signature, 1);
      const kind = site.arguments[2] ? textAt(site, signature, 2) : () => 'normal';
      return (row) => {
        if (kind(row) === 'regex') return [...matchesOf(compileKqlRegex(search(row)), text(row))].length;
        return occurrences(text(row), search(row));
      };
    },
  }),
  trim('trim', 'start and end', true, true, [
    { expression: `trim("--", "--https://www.example.com--")`, result: 'https://www.example.com' },
    { expression: `trim(@"[^\\w]+", "-  Te st1// $")`, result: 'Te st1' },
  ]),
  trim('trim_start', 'start', true, false, [
    { expression: `trim_start("https://", "https://example.com")`, result: 'example.com' },
  ]),
  trim('trim_end', 'end', false, true, [{ expression: `trim_end(".com", "www.example.com")`, result: 'www.example' }]),
];

function occurrences(text: string, search: string): number {
  if (search === '') return 0;
  let count = 0;
  for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1)) count += 1;
  return count;
}
