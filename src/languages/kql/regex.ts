import { createRequire } from 'node:module';
import type { RE2JS as Re2 } from 're2js';
import { QueryFailure } from '../../plan/failure.ts';
import { boundedRegExp, boundedTest } from '../../util/bounded-regexp.ts';
import { needsLinearEngine } from './regex/analyse.ts';
import { emitJavaScript } from './regex/emit-javascript.ts';
import { emitRe2 } from './regex/emit-re2.ts';
import { parseRegex } from './regex/parse.ts';
import { type RegexSyntax, RegexSyntaxError } from './regex/syntax.ts';

/** One match: groups from 0, the whole; undefined for a group that took no part. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** An expression in Kusto's syntax, compiled. */
export interface KqlRegex {
  /** How many groups capture. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  test(text: string): boolean;
  /** The first match that starts at or behind `from`. */
  find(text: string, from?: number): RegexMatch | undefined;
}

interface Engine {
  test(text: string): boolean;
  find(text: string, from: number): RegexMatch | undefined;
}

const compiled = new Map<string, KqlRegex>();
const KEPT = 500;

/**
 * Compiles an expression; the same text gives the same object. Patterns run on JavaScript's engine where that means
 * the same and cannot explode, else on RE2JS, in linear time.
 *
 * @throws QueryFailure `invalid-regex`, `unsupported-regex`
 * @see https://learn.microsoft.com/kusto/query/regex
 */
export function compileKqlRegex(source: string): KqlRegex {
  const known = compiled.get(source);
  if (known) return known;
  const regex = compile(source);
  if (compiled.size >= KEPT) compiled.clear();
  compiled.set(source, regex);
  return regex;
}

function compile(source: string): KqlRegex {
  const syntax = parse(source);
  const linear = needsLinearEngine(syntax.root);
  let ascii: Engine | undefined;
  let unicode: Engine | undefined;
  const engineFor = (text: string): Engine => {
    if (isAscii(text)) {
      ascii ??= engineOf(source, syntax, linear, true);
      return ascii;
    }
    unicode ??= engineOf(source, syntax, linear, false);
    return unicode;
  };
  return {
    groups: syntax.groups,
    names: syntax.names,
    test: (text) => engineFor(text).test(text),
    find: (text, from = 0) => engineFor(text).find(text, from),
  };
}

function parse(source: string): RegexSyntax {
  try {
    return parseRegex(source);
  } catch (error) {
    if (error instanceof RegexSyntaxError) {
      throw new QueryFailure('invalid-regex', `The regular expression "${source}" is not valid. ${error.message}`);
    }
    throw error;
  }
}

const NOT_ASCII = /[^\u0000-\u007f]/;
let lastText = '';
let lastIsAscii = true;

function isAscii(text: string): boolean {
  if (text !== lastText) {
    lastText = text;
    lastIsAscii = !NOT_ASCII.test(text);
  }
  return lastIsAscii;
}

function engineOf(source: string, syntax: RegexSyntax, linear: boolean, ascii: boolean): Engine {
  const re2 = linear ? re2Engine(syntax, ascii) : undefined;
  const engine = re2 ?? javaScriptEngine(syntax, ascii) ?? re2Engine(syntax, ascii);
  if (!engine) {
    throw new QueryFailure('unsupported-regex', `firedrill has no way to run the regular expression "${source}".`);
  }
  return engine;
}

function javaScriptEngine(syntax: RegexSyntax, ascii: boolean): Engine | undefined {
  const pattern = emitJavaScript(syntax, ascii);
  if (!pattern) return undefined;
  const tester = boundedTest(pattern.source, pattern.flags);
  const finder = boundedRegExp(pattern.source, `${pattern.flags}g`);
  return {
    test: (text) => tester.test(text),
    find: (text, from) => {
      finder.lastIndex = from;
      const match = finder.exec(text);
      return match ? { start: match.index, end: match.index + match[0].length, groups: match } : undefined;
    },
  };
}

/** Loaded when first needed: most queries never do. */
let re2Library: typeof Re2 | undefined;

function re2Engine(syntax: RegexSyntax, ascii: boolean): Engine | undefined {
  const source = emitRe2(syntax.root, ascii);
  if (source === undefined) return undefined;
  re2Library ??= (createRequire(import.meta.url)('re2js') as { RE2JS: typeof Re2 }).RE2JS;
  const expression = compiledRe2(re2Library, source);
  if (!expression) return undefined;
  return {
    test: (text) => expression.matcher(text).find(),
    find: (text, from) => {
      const matcher = expression.matcher(text);
      if (from > text.length || !matcher.find(from)) return undefined;
      const groups = Array.from({ length: syntax.groups + 1 }, (_, index) => matcher.group(index) ?? undefined);
      return { start: matcher.start(), end: matcher.end(), groups };
    },
  };
}

function compiledRe2(library: typeof Re2, source: string): Re2 | undefined {
  try {
    return library.compile(source);
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('RE2JS')) return undefined;
    throw error;
  }
}

/** All matches from left to right; behind an empty one the search goes on one character further. */
export function* matchesOf(regex: KqlRegex, text: string): Iterable<RegexMatch> {
  let from = 0;
  while (from <= text.length) {
    const match = regex.find(text, from);
    if (!match) return;
    yield match;
    from = match.end > match.start ? match.end : nextCharacter(text, match.end);
  }
}

const nextCharacter = (text: string, at: number): number => at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
