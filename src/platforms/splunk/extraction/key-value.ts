import type { Extraction } from './extraction.ts';
import { FieldCollector } from './extraction.ts';
import { collectJson } from './json-fields.ts';
import { collectXml } from './xml-fields.ts';

/** Automatic extraction reads this many characters (limits.conf, `[kv] maxchars`). */
const MAXIMUM_CHARACTERS = 10_240;

const PAIR = /(?:^|[\s,;|&?([{"'])([A-Za-z_][\w.:-]*)\s?=\s?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;|&"'()[\]{}]+))/g;

/**
 * `KV_MODE`: `auto` finds `name=value` pairs, and JSON where the event is JSON; `json`, `xml`, `multi` and `none` as they
 * say. Fields that are there already keep their values.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — props.conf, KV_MODE
 */
export function keyValueExtraction(mode: string, autoJson: boolean): Extraction | undefined {
  const kind = mode.trim().toLowerCase();
  if (kind === 'none' || kind === 'multi') return undefined;
  return {
    name: `KV_MODE = ${kind}`,
    sourceKey: '_raw',
    fields: undefined,
    automatic: true,
    adds: false,
    verbatim: kind !== 'xml',
    extract: (raw) => {
      const collected = new FieldCollector(kind === 'json' || kind === 'xml' || autoJson);
      const text = raw.length > MAXIMUM_CHARACTERS && kind !== 'json' ? raw.slice(0, MAXIMUM_CHARACTERS) : raw;
      if (kind === 'xml') collectXml(text, collected);
      else if (kind === 'json' || (autoJson && /^\s*[{[]/.test(raw))) collectJson(raw, collected);
      else collectPairs(text, collected);
      return collected.values;
    },
  };
}

function collectPairs(text: string, collected: FieldCollector): void {
  for (const [, name, double, single, bare] of text.matchAll(PAIR)) {
    const value = double ?? single ?? bare ?? '';
    if (value !== '' && !collected.values.has(name as string)) collected.add(name as string, value);
  }
}
