import { isTrue, type Settings } from '../conf/conf-file.ts';
import { once } from '../../../util/once.ts';
import { byteCapture, startCapture } from './byte-capture.ts';
import { type Extraction, FieldCollector } from './extraction.ts';
import { pairSearch } from './pair-search.ts';
import { type ConfPattern, compilePattern } from './pcre.ts';

/** A part of FORMAT: the name and the value, each with `$1` references. */
interface FormatPair {
  readonly name: string;
  readonly value: string;
}

/**
 * `EXTRACT-x = regex [in field]`: the first match gives the fields named by its groups. Splunk puts `(?ms)` in front; the
 * field's name holds letters, digits and `_` only, anything else behind `in` is part of the expression.
 */
export function inlineExtraction(className: string, value: string): Extraction | undefined {
  const tail = /^(.*\S)\s+in\s+(\w+)$/s.exec(value);
  const pattern = compilePattern(tail?.[1] ?? value, 'ms');
  if (!pattern) return undefined;
  const groups = { sourceKey: tail?.[2] ?? '_raw', adds: false, keepsEmpty: false, cleans: false };
  return { ...namedGroups(className, pattern, groups), inline: true };
}

/**
 * A transform with REGEX: FORMAT pairs (`$1::$2` names fields by the event), or the regex' own group names. Search-time
 * transforms match as often as they can; a field keeps its first value unless MV_ADD says otherwise.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — transforms.conf
 */
export function regexTransform(name: string, settings: Settings): Extraction | undefined {
  const pattern = compilePattern(settings.get('REGEX') ?? '');
  if (!pattern || !settings.has('REGEX')) return undefined;
  const sourceKey = settings.get('SOURCE_KEY') ?? '_raw';
  const adds = isTrue(settings.get('MV_ADD'));
  const pairs = parseFormat(settings.get('FORMAT') ?? '');
  const keepsEmpty = isTrue(settings.get('KEEP_EMPTY_VALS'));
  const cleans = isTrue(settings.get('CLEAN_KEYS'), true);
  if (pairs.length > 0) return formatted(name, pattern, { pairs, sourceKey, adds, keepsEmpty, cleans });
  if (pattern.names.some((group) => group?.startsWith('_KEY_'))) {
    const generic = keyValueGroups(pattern);
    return formatted(name, pattern, { pairs: generic, sourceKey, adds, keepsEmpty, cleans });
  }
  return namedGroups(name, pattern, { sourceKey, adds, keepsEmpty, cleans });
}

type Grouping = Omit<Formatting, 'pairs'>;

function namedGroups(name: string, { regex, names: groups }: ConfPattern, grouping: Grouping): Extraction {
  const { sourceKey, adds, keepsEmpty, cleans } = grouping;
  const names = groups.map((group) => (group !== undefined && cleans ? cleanKey(group) : group));
  return {
    name,
    sourceKey,
    fields: new Set(names.filter((group) => group !== undefined)),
    adds,
    verbatim: true,
    startsWith: startCapture(regex),
    extract: (text) => {
      const collected = new FieldCollector(adds);
      for (const match of adds ? matches(regex, text) : firstMatch(regex, text)) {
        names.forEach((field, group) => {
          const value = match[group];
          if (field !== undefined && value !== undefined && (value !== '' || keepsEmpty)) collected.add(field, value);
        });
      }
      return collected.values;
    },
  };
}

function firstMatch(regex: RegExp, text: string): readonly RegExpExecArray[] {
  regex.lastIndex = 0;
  const match = regex.exec(text);
  return match ? [match] : [];
}

interface Formatting {
  readonly pairs: readonly FormatPair[];
  readonly sourceKey: string;
  readonly adds: boolean;
  readonly keepsEmpty: boolean;
  readonly cleans: boolean;
}

function formatted(name: string, pattern: ConfPattern, formatting: Formatting): Extraction {
  const { pairs, sourceKey, adds, keepsEmpty, cleans } = formatting;
  const fixed = pairs.every((pair) => !pair.name.includes('$'));
  const [only] = pairs;
  const searched =
    !fixed && !adds && only?.name === '$1' && only.value === '$2' ? pairSearch(pattern.regex.source) : undefined;
  const single = fixed && pairs.length === 1 && !adds ? only : undefined;
  const shape = single && shapeOf(single.value);
  const captured = once(() => {
    if (single?.value === '$1') return byteCapture(pattern.regex, keepsEmpty ? 'value' : 'later');
    return shape && byteCapture(pattern.regex, 'value');
  });
  return {
    name,
    sourceKey,
    fields: fixed ? new Set(pairs.map((pair) => pair.name)) : undefined,
    adds,
    verbatim: pairs.every(({ value }) => /^\$\d+$/.test(value)),
    startsWith: startCapture(pattern.regex),
    extract: searched
      ? (text) => keyed(searched.all(text), keepsEmpty, cleans)
      : (text) => {
          const collected = new FieldCollector(adds);
          for (const match of matches(pattern.regex, text)) {
            for (const pair of pairs) {
              const key = filled(pair.name, match);
              const value = filled(pair.value, match);
              if (key !== '' && (value !== '' || keepsEmpty)) collected.add(cleans ? cleanKey(key) : key, value);
            }
            if (fixed && !adds && collected.values.size === pairs.length) break;
          }
          return collected.values;
        },
    ...(single && { field: firstValue(pattern.regex, single, keepsEmpty), capture: captured, shape }),
    ...(searched && {
      field: (text: string, field: string) => {
        if (cleans && cleanKey(field) !== field) return undefined;
        const value = searched.one(text, field);
        if (value !== undefined && (value !== '' || keepsEmpty)) return value;
        return cleans && searched.hasOddNames(text)
          ? keyed(searched.all(text), keepsEmpty, cleans).get(field)
          : undefined;
      },
      capture: (field: string) =>
        cleans && cleanKey(field) !== field ? undefined : searched.capture(field, keepsEmpty ? 'value' : 'none'),
    }),
  };
}

/** `REG_$1WORD`: what stands around the one group, which makes the value never empty. */
function shapeOf(value: string): ((captured: string) => string) | undefined {
  const [, before, behind] = /^([^$]*)\$1((?![0-9])[^$]*)$/.exec(value) ?? [];
  if (before === undefined || behind === undefined || before + behind === '') return undefined;
  return (captured) => before + captured + behind;
}

/** The one field of a transform, without a map around it. */
function firstValue(regex: RegExp, { value }: FormatPair, keepsEmpty: boolean): (text: string) => string | undefined {
  return (text) => {
    let from = 0;
    for (;;) {
      regex.lastIndex = from;
      const match = regex.exec(text);
      if (!match) return undefined;
      const found = filled(value, match);
      if (found !== '' || keepsEmpty) return found;
      from = match.index + Math.max(1, match[0].length);
    }
  };
}

function keyed(pairs: Map<string, string>, keepsEmpty: boolean, cleans: boolean): Map<string, string> {
  for (const [key, value] of pairs) {
    const cleaned = cleans ? cleanKey(key) : key;
    if (value !== '' && cleaned === key) continue;
    pairs.delete(key);
    if ((value !== '' || keepsEmpty) && !pairs.has(cleaned)) pairs.set(cleaned, value);
  }
  return pairs;
}

/** All matches, one after another: `matchAll` would copy the regex for every event. */
function* matches(regex: RegExp, text: string): Iterable<RegExpExecArray> {
  let from = 0;
  for (;;) {
    regex.lastIndex = from;
    const match = regex.exec(text);
    if (!match) return;
    from = match[0] === '' ? match.index + 1 : match.index + match[0].length;
    yield match;
  }
}

const filled = (template: string, match: RegExpExecArray): string =>
  template === '$1'
    ? (match[1] ?? '')
    : template.includes('$')
      ? template.replace(/\$(\d+)/g, (_, group: string) => match[Number(group)] ?? '')
      : template;

/** Names as Splunk cleans them: what is no letter, digit or `_` becomes `_`; leading digits and `_` go. */
export const cleanKey = (key: string): string =>
  /^[A-Za-z][A-Za-z0-9_]*$/.test(key) ? key : key.replace(/[^A-Za-z0-9_]/g, '_').replace(/^[_0-9]+(?=.)/, '');

/** `a::$1 b::"x $2"` → pairs. */
function parseFormat(format: string): readonly FormatPair[] {
  return [...format.matchAll(/("[^"]*"|[^\s:]+(?::(?!:)[^\s:]+)*)::("[^"]*"|\S+)/g)].map(([, name, value]) => ({
    name: unquoted(name as string),
    value: unquoted(value as string),
  }));
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/s, '$1');

/** `(?<_KEY_1>…)(?<_VAL_1>…)`: what stands behind the prefixes tells which belong together. */
function keyValueGroups({ names }: ConfPattern): readonly FormatPair[] {
  return names.flatMap((group, at) => {
    const pair = /^_KEY_(\w+)$/.exec(group ?? '')?.[1];
    const value = pair === undefined ? -1 : names.indexOf(`_VAL_${pair}`);
    return value < 0 ? [] : [{ name: `$${at}`, value: `$${value}` }];
  });
}
