/** One stanza of a .conf file: setting → value, in the order of the file. */
export type Settings = ReadonlyMap<string, string>;
export type Stanzas = ReadonlyMap<string, Settings>;

/**
 * Parses Splunk's .conf syntax: `[stanza]`, `key = value`, `#` comments at the start of a line, a backslash at the end of a
 * line carries the value on. A stanza that comes again is continued; a setting that comes again replaces the first.
 * Settings before any stanza belong to `default`.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — About configuration files
 */
export function parseConf(text: string): Stanzas {
  const stanzas = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of logicalLines(text)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const header = /^\[(.*)\]\s*$/s.exec(trimmed);
    if (header) {
      current = stanzaOf(stanzas, header[1] as string);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    current ??= stanzaOf(stanzas, 'default');
    current.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return stanzas;
}

/** Lines with their continuations; the break itself stays, as Splunk keeps it. */
function* logicalLines(text: string): Iterable<string> {
  let pending: string | undefined;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const whole: string = pending === undefined ? line : `${pending}\n${line}`;
    pending = undefined;
    if (/\\\s*$/.test(whole) && !/^\s*#/.test(whole)) pending = whole.replace(/\\\s*$/, '');
    else yield whole;
  }
  if (pending !== undefined) yield pending;
}

function stanzaOf(stanzas: Map<string, Map<string, string>>, name: string): Map<string, string> {
  let stanza = stanzas.get(name);
  if (!stanza) {
    stanza = new Map();
    stanzas.set(name, stanza);
  }
  return stanza;
}

/** All layers as one, setting by setting; earlier layers win. `default` stanzas reach every stanza of their layer's file. */
export function mergeConf(layers: readonly Stanzas[]): Stanzas {
  const merged = new Map<string, Map<string, string>>();
  for (const layer of layers) {
    for (const [name, settings] of layer) {
      const stanza = stanzaOf(merged, name);
      for (const [key, value] of settings) if (!stanza.has(key)) stanza.set(key, value);
    }
  }
  const defaults = merged.get('default');
  if (defaults) {
    merged.delete('default');
    for (const stanza of merged.values()) {
      for (const [key, value] of defaults) if (!stanza.has(key)) stanza.set(key, value);
    }
  }
  return merged;
}

const TRUE_WORDS = new Set(['1', 'true', 't', 'yes', 'y', 'enabled', 'on']);

/** A boolean setting; absent: `fallback`. */
export const isTrue = (value: string | undefined, fallback = false): boolean =>
  value === undefined ? fallback : TRUE_WORDS.has(value.trim().toLowerCase());
