import type { Settings } from '../conf/conf-file.ts';
import { settingWords } from '../props/field-list.ts';
import { type Extraction, FieldCollector } from './extraction.ts';
import { cleanKey } from './regex-extraction.ts';

/**
 * A transform with DELIMS: one set of delimiters and FIELDS cuts columns; two sets cut pairs, then name and value.
 * Values in double quotes may hold delimiters.
 */
export function delimitedTransform(name: string, settings: Settings): Extraction | undefined {
  const [first, second] = delimiters(settings.get('DELIMS') ?? '');
  if (first === undefined) return undefined;
  const sourceKey = settings.get('SOURCE_KEY') ?? '_raw';
  const columns = settingWords(settings.get('FIELDS') ?? '', true);
  if (second === undefined && columns.length > 0) return cutColumns(name, sourceKey, first, columns);
  return second === undefined ? undefined : cutPairs(name, sourceKey, first, second);
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
      split(text, delimiter).forEach((cell, at) => {
        const column = columns[at];
        if (column !== undefined && cell !== '') collected.add(column, cell);
      });
      return collected.values;
    },
  };
}

function cutPairs(name: string, sourceKey: string, pairs: string, equals: string): Extraction {
  return {
    name,
    sourceKey,
    fields: undefined,
    adds: false,
    verbatim: true,
    extract: (text) => {
      const collected = new FieldCollector(false);
      for (const pair of split(text, pairs, false)) {
        const [key, ...values] = split(pair, equals);
        const value = values.join(equals[0]);
        if (key !== undefined && key.trim() !== '' && value !== '') collected.add(cleanKey(key.trim()), value);
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

/** Cuts at any of the delimiters outside of double quotes; `unquote` takes quotes around a whole cell away. */
function split(text: string, delimiter: string, unquote = true): readonly string[] {
  const cells: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (character !== undefined && (quoted || !delimiter.includes(character))) continue;
    const cell = text.slice(start, at);
    cells.push(unquote ? cell.replace(/^\s*"(.*)"\s*$/s, '$1') : cell);
    start = at + 1;
  }
  return cells;
}
