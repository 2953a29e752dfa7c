import { isTrue, type Settings } from '../conf/conf-file.ts';
import { settingWords } from '../props/field-list.ts';
import { type Extraction, FieldCollector } from './extraction.ts';
import { cleanKey } from './regex-extraction.ts';

/**
 * A transform with DELIMS: one set of delimiters and FIELDS cuts columns; one set alone cuts names and values in turn; two
 * sets cut pairs, then name and value. Without FIELDS delimiters in a row count as one. Values in double quotes may hold
 * delimiters. `MV_ADD` keeps every value of a repeated name, `CLEAN_KEYS=false` keeps names as they are written.
 */
export function delimitedTransform(name: string, settings: Settings): Extraction | undefined {
  const [first, second] = delimiters(settings.get('DELIMS') ?? '');
  if (first === undefined) return undefined;
  const sourceKey = settings.get('SOURCE_KEY') ?? '_raw';
  const columns = settingWords(settings.get('FIELDS') ?? '', true);
  const keepsAll = isTrue(settings.get('MV_ADD'));
  const keepsEmpty = isTrue(settings.get('KEEP_EMPTY_VALS'));
  const cut = { name, sourceKey, delimiters: first, keepsAll, keepsEmpty };
  if (second === undefined && columns.length > 0) return cutColumns(cut, columns);
  return cutPairs(cut, { equals: second, cleans: isTrue(settings.get('CLEAN_KEYS'), true) });
}

interface Cut {
  readonly name: string;
  readonly sourceKey: string;
  readonly delimiters: string;
  readonly keepsAll: boolean;
  readonly keepsEmpty: boolean;
}

function cutColumns(
  { name, sourceKey, delimiters: set, keepsAll, keepsEmpty }: Cut,
  columns: readonly string[],
): Extraction {
  return {
    name,
    sourceKey,
    fields: new Set(columns),
    adds: keepsAll,
    verbatim: true,
    extract: (text) => {
      const collected = new FieldCollector(keepsAll);
      split(text, set, { unquote: true, escapes: false }).forEach((cell, at) => {
        const column = columns[at];
        if (column !== undefined && (cell !== '' || keepsEmpty)) collected.add(column, cell);
      });
      return collected.values;
    },
  };
}

interface PairCut {
  /** Undefined: names and values come in turn. */
  readonly equals: string | undefined;
  readonly cleans: boolean;
}

function cutPairs(
  { name, sourceKey, delimiters: set, keepsAll, keepsEmpty }: Cut,
  { equals, cleans }: PairCut,
): Extraction {
  return {
    name,
    sourceKey,
    fields: undefined,
    adds: keepsAll,
    verbatim: false,
    extract: (text) => {
      const collected = new FieldCollector(keepsAll);
      for (const [key, value] of equals === undefined ? inTurn(text, set) : pairs(text, set, equals)) {
        const trimmed = key.trim();
        if (trimmed === '' || (value === '' && !keepsEmpty)) continue;
        collected.add(cleans ? cleanKey(trimmed) : trimmed, value.replace(/\\([\\"])/g, '$1'));
      }
      return collected.values;
    },
  };
}

type Pairs = Iterable<readonly [string, string]>;

function* pairs(text: string, set: string, equals: string): Pairs {
  for (const pair of split(text, set, { unquote: false, escapes: true })) {
    const [key = '', ...values] = split(pair, equals, { unquote: true, escapes: true });
    if (values.length === 0) continue;
    const first = values.findIndex((value) => value !== '');
    yield [key, values.slice(Math.max(first, 0)).join(equals[0])];
  }
}

function* inTurn(text: string, set: string): Pairs {
  const tokens = split(text, set, { unquote: true, escapes: true }).filter((token) => token !== '');
  for (let at = 0; at + 1 < tokens.length; at += 2) yield [tokens[at] as string, tokens[at + 1] as string];
}

/** `"|", "="` → the characters of each set. */
function delimiters(setting: string): readonly string[] {
  return [...setting.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, set]) =>
    (set as string).replace(
      /\\(.)/g,
      (_, character: string) => ({ t: '\t', n: '\n', r: '\r' })[character] ?? character,
    ),
  );
}

/** Cuts at any of the delimiters outside of double quotes; with `escapes` a quote after a backslash is text. `unquote` takes quotes around a whole cell away. */
function split(
  text: string,
  delimiter: string,
  { unquote, escapes }: { readonly unquote: boolean; readonly escapes: boolean },
): readonly string[] {
  const cells: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at];
    if (escapes && quoted && character === '\\') {
      at += 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (character !== undefined && (quoted || !delimiter.includes(character))) continue;
    const cell = text.slice(start, at);
    cells.push(unquote ? cell.replace(/^\s*"(.*)"\s*$/s, '$1') : cell);
    start = at + 1;
  }
  return cells;
}
