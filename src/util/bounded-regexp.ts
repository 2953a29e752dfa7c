import { setFlagsFromString } from 'node:v8';

let isSet = false;

/**
 * Has V8 go over to its engine without backtracking where an expression has gone back too often (50,000 times): the result is
 * the same, the time linear. It has no look-around, no references back, no `i`, `u` and `d` and no counts of more than a few.
 */
function boundBacktracking(): void {
  if (isSet) return;
  isSet = true;
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}

/** Two repetitions without an end, or more: over a text of n characters n² steps and more. */
const REPETITIONS = /[*+].*[*+]/s;

/** An expression of JavaScript whose time V8 can bound, where it can be written so; else as it is. */
export function boundedRegExp(source: string, flags: string): RegExp {
  boundBacktracking();
  const cased = flags.includes('i') && REPETITIONS.test(source) ? withBothCases(source) : undefined;
  return cased === undefined ? new RegExp(source, flags) : new RegExp(cased, flags.replace('i', ''));
}

/** Anything at the beginning, as JavaScript and as translations write it: `.*`, `[^\n]*`, `[\s\S]*`. */
const ANYTHING_FIRST = /^(?:(?:\.|\[\^\\n\]|\[\\s\\S\])\*\??)+(?![*+?{])/;

/**
 * An expression to be tested with alone: what is before the match counts for nothing, so that anything at its beginning, for which each
 * place in the text is a new beginning, is left out.
 */
export const boundedTest = (source: string, flags: string): RegExp =>
  boundedRegExp(source.replace(ANYTHING_FIRST, ''), flags);

const TOKEN =
  /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|c[A-Za-z]|[\s\S])|\(\?<(?![=!])[^>]*>|\[(?:\\[\s\S]|[^\]\\])*\]|[\s\S]/g;
/** What says its own case, or needs `i` to be what it is: references back, code points and properties. */
const NEEDS_FLAG = /\\[1-9kpPu]|[^\u0000-\u007f]/;

/** The expression with each letter in both cases, for use without `i`; undefined where that does not say the same. */
export function withBothCases(source: string): string | undefined {
  if (NEEDS_FLAG.test(source.replaceAll('\\\\', ''))) return undefined;
  let isTold = true;
  const text = source.replace(TOKEN, (token) => {
    if (token.startsWith('(?<')) return token;
    if (token.startsWith('[')) {
      const both = classInBothCases(token);
      if (both === undefined) isTold = false;
      return both ?? token;
    }
    if (token.startsWith('\\x')) {
      const character = String.fromCharCode(Number.parseInt(token.slice(2), 16));
      return isLetter(character) ? bothCases(character) : token;
    }
    return isLetter(token) ? bothCases(token) : token;
  });
  return isTold ? text : undefined;
}

const isLetter = (text: string): boolean => /^[A-Za-z]$/.test(text);
const bothCases = (letter: string): string => `[${letter.toLowerCase()}${letter.toUpperCase()}]`;

const MEMBER = /(\\(?:x[\da-fA-F]{2}|c[A-Za-z]|[\s\S])|[\s\S])(?:-(\\(?:x[\da-fA-F]{2}|[\s\S])|[^\]]))?/g;

/** A class with the other case of every letter in it. */
function classInBothCases(written: string): string | undefined {
  const body = written.slice(1, -1);
  const [negation, members] = body.startsWith('^') ? ['^', body.slice(1)] : ['', body];
  let added = '';
  for (const [, from = '', to] of members.matchAll(MEMBER)) {
    const [first, last] = [codeOf(from), to === undefined ? codeOf(from) : codeOf(to)];
    // A class as the end of a range is read in more ways than one.
    if (to !== undefined && (first === undefined || last === undefined)) return undefined;
    if (first === undefined || last === undefined) continue;
    added +=
      range(Math.max(first, 0x41), Math.min(last, 0x5a), 0x20) +
      range(Math.max(first, 0x61), Math.min(last, 0x7a), -0x20);
  }
  return `[${negation}${added}${members}]`;
}

const range = (from: number, to: number, shift: number): string =>
  from > to ? '' : `${String.fromCharCode(from + shift)}-${String.fromCharCode(to + shift)}`;

/** The character that stands in a class; undefined for a class of its own, such as `\d`. */
function codeOf(text: string): number | undefined {
  if (text.length === 1) return text.charCodeAt(0);
  if (text.startsWith('\\x')) return Number.parseInt(text.slice(2), 16);
  if (text.startsWith('\\c')) return text.charCodeAt(2) % 32;
  const known: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, b: 8, 0: 0 };
  const letter = text[1] as string;
  return known[letter] ?? (/[A-Za-z]/.test(letter) ? undefined : letter.charCodeAt(0));
}
