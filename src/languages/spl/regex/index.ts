import { QueryFailure } from '../../../plan/failure.ts';
import { type LinearRegex, linearRegex } from './linear.ts';
import { boundedRegExp, boundedTest } from '../../../util/bounded-regexp.ts';
import { PcreFailure, type TranslatedPcre, translatePcre } from '../../../util/pcre.ts';
import { withPlainEnds } from '../../../util/pcre-ends.ts';

/** One match: where it begins and ends, its groups from 1 on, and its named groups. */
export interface SplMatch {
  readonly index: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly names: ReadonlyMap<string, string>;
}

/** A compiled expression. */
export interface SplRegex {
  test(text: string): boolean;
  /** The first match at or after a place. */
  exec(text: string, from?: number): SplMatch | null;
  /** Where the named groups of the match that `exec` finds begin. */
  starts(text: string, from?: number): ReadonlyMap<string, number>;
  /** Names of its groups, in order. */
  readonly names: readonly string[];
}

const KEPT = 2000;
const compiled = new Map<string, SplRegex>();

/**
 * Compiles a PCRE expression as Splunk has it: unanchored, minding case. Compiled expressions are kept.
 *
 * @throws QueryFailure `invalid-regex`, or `unsupported-regex` for what PCRE knows and we do not.
 */
export function compilePcre(pattern: string): SplRegex {
  let regex = compiled.get(pattern);
  if (!regex) {
    regex = compile(pattern);
    if (compiled.size >= KEPT) compiled.clear();
    compiled.set(pattern, regex);
  }
  return regex;
}

function compile(pattern: string): SplRegex {
  try {
    const translated = translatePcre(pattern);
    const linear = translated.nested ? linearRegex(translated) : undefined;
    const backtracking = regexOf(translated);
    return linear ? either(linear, linearRegexOf(translated, linear), backtracking) : backtracking;
  } catch (error) {
    if (error instanceof PcreFailure) {
      throw new QueryFailure(error.supported ? 'invalid-regex' : 'unsupported-regex', `"${pattern}": ${error.message}`);
    }
    if (error instanceof SyntaxError) throw new QueryFailure('invalid-regex', `"${pattern}": ${error.message}.`);
    throw error;
  }
}

/** On JavaScript's engine; over a text that ends in no line feed the end is written so that V8 can bound the time. */
function regexOf({ source, flags, keep, groups, names }: TranslatedPcre): SplRegex {
  const anywhere = boundedRegExp(source, `${flags}g`);
  const plainSource = withPlainEnds(source, '$');
  const plain = plainSource === source ? anywhere : boundedRegExp(plainSource, `${flags}g`);
  const expressionFor = (text: string): RegExp => (plain === anywhere || text.endsWith('\n') ? anywhere : plain);
  const [anywhereAtAll, plainAtAll] = [boundedTest(source, flags), boundedTest(plainSource, flags)];
  let placed: RegExp | undefined;
  return {
    names: names.map(([name]) => name),
    starts: (text, from = 0) => {
      placed ??= new RegExp(source, `${flags.replace('d', '')}gd`);
      placed.lastIndex = from;
      const found = placed.exec(text);
      const starts = new Map<string, number>();
      for (const [name, group] of names) {
        const start = found?.indices?.[groups[group - 1] ?? -1]?.[0];
        if (start !== undefined && !starts.has(name)) starts.set(name, start);
      }
      return starts;
    },
    test: (text) => (text.endsWith('\n') ? anywhereAtAll : plainAtAll).test(text),
    exec: (text, from = 0) => {
      const expression = expressionFor(text);
      expression.lastIndex = from;
      const found = expression.exec(text);
      if (!found) return null;
      const kept = keep === undefined ? undefined : found.indices?.[keep];
      const values = groups.map((group) => found[group]);
      const named = new Map<string, string>();
      for (const [name, group] of names) {
        const value = values[group - 1];
        if (value !== undefined && !named.has(name)) named.set(name, value);
      }
      return { index: kept?.[0] ?? found.index, end: found.index + found[0].length, groups: values, names: named };
    },
  };
}

/** The linear engine wherever it serves. */
const either = (linear: LinearRegex, fast: SplRegex, backtracking: SplRegex): SplRegex => ({
  names: backtracking.names,
  test: (text) => (linear.serves(text) ? fast : backtracking).test(text),
  exec: (text, from) => (linear.serves(text) ? fast : backtracking).exec(text, from),
  starts: (text, from) => (linear.serves(text) ? fast : backtracking).starts(text, from),
});

function linearRegexOf({ keep, groups, names }: TranslatedPcre, linear: LinearRegex): SplRegex {
  return {
    names: names.map(([name]) => name),
    test: (text) => linear.test(text),
    starts: (text, from = 0) => {
      const found = linear.exec(text, from);
      const starts = new Map<string, number>();
      for (const [name, group] of names) {
        const start = found?.start(groups[group - 1] ?? 0) ?? -1;
        if (start >= 0 && !starts.has(name)) starts.set(name, start);
      }
      return starts;
    },
    exec: (text, from = 0) => {
      const found = linear.exec(text, from);
      if (!found) return null;
      const values = groups.map((group) => found.group(group));
      const named = new Map<string, string>();
      for (const [name, group] of names) {
        const value = values[group - 1];
        if (value !== undefined && !named.has(name)) named.set(name, value);
      }
      const kept = keep === undefined ? -1 : found.start(keep);
      return { index: kept < 0 ? found.index : kept, end: found.end, groups: values, names: named };
    },
  };
}

/** Replaces every match; `\1` in the replacement is a group, `\0` the match. */
export function replaceMatches(regex: SplRegex, text: string, replacement: string): string {
  let result = '';
  let copied = 0;
  let at = 0;
  while (at <= text.length) {
    const match = regex.exec(text, at);
    if (!match) break;
    result += text.slice(copied, match.index) + expandReplacement(replacement, match, text);
    copied = match.end;
    at = match.end > match.index ? match.end : match.end + 1;
  }
  return result + text.slice(copied);
}

function expandReplacement(replacement: string, match: SplMatch, text: string): string {
  if (!replacement.includes('\\')) return replacement;
  return replacement.replace(/\\(\d|\\)/g, (_whole, reference: string) => {
    if (reference === '\\') return '\\';
    return reference === '0' ? text.slice(match.index, match.end) : (match.groups[Number(reference) - 1] ?? '');
  });
}
