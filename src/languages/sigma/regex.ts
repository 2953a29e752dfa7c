import { createRequire } from 'node:module';
import type { RE2JS as Re2 } from 're2js';

export interface RegexFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
}

/** Finds the expression anywhere in a text. */
export type RegexTest = (text: string) => boolean;

/** A regular expression that cannot be used, and whose fault that is. */
export class RegexFailure extends Error {
  readonly supported: boolean;
  constructor(message: string, supported: boolean) {
    super(message);
    this.supported = supported;
  }
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: 'A-Fa-f0-9',
};

/**
 * Compiles a Sigma `re` value: PCRE, unanchored, minding case unless told otherwise. Expressions in which a repetition
 * repeats another run on an engine without backtracking where it can: no log line makes them slow.
 *
 * @throws RegexFailure
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md
 */
export function compileRegex(source: string, flags: RegexFlags): RegexTest {
  const { body, flags: all } = translateRegex(source, flags);
  let expression: RegExp;
  try {
    expression = new RegExp(body, flagLetters(all, body));
  } catch (error) {
    throw new RegexFailure(error instanceof Error ? error.message : String(error), true);
  }
  return repeatsRepetition(body) ? (linearTest(source, flags) ?? testOf(expression)) : testOf(expression);
}

const testOf =
  (expression: RegExp): RegexTest =>
  (text) =>
    expression.test(text);

/** Lines and dots are written out by the translation, so only case is left. */
const flagLetters = (flags: RegexFlags, body: string): string =>
  `${flags.ignoreCase ? 'i' : ''}${/\\[pP]\{/.test(body) ? 'u' : ''}`;

function linearTest(source: string, given: RegexFlags): RegexTest | undefined {
  const { body, flags } = translateRegex(source, given, 'linear');
  const { RE2JS } = createRequire(import.meta.url)('re2js') as { RE2JS: typeof Re2 };
  const bits =
    (flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.multiline ? RE2JS.MULTILINE : 0) |
    (flags.dotAll ? RE2JS.DOTALL : 0);
  try {
    const expression = RE2JS.compile(body, bits);
    return (text) => expression.matcher(text).find();
  } catch {
    // Look-around and back-references exist on the backtracking engine alone; the run's budget bounds it there.
    return undefined;
  }
}

/** The engine that backtracks and knows look-around, or the one that runs in linear time. */
type Dialect = 'javascript' | 'linear';

/**
 * PCRE as the engine writes it: leading flags, `\A`, `\z`, `\h`, `\Q…\E`, POSIX classes, named groups. In PCRE only a line
 * feed ends a line, `$` also holds before the last one, and `\s` knows ASCII alone.
 */
export function translateRegex(
  source: string,
  given: RegexFlags,
  dialect: Dialect = 'javascript',
): { body: string; flags: RegexFlags } {
  let flags = given;
  let rest = source;
  const leading = /^\(\?([imsxU]+)\)/.exec(rest);
  if (leading) {
    const letters = leading[1] as string;
    if (/[xU]/.test(letters)) throw new RegexFailure(`The inline flags "${letters}" are not supported.`, false);
    flags = {
      ignoreCase: letters.includes('i') || flags.ignoreCase === true,
      multiline: letters.includes('m') || flags.multiline === true,
      dotAll: letters.includes('s') || flags.dotAll === true,
    };
    rest = rest.slice(leading[0].length);
  }
  let body = '';
  let inClass = false;
  for (let at = 0; at < rest.length; at += 1) {
    const character = rest[at] as string;
    if (character === '\\') {
      const [text, length] = translateEscape(rest, at, inClass, dialect);
      body += text;
      at += length - 1;
    } else if (inClass) {
      const posix = character === '[' ? /^\[:(\^?)([a-z]+):\]/.exec(rest.slice(at, at + 16)) : null;
      const members = posix && posix[1] === '' ? POSIX_CLASSES[posix[2] as string] : undefined;
      if (posix && members === undefined) throw new RegexFailure(`The class "${posix[0]}" is not supported.`, false);
      body += posix ? members : character === '[' ? '\\[' : character;
      if (posix) at += posix[0].length - 1;
      if (character === ']') inClass = false;
    } else if (character === '[') {
      const [opening, length] = openingOfClass(rest, at);
      body += opening;
      at += length - 1;
      inClass = true;
    } else if (rest.startsWith('(?P<', at)) {
      body += '(?<';
      at += 3;
    } else if (rest.startsWith('(?#', at)) {
      const end = rest.indexOf(')', at);
      at = end < 0 ? rest.length : end;
    } else if (rest.startsWith('(?>', at) || /^[*+?}]\+/.test(rest.slice(at, at + 2))) {
      throw new RegexFailure('Atomic groups and possessive quantifiers are not supported.', false);
    } else if (/^\(\?[imsx-]+[:)]/.test(rest.slice(at, at + 8))) {
      throw new RegexFailure('Flags inside of a regular expression are not supported.', false);
    } else body += lineAware(character, flags, dialect);
  }
  return { body, flags };
}

function lineAware(character: string, flags: RegexFlags, dialect: Dialect): string {
  if (dialect === 'linear') return character === '$' && !flags.multiline ? '(?:\\n?\\z)' : character;
  if (character === '.') return flags.dotAll ? '[\\s\\S]' : '[^\\n]';
  if (character === '^' && flags.multiline) return '(?<![^\\n])';
  if (character === '$') return flags.multiline ? '(?![^\\n])' : '(?=\\n?$)';
  return character;
}

/** `[`, `[^`, and a `]` right behind, which is a member in PCRE. */
function openingOfClass(text: string, at: number): readonly [string, number] {
  const negated = text[at + 1] === '^';
  const length = negated ? 2 : 1;
  const opening = negated ? '[^' : '[';
  return text[at + length] === ']' ? [`${opening}\\]`, length + 1] : [opening, length];
}

function translateEscape(text: string, at: number, inClass: boolean, dialect: Dialect): readonly [string, number] {
  const next = text[at + 1];
  if (next === undefined) throw new RegexFailure('The expression ends in a backslash.', true);
  if (next === 'Q') {
    const end = text.indexOf('\\E', at + 2);
    const quoted = text.slice(at + 2, end < 0 ? text.length : end);
    return [quoted.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), quoted.length + (end < 0 ? 2 : 4)];
  }
  if (next === 'h') return [inClass ? ' \\t' : '[ \\t]', 2];
  if (next === 'x' && text[at + 2] === '{') {
    const code = /^\\x\{([0-9A-Fa-f]+)\}/.exec(text.slice(at, at + 12));
    if (code) return [`\\u${(code[1] as string).padStart(4, '0')}`, code[0].length];
  }
  if (next === 's') return [inClass ? '\\t-\\r ' : '[\\t-\\r ]', 2];
  if (next === 'S' && !inClass) return ['[^\\t-\\r ]', 2];
  if (!inClass) {
    if (dialect === 'linear' && /[AzZ]/.test(next)) return [next === 'Z' ? '(?:\\n?\\z)' : `\\${next}`, 2];
    if (next === 'A') return ['(?<![\\s\\S])', 2];
    if (next === 'z') return ['(?![\\s\\S])', 2];
    if (next === 'Z') return ['(?=\\n?(?![\\s\\S]))', 2];
    if (/[GKRXC]/.test(next)) throw new RegexFailure(`"\\${next}" is not supported.`, false);
  }
  if (next === 'a') return ['\\x07', 2];
  if (next === 'e') return ['\\x1b', 2];
  return [text.slice(at, at + 2), 2];
}

/** Whether a group that repeats without bound holds something that does too: `(a+)+`. */
function repeatsRepetition(body: string): boolean {
  const open: boolean[] = [];
  let inner = false;
  let inClass = false;
  for (let at = 0; at < body.length; at += 1) {
    const character = body[at];
    if (character === '\\') at += 1;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') {
      open.push(inner);
      inner = false;
    } else if (character === ')') {
      const repeated = /^(?:[*+]|\{\d+,\d*\})/.test(body.slice(at + 1, at + 12));
      if (repeated && inner) return true;
      inner = (open.pop() ?? false) || inner || repeated;
    } else if (character === '*' || character === '+' || /^\{\d+,\d*\}/.test(body.slice(at, at + 10))) inner = true;
  }
  return false;
}
