import type { CallSite, Evaluator, ScalarFunction } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { convert } from '../convert.ts';
import { elementOf, isArray } from '../dynamic.ts';
import { nullOf } from '../functions/define.ts';
import { compileKqlRegex, matchesOf } from '../regex.ts';
import { cutText, numberPattern } from './parse-text.ts';

/** A piece of a `parse` pattern. */
export type ParsePiece =
  | { readonly kind: 'any' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'column'; readonly type: string };

interface ParseOptions {
  readonly pieces: readonly ParsePiece[];
  readonly mode: string;
  readonly flags: string;
}

interface ParseKvOptions {
  readonly keys: readonly { readonly name: string; readonly type: string }[];
  readonly settings: ParseKvSettings;
}

export interface ParseKvSettings {
  readonly pairDelimiter: string | undefined;
  readonly kvDelimiter: string | undefined;
  readonly regex: string | undefined;
  readonly greedy: boolean;
  readonly quotes: readonly Quote[];
  readonly escapes: readonly string[];
}

interface Quote {
  readonly open: string;
  readonly close: string;
}

const textArgument = ({ arguments: [argument] }: CallSite): ((row: number) => string) => {
  return (row) => {
    const value = argument?.evaluate(row) ?? '';
    return typeof value === 'string' ? value : String(convert(value, 'dynamic', 'string') ?? '');
  };
};

/**
 * The values that the pattern cuts out of a text, as an array, or null when the text does not fit.
 *
 * @see https://learn.microsoft.com/kusto/query/parse-operator
 */
const parseFunction: ScalarFunction = {
  name: 'kql.parse',
  compile(site) {
    const options = site.options as ParseOptions;
    const text = textArgument(site);
    const types = options.pieces.flatMap((piece) => (piece.kind === 'column' ? [piece.type] : []));
    const cut = options.mode === 'regex' ? regexCut(options) : (source: string) => cutText(source, options.pieces);
    const strict = options.mode !== 'relaxed';
    return (row) => {
      const parts = cut(text(row));
      if (!parts) return null;
      const values = parts.map((part, at) => typed(part, types[at] ?? 'string'));
      if (strict && values.some((value, at) => value === null && types[at] !== 'string')) return null;
      return values;
    };
  },
};

const typed = (part: string, type: string): Value => (type === 'string' ? part : convert(part, 'string', type));

function regexCut({ pieces, flags }: ParseOptions): (text: string) => readonly string[] | undefined {
  const source = pieces.map((piece) => {
    if (piece.kind === 'text') return `(?:${piece.text})`;
    if (piece.kind === 'any') return '.*';
    return `(?P<>${numberPattern(piece.type, '.*')})`;
  });
  const prefix = flags === '' ? '' : `(?${flags})`;
  let group = 0;
  const named = source.join('').replaceAll('(?P<>', () => {
    group += 1;
    return `(?P<c${group}>`;
  });
  const regex = compileKqlRegex(`${prefix}^${named}$`);
  const columns = Array.from({ length: group }, (_, at) => regex.names.get(`c${at + 1}`) ?? at + 1);
  return (text) => {
    const match = regex.find(text);
    return match ? columns.map((column) => match.groups[column] ?? '') : undefined;
  };
}

/** One value out of what `parse` found; typed already by `parse`, texts by `parse-kv`. */
const parsedValue: ScalarFunction = {
  name: 'kql.parsed-value',
  compile({ arguments: [array, index], options }): Evaluator {
    const { result } = options as { readonly result: string };
    const at = Number(index?.constant?.value ?? 0);
    return (row) => {
      const value = array?.evaluate(row) ?? null;
      return (isArray(value) ? elementOf(value, at) : null) ?? nullOf(result);
    };
  },
};

/**
 * The values of the keys that `parse-kv` was asked for, as an array.
 *
 * @see https://learn.microsoft.com/kusto/query/parse-kv-operator
 */
const parseKvFunction: ScalarFunction = {
  name: 'kql.parse-kv',
  compile(site) {
    const { keys, settings } = site.options as ParseKvOptions;
    const text = textArgument(site);
    const pairs = pairsBy(
      settings,
      keys.map(({ name }) => name),
    );
    const places = new Map(keys.map(({ name }, at) => [name, at]));
    return (row) => {
      const found = new Array<Value>(keys.length).fill(null);
      const seen = new Set<number>();
      for (const [key, value] of pairs(text(row))) {
        const at = places.get(key);
        if (at === undefined || seen.has(at)) continue;
        seen.add(at);
        found[at] = typed(value, keys[at]?.type ?? 'string');
      }
      return found;
    };
  },
};

function pairsBy(settings: ParseKvSettings, keys: readonly string[]): Pairs {
  if (settings.regex !== undefined) return regexPairs(settings.regex);
  const delimited = settings.pairDelimiter !== undefined || settings.kvDelimiter !== undefined;
  return delimited ? delimitedPairs(settings) : wordPairs(keys, settings);
}

/** White space around keys and values does not count. */
type Pairs = (text: string) => Iterable<readonly [string, string]>;

function regexPairs(source: string): Pairs {
  const regex = compileKqlRegex(source);
  return function* (text) {
    for (const { groups } of matchesOf(regex, text)) yield [(groups[1] ?? '').trim(), (groups[2] ?? '').trim()];
  };
}

/** Pairs between delimiters; with `greedy` a value reaches to the next key. */
function delimitedPairs(settings: ParseKvSettings): Pairs {
  const { pairDelimiter = ' ', kvDelimiter = '=', quotes, escapes, greedy } = settings;
  return function* (text) {
    let at = 0;
    while (at < text.length) {
      const keyEnd = text.indexOf(kvDelimiter, at);
      if (keyEnd < 0) return;
      const key = lastKey(text.slice(at, keyEnd), pairDelimiter, quotes);
      const start = keyEnd + kvDelimiter.length;
      const inside = start + (text.slice(start).match(/^\s*/)?.[0].length ?? 0);
      const quote = quotes.find(({ open }) => text.startsWith(open, inside));
      const [value, end] = quote
        ? quotedValue(text, inside + quote.open.length, quote.close, escapes)
        : bareValue(text, start, pairDelimiter, kvDelimiter, greedy);
      yield [key, quote ? value : value.trim()];
      at = end;
      if (pairDelimiter !== '' && text.startsWith(pairDelimiter, at)) at += pairDelimiter.length;
    }
  };
}

/** The key right before its delimiter; a quoted one may hold pair delimiters. */
function lastKey(between: string, pairDelimiter: string, quotes: readonly Quote[]): string {
  const trimmed = between.trim();
  for (const { open, close } of quotes) {
    const start = trimmed.endsWith(close) ? trimmed.lastIndexOf(open, trimmed.length - 1 - close.length) : -1;
    if (start >= 0) return trimmed.slice(start + open.length, -close.length);
  }
  const cut = between.lastIndexOf(pairDelimiter);
  return (cut < 0 ? between : between.slice(cut + pairDelimiter.length)).trim();
}

/** Without delimiters, words and quoted texts that are parted by anything else: each key is followed by its value. */
function wordPairs(keys: readonly string[], { quotes, escapes }: ParseKvSettings): Pairs {
  const wanted = new Set(keys);
  return function* (text) {
    const words = [...wordsOf(text, quotes, escapes)];
    for (let at = 0; at + 1 < words.length; at += 1) {
      const key = words[at] as string;
      if (wanted.has(key)) yield [key, words[at + 1] as string];
    }
  };
}

function* wordsOf(text: string, quotes: readonly Quote[], escapes: readonly string[]): Iterable<string> {
  const word = /[\p{L}\p{N}_]+/uy;
  let at = 0;
  while (at < text.length) {
    const quote = quotes.find(({ open }) => text.startsWith(open, at));
    if (quote) {
      const [value, end] = quotedValue(text, at + quote.open.length, quote.close, escapes);
      yield value;
      at = end;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(text)?.[0];
    if (found !== undefined) yield found;
    at += found?.length ?? 1;
  }
}

function quotedValue(
  text: string,
  start: number,
  close: string,
  escapes: readonly string[],
): readonly [string, number] {
  let value = '';
  for (let at = start; at < text.length; at += 1) {
    const escapeText = escapes.find((candidate) => candidate !== '' && text.startsWith(candidate, at));
    if (escapeText !== undefined && at + 1 < text.length) {
      at += escapeText.length;
      value += text[at];
    } else if (text.startsWith(close, at)) return [value, at + close.length];
    else value += text[at];
  }
  return [value, text.length];
}

function bareValue(
  text: string,
  start: number,
  pairDelimiter: string,
  kvDelimiter: string,
  greedy: boolean,
): readonly [string, number] {
  let end = text.indexOf(pairDelimiter, start);
  if (greedy) {
    const nextKey = text.indexOf(kvDelimiter, start);
    end = nextKey < 0 ? -1 : text.lastIndexOf(pairDelimiter, nextKey);
    if (end < start) end = -1;
  }
  const stop = end < 0 ? text.length : end;
  return [text.slice(start, stop), stop];
}

export const parseFunctions: readonly ScalarFunction[] = [parseFunction, parsedValue, parseKvFunction];
