import { boundedRegExp } from '../../../util/bounded-regexp.ts';

/** A compiled pattern of a .conf file, and the field names of its groups, by number. */
export interface ConfPattern {
  readonly regex: RegExp;
  /** `names[1]` is the name of group 1, undefined for a group without a name. */
  readonly names: readonly (string | undefined)[];
}

const INLINE_FLAGS = /^\(\?([imsxU]+)\)/;

/**
 * Compiles the PCRE that add-ons write: `(?<name>…)` and `(?P<name>…)`, leading flags, `\A`, `\z`, POSIX classes,
 * possessive quantifiers (read as greedy ones: the same text unless backtracking into them would matter). Undefined for
 * what JavaScript cannot say.
 */
export function compilePattern(pattern: string, extraFlags = ''): ConfPattern | undefined {
  let source = pattern;
  let flags = extraFlags;
  for (let match = INLINE_FLAGS.exec(source); match; match = INLINE_FLAGS.exec(source)) {
    flags += match[1] as string;
    source = source.slice(match[0].length);
  }
  if (flags.includes('x')) source = withoutFreeSpacing(source);
  const names: (string | undefined)[] = [undefined];
  const translated = translate(source, names);
  const kept = [...new Set([...flags])].filter((flag) => 'ims'.includes(flag)).join('');
  try {
    return { regex: boundedRegExp(translated, `${kept}g`), names };
  } catch {
    return undefined;
  }
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

function translate(source: string, names: (string | undefined)[]): string {
  let output = '';
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const rest = source.slice(at, at + 80);
    const character = source[at] as string;
    if (character === '\\') {
      const next = source[at + 1] ?? '';
      output += ESCAPES[next] && !inClass ? ESCAPES[next] : `\\${next}`;
      at += 1;
      continue;
    }
    if (inClass) {
      const posix = /^\[:(\w+):\]/.exec(rest);
      if (posix && POSIX[posix[1] as string]) {
        output += POSIX[posix[1] as string];
        at += posix[0].length - 1;
      } else {
        output += character === '[' ? '\\[' : character;
        if (character === ']') inClass = false;
      }
      continue;
    }
    if (character === '[') {
      inClass = true;
      // A bracket that comes first stands for itself.
      const opening = /^\[\^?\]/.exec(rest)?.[0];
      output += opening ? opening.replace(']', '\\]') : character;
      at += opening ? opening.length - 1 : 0;
      continue;
    }
    const named = /^\(\?P?<([A-Za-z_][\w]*)>/.exec(rest) ?? /^\(\?'([A-Za-z_]\w*)'/.exec(rest);
    if (named) {
      names.push(named[1] as string);
      output += '(';
      at += named[0].length - 1;
      continue;
    }
    if (character === '(' && source[at + 1] !== '?') names.push(undefined);
    if (rest.startsWith('(?>')) {
      output += '(?:';
      at += 2;
      continue;
    }
    if (character === '+' && /[*+?}]/.test(source[at - 1] ?? '') && source[at - 2] !== '\\' && source[at - 1] !== '\\')
      continue;
    output += character;
  }
  return output;
}

const ESCAPES: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
  h: '[ \\t]',
  R: '(?:\\r\\n|\\n|\\r)',
  e: '\\x1b',
  a: '\\x07',
};

/** Removes the blanks and comments of extended patterns. */
function withoutFreeSpacing(source: string): string {
  return source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|\s+|#[^\n]*/g, (part) =>
    /^(?:\s|#)/.test(part) ? '' : part,
  );
}
