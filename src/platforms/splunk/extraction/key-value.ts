import type { Extraction } from './extraction.ts';
import { FieldCollector } from './extraction.ts';
import { collectJson } from './json-fields.ts';
import { collectXml } from './xml-fields.ts';

/** Automatic extraction reads this many characters (limits.conf, `[kv] maxchars`). */
const MAXIMUM_CHARACTERS = 10_240;

const NAME = String.raw`(?:^|[\s,;|&?([{"']|\[@)([A-Za-z_][\w.:-]*)\s?=\s?`;
const REST = String.raw`|'([^']*)'|([^\s,;|&"'()[\]{}]+))`;
const PAIR = new RegExp(`${NAME}(?:"([^"]*)"${REST}`, 'g');
/** Where quotes and backslashes are written with a backslash in front. */
const ESCAPED_PAIR = new RegExp(`${NAME}(?:"((?:[^"\\\\]|\\\\.)*)"${REST}`, 'gs');

/** How JSON begins that names fields; a head such as `[04/Mar/2024:10:00:00 +0000]` is none. */
const JSON_START = /^\s*(?:\{\s*["}]|\[\s*[{["\]])/;

/** What `KV_MODE`, `AUTO_KV_JSON` and `KV_TRIM_SPACES` say. */
export interface KeyValueSettings {
  readonly mode: string;
  readonly json: boolean;
  readonly trims: boolean;
}

const MODES = new Set(['auto', 'auto_escaped', 'json', 'xml']);

/** Whether a mode is known and does something. */
export const isKeyValueMode = (mode: string): boolean => MODES.has(mode.trim().toLowerCase());

/**
 * `KV_MODE`: `auto` finds `name=value` pairs, and JSON where the event is JSON; `auto_escaped` reads `\"` and `\\` in
 * quoted values; `json` and `xml` as they say, of events that are JSON or XML. Fields that are there keep their values.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — props.conf, KV_MODE
 */
export function keyValueExtraction({ mode, json, trims }: KeyValueSettings): Extraction | undefined {
  const kind = mode.trim().toLowerCase();
  if (!isKeyValueMode(kind)) return undefined;
  const readsJson = kind === 'json' || (kind !== 'xml' && json);
  return {
    name: `KV_MODE = ${kind}`,
    sourceKey: '_raw',
    fields: undefined,
    automatic: true,
    adds: false,
    verbatim: kind !== 'xml' && kind !== 'auto_escaped',
    extract: (raw) => {
      const collected = new FieldCollector(kind === 'xml' || readsJson);
      const isJson = readsJson && JSON_START.test(raw);
      if (isJson) collectJson(raw, collected);
      if (kind === 'xml') collectXml(raw.slice(0, MAXIMUM_CHARACTERS), collected);
      else if (kind !== 'json' && !isJson) {
        collectPairs(raw.slice(0, MAXIMUM_CHARACTERS), collected, { escaped: kind === 'auto_escaped', trims });
      }
      return collected.values;
    },
  };
}

interface PairOptions {
  readonly escaped: boolean;
  readonly trims: boolean;
}

function collectPairs(text: string, collected: FieldCollector, { escaped, trims }: PairOptions): void {
  for (const [, name, double, single, bare] of text.matchAll(escaped ? ESCAPED_PAIR : PAIR)) {
    const quoted = escaped ? double?.replace(/\\(["\\])/g, '$1') : double;
    const value = quoted ?? single ?? bare ?? '';
    const kept = trims ? value.replace(/^ +| +$/g, '') : value;
    if (kept !== '' && !collected.values.has(name as string)) collected.add(name as string, kept);
  }
}
