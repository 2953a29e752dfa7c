import { isTrue, type Settings } from '../conf/conf-file.ts';
import { settingWords } from '../props/field-list.ts';
import { type Extraction, FieldCollector } from './extraction.ts';
import { cleanKey } from './regex-extraction.ts';

/**
 * A transform with DELIMS: one set of delimiters and FIELDS cuts columns; two sets cut pairs, then name and value.
 * Values in double quotes may hold delimiters. `MV_ADD` keeps every value of a repeated name, `CLEAN_KEYS=false` keeps
 * names as they are written.
 */
export function delimitedTransform(name: string, settings: Settings): Extraction | undefined {
  const [first, second] = delimiters(settings.get('DELIMS') ?? '');
  if (first === undefined) return undefined;
  const sourceKey = settings.get('SOURCE_KEY') ?? '_raw';
  const columns = settingWords(settings.get('FIELDS') ?? '', true);
  if (second === undefined && columns.length > 0) return cutColumns(name, sourceKey, first, columns);
  if (second === undefined) return undefined;
  const keepsAll = isTrue(settings.get('MV_ADD'));
  const cleans = !settings.has('CLEAN_KEYS') || isTrue(settings.get('CLEAN_KEYS'));
  return cutPairs({ name, sourceKey, pairs: first, equals: second, keepsAll, cleans });
}

function cutColumns(name: string, sourceKey: string, delimiter: string, columns: readonly string[]): Extraction {
  return {
    name,
    sourceKey,
    fields: new Set(columns),
    adds: false,
    verbatim: true,
    extract: (text) => {
      const collected = new FieldCollector(false);
      split(text, delimiter, { unquote: true, escapes: false }).forEach((cell, at) => {
        const column = columns[at];
        if (column !== undefined && cell !== '') collected.add(column, cell);
      });
      return collected.values;
    },
  };
}

interface PairCut {
  readonly name: string;
  readonly sourceKey: string;
  readonly pairs: string;
  readonly equals: string;
  readonly keepsAll: boolean;
  readonly cleans: boolean;
}

function cutPairs({ name, sourceKey, pairs, equals, keepsAll, cleans }: PairCut): Extraction {
  return {
    name,
    sourceKey,
    fields: undefined,
    adds: keepsAll,
    verbatim: false,
    extract: (text) => {
      const collected = new FieldCollector(keepsAll);
      for (const pair of split(text, pairs, { unquote: false, escapes: true })) {
        const [key, ...values] = split(pair, equals, { unquote: true, escapes: true });
        const value = values.join(equals[0]).replace(/\\([\\"])/g, '$1');
        const trimmed = key?.trim() ?? '';
        if (trimmed !== '' && value !== '') collected.add(cleans ? cleanKey(trimmed) : trimmed, value);
      }
      return collected.values;
    },
  };
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
