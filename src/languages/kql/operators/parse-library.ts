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
  readonly settings: Readonly<Record<string, string>>;
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
      for (const [key, value] of pairs(text(row))) {
        const at = places.get(key);
        if (at !== undefined && found[at] === null) found[at] = typed(value, keys[at]?.type ?? 'string');
      }
      return found;
    };
  },
};

function pairsBy(settings: Readonly<Record<string, string>>, keys: readonly string[]): Pairs {
  if (settings['regex'] !== undefined) return regexPairs(settings['regex']);
  const delimited = settings['pair_delimiter'] !== undefined || settings['kv_delimiter'] !== undefined;
  return delimited || settings['quote'] !== undefined ? delimitedPairs(settings) : wordPairs(keys);
}

type Pairs = (text: string) => Iterable<readonly [string, string]>;

function regexPairs(source: string): Pairs {
  const regex = compileKqlRegex(source);
  return function* (text) {
    for (const { groups } of matchesOf(regex, text)) yield [groups[1] ?? '', groups[2] ?? ''];
  };
}

/** Pairs between delimiters; with `greedy` a value reaches to the next key. */
function delimitedPairs(settings: Readonly<Record<string, string>>): Pairs {
  const pairDelimiter = settings['pair_delimiter'] ?? ' ';
  const kvDelimiter = settings['kv_delimiter'] ?? '=';
  const [open = '', close = open] = [...(settings['quote'] ?? '')];
  const escapeText = settings['escape'] ?? '';
  const greedy = settings['greedy'] === 'true';
  return function* (text) {
    let at = 0;
    while (at < text.length) {
      const keyEnd = text.indexOf(kvDelimiter, at);
      if (keyEnd < 0) return;
      const key = lastKey(text.slice(at, keyEnd), pairDelimiter, open, close);
      const start = keyEnd + kvDelimiter.length;
      const quoted = open !== '' && text.startsWith(open, start);
      const [value, end] = quoted
        ? quotedValue(text, start + open.length, close, escapeText)
        : bareValue(text, start, pairDelimiter, kvDelimiter, greedy);
      yield [unquoted(key, open, close), value];
      at = end;
      if (pairDelimiter !== '' && text.startsWith(pairDelimiter, at)) at += pairDelimiter.length;
    }
  };
}

/** The key right before its delimiter; a quoted one may hold pair delimiters. */
function lastKey(between: string, pairDelimiter: string, open: string, close: string): string {
  const trimmed = between.trim();
  const quote = close !== '' && trimmed.endsWith(close) ? trimmed.lastIndexOf(open, trimmed.length - 2) : -1;
  if (quote >= 0) return trimmed.slice(quote);
  const cut = between.lastIndexOf(pairDelimiter);
  return (cut < 0 ? between : between.slice(cut + pairDelimiter.length)).trim();
}

/** Without delimiters, words that are parted by anything else: each key is followed by its value. */
function wordPairs(keys: readonly string[]): Pairs {
  const wanted = new Set(keys);
  return function* (text) {
    const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
    for (let at = 0; at + 1 < words.length; at += 1) {
      const key = words[at] as string;
      if (wanted.has(key)) yield [key, words[at + 1] as string];
    }
  };
}

const unquoted = (key: string, open: string, close: string): string =>
  open !== '' && key.startsWith(open) && key.endsWith(close) && key.length > 1 ? key.slice(1, -1) : key;

function quotedValue(text: string, start: number, close: string, escapeText: string): readonly [string, number] {
  let value = '';
  for (let at = start; at < text.length; at += 1) {
    if (escapeText !== '' && text.startsWith(escapeText, at) && at + 1 < text.length) {
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
