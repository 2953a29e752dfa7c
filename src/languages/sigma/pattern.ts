/** Part of a pattern: text as it stands, `any` for `*` (any characters, none too), `one` for `?` (one character). */
export type PatternPart = string | { readonly wildcard: 'any' | 'one' };

/** A Sigma string after its escapes are read: a text with wildcards. */
export type Pattern = readonly PatternPart[];

export const ANY: PatternPart = { wildcard: 'any' };
const ONE: PatternPart = { wildcard: 'one' };

/**
 * Reads a Sigma string. `*` and `?` are wildcards; a backslash escapes `*`, `?` and itself and is an ordinary character
 * before anything else.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#escaping
 * @example parsePattern('C:\\Temp\\\\*') // ['C:\\Temp\\', ANY]
 */
export function parsePattern(source: string): Pattern {
  const parts: PatternPart[] = [];
  let text = '';
  const add = (part: PatternPart): void => {
    if (text !== '') parts.push(text);
    text = '';
    if (part !== ANY || parts.at(-1) !== ANY) parts.push(part);
  };
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] as string;
    const next = source[at + 1];
    if (character === '\\' && (next === '*' || next === '?' || next === '\\')) {
      text += next;
      at += 1;
    } else if (character === '*') add(ANY);
    else if (character === '?') add(ONE);
    else text += character;
  }
  if (text !== '') parts.push(text);
  return parts;
}

/** The Sigma string that reads as the pattern. Every backslash is doubled. */
export function printPattern(pattern: Pattern): string {
  let source = '';
  for (const part of pattern) {
    if (typeof part === 'string') source += part.replace(/[\\*?]/g, '\\$&');
    else source += part.wildcard === 'any' ? '*' : '?';
  }
  return source;
}

/** A pattern whose neighbouring texts are one, as are neighbouring `*`. */
export function joinedPattern(parts: Pattern): Pattern {
  const joined: PatternPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '' && (part !== ANY || last !== ANY)) joined.push(part);
  }
  return joined;
}

/** The text of a pattern without wildcards; undefined when it has any. */
export function plainText(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && typeof only === 'string' ? only : undefined;
}

export const startsWithAny = (pattern: Pattern): boolean => pattern[0] === ANY;
export const endsWithAny = (pattern: Pattern): boolean => pattern.at(-1) === ANY;

/** The pattern with `*` in front, unless it begins with one. */
export const anyBefore = (pattern: Pattern): Pattern => (startsWithAny(pattern) ? pattern : [ANY, ...pattern]);
/** The pattern with `*` behind, unless it ends with one. */
export const anyAfter = (pattern: Pattern): Pattern => (endsWithAny(pattern) ? pattern : [...pattern, ANY]);

/** The longest text that whatever matches the pattern must contain. */
export function longestText(pattern: Pattern): string {
  let longest = '';
  for (const part of pattern) if (typeof part === 'string' && part.length > longest.length) longest = part;
  return longest;
}

/** How a pattern compares when it has no wildcards but a leading and a trailing one. */
export type SimpleComparison = 'equals' | 'contains' | 'startswith' | 'endswith';

/** The comparison with a plain text that the pattern stands for; undefined when it takes more than that. */
export function simpleComparison(pattern: Pattern): { comparison: SimpleComparison; text: string } | undefined {
  const before = startsWithAny(pattern);
  const after = endsWithAny(pattern) && pattern.length > (before ? 1 : 0);
  const text = plainText(pattern.slice(before ? 1 : 0, after ? -1 : undefined));
  if (text === undefined) return undefined;
  if (before && (after || text === '')) return { comparison: 'contains', text };
  return { comparison: before ? 'endswith' : after ? 'startswith' : 'equals', text };
}
