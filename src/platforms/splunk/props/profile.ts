import { isTrue, type Settings, type Stanzas } from '../conf/conf-file.ts';
import { delimitedTransform } from '../extraction/delimited-transform.ts';
import type { Extraction } from '../extraction/extraction.ts';
import { keyValueExtraction } from '../extraction/key-value.ts';
import { inlineExtraction, regexTransform } from '../extraction/regex-extraction.ts';
import { type AutomaticLookup, parseAutomaticLookup } from './automatic-lookup.ts';
import { type FieldAlias, parseFieldAliases } from './field-alias.ts';
import { settingWords } from './field-list.ts';

/**
 * What happens to events of one kind at search time, in Splunk's order: extractions (EXTRACT, REPORT, key-value),
 * aliases, calculated fields, lookups. Event types and tags come last and are the same for all kinds.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual — The sequence of search-time operations
 */
export interface Profile {
  readonly extractions: readonly Extraction[];
  readonly aliases: readonly FieldAlias[];
  /** Calculated fields: name → eval expression. */
  readonly calculated: ReadonlyMap<string, string>;
  readonly lookups: readonly AutomaticLookup[];
  /** Settings that could not be used. */
  readonly problems: readonly string[];
}

const byClass = ([left]: readonly [string, string], [right]: readonly [string, string]): number =>
  left < right ? -1 : left > right ? 1 : 0;

export function createProfile(settings: Settings, transforms: Stanzas): Profile {
  const problems: string[] = [];
  const kept = <T>(value: T | undefined, what: string): readonly T[] => {
    if (value === undefined) problems.push(`"${what}" cannot be used.`);
    return value === undefined ? [] : [value];
  };
  const named = (prefix: string): readonly (readonly [string, string])[] =>
    [...settings]
      .filter(([key, value]) => key.startsWith(prefix) && value !== '')
      .map(([key, value]) => [key.slice(prefix.length), value] as const)
      .sort(byClass);
  const inline = named('EXTRACT-').flatMap(([name, value]) =>
    kept(inlineExtraction(`EXTRACT-${name}`, value), `EXTRACT-${name}`),
  );
  const reported = named('REPORT-').flatMap(([, value]) =>
    settingWords(value, true).flatMap((name) => {
      const transform = transforms.get(name);
      return kept(transform && transformExtraction(name, transform), name);
    }),
  );
  const keyValue = keyValueExtraction(settings.get('KV_MODE') ?? 'auto', isTrue(settings.get('AUTO_KV_JSON'), true));
  return {
    extractions: [...inline, ...reported, ...(keyValue ? [keyValue] : [])],
    aliases: named('FIELDALIAS-').flatMap(([, value]) => parseFieldAliases(value)),
    calculated: new Map(named('EVAL-')),
    lookups: named('LOOKUP-').flatMap(([name, value]) => kept(parseAutomaticLookup(value), `LOOKUP-${name}`)),
    problems,
  };
}

const transformExtraction = (name: string, transform: Settings): Extraction | undefined =>
  transform.has('DELIMS') ? delimitedTransform(name, transform) : regexTransform(name, transform);
