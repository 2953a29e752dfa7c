import type { TableFunction } from '../../../plan/library.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import type { Value } from '../../../table/value.ts';
import { isObject, parseDocument } from '../functions/json-path.ts';
import { fromList, toText } from '../values.ts';
import { addValue, jsonLeaves } from './json-leaves.ts';
import { columnOf } from './support.ts';
import { parseXml, type XmlNode } from './xml-tree.ts';

/** limits.conf `[spath] extraction_cutoff`: spath without a path reads no further. */
const SPATH_CUTOFF = 5000;

export interface ExtractOptions {
  readonly how: 'spath' | 'xmlkv' | 'pairs' | 'fromjson';
  readonly input: string;
  readonly prefix?: string;
  readonly pairDelimiters?: string;
  readonly keyDelimiters?: string;
  /** Of pairs: a key that comes again adds a value. */
  readonly several?: boolean;
  readonly cleanKeys?: boolean;
  readonly limit?: number;
  readonly characters?: number;
}

/** Adds the fields that the text of one field holds; their names are known at run time only. */
export const extractFields: TableFunction = {
  name: 'spl.extract-fields',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const extract = options as ExtractOptions;
    for (const batch of input) {
      const source = columnOf(batch, extract.input);
      const found = new Map<number, ReadonlyMap<string, Value>>();
      const names = new Set<string>();
      for (const row of batch.rows()) {
        const text = source.at(row);
        if (text === null) continue;
        const fields = fieldsIn(toText(text), extract);
        found.set(row, fields);
        for (const name of fields.keys()) names.add(name);
      }
      const columns = new Map<string, Column>();
      for (const name of names) {
        const before = columnOf(batch, name);
        columns.set(name, new LazyColumn(batch.baseLength, (row) => found.get(row)?.get(name) ?? before.at(row)));
      }
      yield batch.extend(columns);
    }
  },
};

function fieldsIn(text: string, options: ExtractOptions): ReadonlyMap<string, Value> {
  switch (options.how) {
    case 'spath':
      return /^\s*</.test(text) ? xmlLeaves(text) : jsonLeaves(text, SPATH_CUTOFF);
    case 'xmlkv':
      return xmlPairs(text);
    case 'fromjson':
      return members(text, options.prefix ?? '');
    case 'pairs':
      return collected(
        options.pairDelimiters === undefined && options.keyDelimiters === undefined
          ? pairsIn(text.slice(0, options.characters))
          : delimitedPairs(
              text.slice(0, options.characters),
              options.pairDelimiters ?? ' ,;|\t\n',
              options.keyDelimiters ?? '=',
            ),
        options,
      );
  }
}

/** `<tag …>value</tag>`: the last of a name counts. */
function xmlPairs(text: string): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  for (const [, name = '', value = ''] of text.matchAll(/<([^\s/>!?]+)[^>]*>([^<]*)<\/\1\s*>/g))
    fields.set(name, value);
  return fields;
}

/** Elements by their path, attributes as `{@name}`. */
function xmlLeaves(text: string): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  const walk = (node: XmlNode, path: string): void => {
    for (const [name, value] of node.attributes) addValue(fields, `${path}{@${name}}`, value);
    if (node.children.length === 0 && path !== '' && node.text.trim() !== '') addValue(fields, path, node.text.trim());
    for (const child of node.children) walk(child, path === '' ? child.name : `${path}.${child.name}`);
  };
  const root = parseXml(text.slice(0, SPATH_CUTOFF));
  if (root) walk(root, '');
  return fields;
}

/** The members of a JSON object; arrays are several values, objects stay JSON. */
function members(text: string, prefix: string): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  const document = parseDocument(text)?.document;
  if (!isObject(document)) return fields;
  const cell = (value: unknown): Value =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  for (const [key, value] of Object.entries(document)) {
    const values = Array.isArray(value) ? fromList(value.map(cell)) : cell(value);
    if (values !== null) fields.set(prefix + key, values);
  }
  return fields;
}

/** The fields of pairs: the first value of a key, or with `mv_add` all of them. */
function collected(
  pairs: Iterable<readonly [string, string]>,
  { several = false, cleanKeys = true, limit = Number.POSITIVE_INFINITY }: ExtractOptions,
): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  for (const [key, value] of pairs) {
    const name = cleanKeys ? cleaned(key) : key;
    if (!fields.has(name)) {
      if (fields.size < limit) fields.set(name, value);
    } else if (several) addValue(fields, name, value);
  }
  return fields;
}

/** transforms.conf, CLEAN_KEYS: letters and digits stay, the rest is `_`; none of `_` and digits at the beginning. */
const cleaned = (key: string): string => key.replace(/[^A-Za-z0-9_]/g, '_').replace(/^[_0-9]+(?=.)/, '');

/** `key=value` and `key="a value"`, as automatic extraction finds them. */
function* pairsIn(text: string): Iterable<readonly [string, string]> {
  for (const [, key = '', quoted, single, bare] of text.matchAll(
    /(?:^|[\s,;|&({[])([A-Za-z_][\w.:-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;|&"')}\]]+))/g,
  ))
    yield [key, (quoted ?? single ?? bare ?? '').replace(/\\(["\\])/g, '$1')];
}

/** Pairs between any of the characters that are given. */
function* delimitedPairs(text: string, pairs: string, keys: string): Iterable<readonly [string, string]> {
  const any = (characters: string): string => `[${characters.replace(/[\\\]^-]/g, '\\$&')}]`;
  const separator = new RegExp(any(keys));
  for (const part of text.split(new RegExp(`${any(pairs)}+`))) {
    const at = separator.exec(part);
    if (!at || at.index === 0) continue;
    const value = part.slice(at.index + 1).trim();
    const key = part.slice(0, at.index).trim();
    if (key !== '' && value !== '') yield [key, value.replace(/^"(.*)"$/s, '$1')];
  }
}
