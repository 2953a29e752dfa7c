import { isTrue, type Settings, type Stanzas } from '../conf/conf-file.ts';
import { delimitedTransform } from '../extraction/delimited-transform.ts';
import type { Extraction } from '../extraction/extraction.ts';
import { isKeyValueMode, keyValueExtraction } from '../extraction/key-value.ts';
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
  /** Settings that are right and cannot be followed here. */
  readonly problems: readonly string[];
}

const byClass = ([left]: readonly [string, string], [right]: readonly [string, string]): number =>
  left < right ? -1 : left > right ? 1 : 0;

export function createProfile(settings: Settings, transforms: Stanzas): Profile {
  const problems: string[] = [];
  const kept = <T>(value: T | undefined, problem?: string): readonly T[] => {
    if (value === undefined && problem !== undefined) problems.push(problem);
    return value === undefined ? [] : [value];
  };
  const named = (prefix: string): readonly (readonly [string, string])[] =>
    [...settings]
      .filter(([key, value]) => key.startsWith(prefix) && value !== '')
      .map(([key, value]) => [key.slice(prefix.length), value] as const)
      .sort(byClass);
  const inline = named('EXTRACT-').flatMap(([name, value]) =>
    kept(inlineExtraction(`EXTRACT-${name}`, value), `The expression of EXTRACT-${name} cannot be run: ${value}`),
  );
  const reported = named('REPORT-').flatMap(([, value]) =>
    settingWords(value, true).flatMap((name) => {
      const transform = transforms.get(name);
      if (!transform || !isOfSearchTime(transform)) return [];
      return kept(
        transformExtraction(name, transform),
        `The transform "${name}" cannot be run: ${transform.get('REGEX')}`,
      );
    }),
  );
  const mode = settings.get('KV_MODE') || 'auto';
  // Fields that were read from JSON when it was indexed need no search to find them.
  const isIndexed = settings.get('INDEXED_EXTRACTIONS')?.trim().toLowerCase() === 'json';
  const keyValue = keyValueExtraction({
    mode: isIndexed && mode.toLowerCase() === 'none' ? 'json' : mode,
    json: isIndexed || isTrue(settings.get('AUTO_KV_JSON'), true),
    trims: isTrue(settings.get('KV_TRIM_SPACES'), true),
  });
  if (mode.toLowerCase() !== 'none' && !isKeyValueMode(mode)) problems.push(`KV_MODE = ${mode} is not supported.`);
  return {
    extractions: [...inline, ...reported, ...(keyValue ? [keyValue] : [])],
    aliases: named('FIELDALIAS-').flatMap(([, value]) => parseFieldAliases(value)),
    calculated: new Map(named('EVAL-')),
    lookups: lookupSettings(settings).flatMap(([, value]) => kept(parseAutomaticLookup(value))),
    problems,
  };
}

/** `LOOKUP-<class>` minds no case, and its hyphen may be an underscore or missing. */
const lookupSettings = (settings: Settings): readonly (readonly [string, string])[] =>
  [...settings]
    .flatMap(([key, value]) => {
      const name = /^lookup[-_]?(.*)$/is.exec(key)?.[1];
      return name === undefined || value === '' ? [] : [[name, value] as const];
    })
    .sort(byClass);

/** A transform that writes a key of the index, or that says nothing to match, extracts nothing in a search. */
const isOfSearchTime = (transform: Settings): boolean =>
  !transform.has('DEST_KEY') && ((transform.get('REGEX') ?? '') !== '' || transform.has('DELIMS'));

const transformExtraction = (name: string, transform: Settings): Extraction | undefined =>
  transform.has('DELIMS') ? delimitedTransform(name, transform) : regexTransform(name, transform);
