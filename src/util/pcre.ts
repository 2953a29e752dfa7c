/** Flags of a regular expression, in front of it or beside it. */
export interface PcreFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
  readonly extended?: boolean;
}

/** A regular expression that cannot be used. `supported` is false where PCRE knows it and we do not. */
export class PcreFailure extends Error {
  readonly supported: boolean;
  constructor(message: string, supported: boolean) {
    super(message);
    this.supported = supported;
  }
}

/** A PCRE expression written for JavaScript. */
export interface TranslatedPcre {
  readonly source: string;
  readonly flags: string;
  /** For each group of the original from 1 on, its number in the translation. */
  readonly groups: readonly number[];
  /** Names of groups, by their number in the original; several groups may share a name. */
  readonly names: readonly (readonly [name: string, group: number])[];
  /** The group whose place is the start of the match (`\K`). */
  readonly keep?: number;
  /** A repetition repeats another: backtracking may take for ever. */
  readonly nested: boolean;
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t-\\r ',
  upper: 'A-Z',
  word: 'A-Za-z0-9_',
  xdigit: 'A-Fa-f0-9',
};

/**
 * Writes a PCRE expression for JavaScript's engine, keeping its meaning: only a line feed ends a line, `$` also holds
 * before the last one, `\s` and `\w` know ASCII alone. Atomic groups and possessive quantifiers become a look-ahead and a
 * reference back to it, which is why groups may move.
 *
 * @throws PcreFailure
 * @see https://www.pcre.org/current/doc/html/pcre2pattern.html
 */
export function translatePcre(pattern: string, given: PcreFlags = {}): TranslatedPcre {
  return new Translator(pattern, given).translate();
}

class Translator {
  readonly #pattern: string;
  #at = 0;
  #flags: PcreFlags;
  /** Groups of the translation so far. */
  #made = 0;
  readonly #groups: number[] = [];
  readonly #names: (readonly [string, number])[] = [];
  #keep: number | undefined;
  #nested = false;
  #unicode = false;
  /** Letters are written in both cases where only part of the expression ignores case. */
  #foldsByHand = false;

  constructor(pattern: string, given: PcreFlags) {
    this.#pattern = pattern;
    this.#flags = given;
  }

  translate(): TranslatedPcre {
    const verbs = /^(?:\(\*[A-Z_]+\))+/.exec(this.#pattern);
    if (verbs) throw new PcreFailure(`"${verbs[0]}" is not supported.`, false);
    const leading = /^\(\?([imsx]+)\)/.exec(this.#pattern);
    if (leading) {
      this.#flags = withFlags(this.#flags, leading[1] as string, '');
      this.#at = leading[0].length;
    }
    const later = this.#pattern.slice(this.#at);
    this.#foldsByHand = /\(\?[a-z]*-?[a-z]*i[a-z]*[:)]/.test(later);
    const wholeIgnoresCase = this.#flags.ignoreCase === true && !this.#foldsByHand;
    const { source } = this.#alternatives(0);
    if (this.#at < this.#pattern.length) throw new PcreFailure('There is a ")" too much.', true);
    if (this.#groups.some((group) => group === undefined)) throw new PcreFailure('A group does not end.', true);
    return {
      source,
      flags: `${wholeIgnoresCase ? 'i' : ''}${this.#unicode ? 'u' : ''}${this.#keep === undefined ? '' : 'd'}`,
      groups: this.#groups,
      names: this.#names,
      ...(this.#keep !== undefined && { keep: this.#keep }),
      nested: this.#nested,
    };
  }

  /** Everything up to a closing parenthesis or the end. */
  #alternatives(depth: number): { source: string; repeats: boolean } {
    if (depth > 200) throw new PcreFailure('The expression is nested too deep.', true);
    const outer = this.#flags;
    let source = '';
    let repeats = false;
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ')') {
      if (this.#pattern[this.#at] === '|') {
        source += '|';
        this.#at += 1;
        continue;
      }
      const made = this.#made;
      const atom = this.#atom(depth);
      if (atom === undefined) continue;
      const { quantifier, unbounded, possessive } = this.#quantifier();
      if (unbounded && atom.repeats) this.#nested = true;
      repeats ||= unbounded || atom.repeats;
      if (!possessive) source += atom.source + quantifier;
      else source += this.#atomic(atom.source + quantifier, made);
    }
    this.#flags = outer;
    return { source, repeats };
  }

  /** Something that matches once: `(?=(…))\n`. The new group comes before those inside, which move up by one. */
  #atomic(source: string, made: number): string {
    for (let index = 0; index < this.#groups.length; index += 1) {
      if ((this.#groups[index] as number) > made) this.#groups[index] = (this.#groups[index] as number) + 1;
    }
    if (this.#keep !== undefined && this.#keep > made) this.#keep += 1;
    const moved = source.replace(/\\\\|\\(\d+)/g, (whole, number?: string) =>
      number !== undefined && Number(number) > made ? `\\${Number(number) + 1}` : whole,
    );
    this.#made += 1;
    return `(?:(?=(${moved}))\\${made + 1})`;
  }

  #atom(depth: number): { source: string; repeats: boolean } | undefined {
    const pattern = this.#pattern;
    const character = pattern[this.#at] as string;
    if (this.#flags.extended) {
      if (/\s/.test(character)) {
        this.#at += 1;
        return undefined;
      }
      if (character === '#') {
        const end = pattern.indexOf('\n', this.#at);
        this.#at = end < 0 ? pattern.length : end + 1;
        return undefined;
      }
    }
    if (character === '(') return this.#group(depth);
    if (character === '[') return { source: this.#class(), repeats: false };
    if (character === '\\') return this.#escape();
    this.#at += 1;
    if (character === '.') return once(this.#flags.dotAll ? '[\\s\\S]' : '[^\\n]');
    if (character === '^') return once(this.#flags.multiline ? '(?<![^\\n])' : '^');
    if (character === '$') return once(this.#flags.multiline ? '(?![^\\n])' : '(?=\\n?$)');
    if (character === '*' || character === '+' || character === '?') {
      throw new PcreFailure(`"${character}" has nothing to repeat.`, true);
    }
    if (character === '{' || character === '}' || character === ']') return once(`\\${character}`);
    return once(this.#literal(character));
  }

  #literal(character: string): string {
    if (!this.#foldsByHand || !this.#flags.ignoreCase) return character;
    const lower = character.toLowerCase();
    const upper = character.toUpperCase();
    return lower !== upper && upper.length === 1 && lower.length === 1 ? `[${lower}${upper}]` : character;
  }

  #group(depth: number): { source: string; repeats: boolean } | undefined {
    const rest = this.#pattern.slice(this.#at, this.#at + 80);
    const comment = /^\(\?#/.exec(rest);
    if (comment) {
      const end = this.#pattern.indexOf(')', this.#at);
      if (end < 0) throw new PcreFailure('A comment does not end.', true);
      this.#at = end + 1;
      return undefined;
    }
    const flags = /^\(\?([imsx]*)(?:-([imsx]*))?([:)])/.exec(rest);
    if (flags && flags[0] !== '(?:') {
      this.#at += flags[0].length;
      const changed = withFlags(this.#flags, flags[1] ?? '', flags[2] ?? '');
      if (flags[3] === ')') {
        this.#flags = changed;
        return undefined;
      }
      const outer = this.#flags;
      this.#flags = changed;
      const inner = this.#closed('(?:', depth);
      this.#flags = outer;
      return inner;
    }
    for (const opening of ['(?:', '(?=', '(?!', '(?<=', '(?<!'] as const) {
      if (rest.startsWith(opening)) {
        this.#at += opening.length;
        return this.#closed(opening, depth);
      }
    }
    if (rest.startsWith('(?>')) {
      this.#at += 3;
      const made = this.#made;
      const { source, repeats } = this.#closed('(?:', depth);
      return { source: this.#atomic(source, made), repeats };
    }
    const recalled = /^\(\?P=(\w+)\)/.exec(rest);
    if (recalled) {
      this.#at += recalled[0].length;
      return once(this.#referenceTo(recalled[0], this.#numberOf(recalled[1] as string)));
    }
    const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    if (!named && rest.startsWith('(?')) {
      throw new PcreFailure(`"${/^\(\?.{0,2}/.exec(rest)?.[0]}" is not supported.`, !/^\(\?[RP0-9&(|+-]/.test(rest));
    }
    if (rest.startsWith('(*')) throw new PcreFailure(`"${/^\(\*\w*/.exec(rest)?.[0]}" is not supported.`, false);
    this.#at += named ? named[0].length : 1;
    this.#made += 1;
    const number = this.#groups.push(this.#made);
    const name = named?.[1] ?? named?.[2];
    if (name !== undefined) this.#names.push([name, number]);
    return this.#closed('(', depth);
  }

  #closed(opening: string, depth: number): { source: string; repeats: boolean } {
    const { source, repeats } = this.#alternatives(depth + 1);
    if (this.#pattern[this.#at] !== ')') throw new PcreFailure('A group does not end.', true);
    this.#at += 1;
    return { source: `${opening}${source})`, repeats };
  }

  #quantifier(): { quantifier: string; unbounded: boolean; possessive: boolean } {
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(this.#pattern.slice(this.#at, this.#at + 24));
    if (!found) return { quantifier: '', unbounded: false, possessive: false };
    this.#at += found[0].length;
    const unbounded = found[0] === '*' || found[0] === '+' || (found[2] !== undefined && found[3] === '');
    const next = this.#pattern[this.#at];
    if (next === '?' || next === '+') this.#at += 1;
    return { quantifier: found[0] + (next === '?' ? '?' : ''), unbounded, possessive: next === '+' };
  }

  #class(): string {
    const pattern = this.#pattern;
    let at = this.#at + 1;
    let source = '[';
    if (pattern[at] === '^') {
      source += '^';
      at += 1;
    }
    if (pattern[at] === ']') {
      source += '\\]';
      at += 1;
    }
    for (;;) {
      const character = pattern[at];
      if (character === undefined) throw new PcreFailure('A character class does not end.', true);
      if (character === ']') break;
      const posix = character === '[' ? /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at, at + 16)) : null;
      if (posix) {
        const members = POSIX_CLASSES[posix[2] as string];
        if (members === undefined) throw new PcreFailure(`There is no class "${posix[0]}".`, true);
        if (posix[1] !== '') throw new PcreFailure(`The class "${posix[0]}" is not supported.`, false);
        source += members;
        at += posix[0].length;
      } else if (character === '\\') {
        const [text, length] = this.#classEscape(at);
        source += text;
        at += length;
      } else {
        source += character === '[' ? '\\[' : this.#member(pattern, at);
        at += 1;
      }
    }
    this.#at = at + 1;
    return `${source}]`;
  }

  /** A letter of a class; in both cases where case is folded by hand. Ranges stay: their ends are added in both cases. */
  #member(pattern: string, at: number): string {
    const character = pattern[at] as string;
    if (!this.#foldsByHand || !this.#flags.ignoreCase || !/[A-Za-z]/.test(character)) return character;
    const range = /^([A-Za-z])-([A-Za-z])/.exec(pattern.slice(at, at + 3));
    if (range) {
      const [, low = '', high = ''] = range;
      const other =
        low === low.toLowerCase() ? [low.toUpperCase(), high.toUpperCase()] : [low.toLowerCase(), high.toLowerCase()];
      return `${other[0]}-${other[1]}${low}`;
    }
    if (pattern[at - 1] === '-') return character;
    return character === character.toLowerCase()
      ? character.toUpperCase() + character
      : character.toLowerCase() + character;
  }

  #classEscape(at: number): readonly [string, number] {
    const next = this.#pattern[at + 1];
    switch (next) {
      case undefined:
        throw new PcreFailure('The expression ends in a backslash.', true);
      case 's':
        return ['\\t-\\r ', 2];
      case 'h':
        return ['\\t \\xa0', 2];
      case 'v':
        return ['\\n-\\r', 2];
      case 'a':
        return ['\\x07', 2];
      case 'e':
        return ['\\x1b', 2];
      case 'R':
      case 'X':
      case 'N':
        throw new PcreFailure(`"\\${next}" cannot stand in a character class.`, true);
      default:
        return this.#codeOrSame(at, true);
    }
  }

  #escape(): { source: string; repeats: boolean } | undefined {
    const pattern = this.#pattern;
    const at = this.#at;
    const next = pattern[at + 1];
    if (next === undefined) throw new PcreFailure('The expression ends in a backslash.', true);
    if (next === 'Q') {
      const end = pattern.indexOf('\\E', at + 2);
      const quoted = pattern.slice(at + 2, end < 0 ? pattern.length : end);
      this.#at = end < 0 ? pattern.length : end + 2;
      return once(`(?:${[...quoted].map((character) => quotedLiteral(this.#literal(character))).join('')})`);
    }
    const simple = this.#simpleEscape(next);
    if (simple !== undefined) {
      this.#at += 2;
      return once(simple);
    }
    if (next === 'E') {
      this.#at += 2;
      return undefined;
    }
    const reference = /^\\(?:([1-9]\d?)|g\{?(-?\d+)\}?|g\{([A-Za-z_]\w*)\}|k(?:<(\w+)>|\{(\w+)\}|'(\w+)'))/.exec(
      pattern.slice(at, at + 40),
    );
    if (reference) {
      this.#at += reference[0].length;
      return once(this.#reference(reference));
    }
    const [text, length] = this.#codeOrSame(at, false);
    this.#at += length;
    return once(text);
  }

  #simpleEscape(next: string): string | undefined {
    switch (next) {
      case 's':
        return '[\\t-\\r ]';
      case 'S':
        return '[^\\t-\\r ]';
      case 'h':
        return '[\\t \\xa0]';
      case 'H':
        return '[^\\t \\xa0]';
      case 'v':
        return '[\\n-\\r]';
      case 'V':
        return '[^\\n-\\r]';
      case 'N':
        return '[^\\n]';
      case 'R':
        return '(?:\\r\\n|[\\n-\\r])';
      case 'A':
        return '(?<![\\s\\S])';
      case 'z':
        return '(?![\\s\\S])';
      case 'Z':
        return '(?=\\n?(?![\\s\\S]))';
      case 'a':
        return '\\x07';
      case 'e':
        return '\\x1b';
      case 'K':
        this.#made += 1;
        this.#keep = this.#made;
        return '()';
      case 'G':
      case 'X':
      case 'C':
        throw new PcreFailure(`"\\${next}" is not supported.`, false);
      default:
        return undefined;
    }
  }

  #reference(found: RegExpExecArray): string {
    const name = found[3] ?? found[4] ?? found[5] ?? found[6];
    const relative = Number(found[1] ?? found[2] ?? 0);
    const number =
      name === undefined ? (relative < 0 ? this.#groups.length + 1 + relative : relative) : this.#numberOf(name);
    return this.#referenceTo(found[0], number);
  }

  #numberOf(name: string): number {
    return this.#names.find(([known]) => known === name)?.[1] ?? 0;
  }

  #referenceTo(text: string, number: number): string {
    const made = this.#groups[number - 1];
    if (made === undefined) throw new PcreFailure(`"${text}" refers to no group.`, true);
    return `(?:\\${made})`;
  }

  /** Escapes of characters by code, and those that mean the same in both. */
  #codeOrSame(at: number, inClass: boolean): readonly [string, number] {
    const rest = this.#pattern.slice(at, at + 16);
    const braced = /^\\x\{([0-9A-Fa-f]{1,6})\}/.exec(rest);
    if (braced) {
      const code = Number.parseInt(braced[1] as string, 16);
      if (code > 0xffff) {
        this.#unicode = true;
        return [`\\u{${code.toString(16)}}`, braced[0].length];
      }
      return [`\\u${code.toString(16).padStart(4, '0')}`, braced[0].length];
    }
    const short = /^\\x([0-9A-Fa-f]{0,2})/.exec(rest);
    if (short) return [`\\x${(short[1] as string).padStart(2, '0')}`, short[0].length];
    const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{2})/.exec(rest);
    if (octal)
      return [`\\x${(Number.parseInt(octal[1] as string, 8) & 0xff).toString(16).padStart(2, '0')}`, octal[0].length];
    const property = /^\\[pP](?:\{\^?[A-Za-z_]+\}|[A-Z])/.exec(rest);
    if (property) {
      this.#unicode = true;
      const text = property[0].length === 3 ? `${property[0].slice(0, 2)}{${property[0][2]}}` : property[0];
      return [text, property[0].length];
    }
    const next = this.#pattern[at + 1] as string;
    if (/[dDwWbBnrtf]/.test(next)) return [next === 'b' && inClass ? '\\x08' : `\\${next}`, 2];
    if (/[A-Za-z]/.test(next)) {
      if (/[lLuUgk]/.test(next)) throw new PcreFailure(`"\\${next}" is not supported.`, !/[gk]/.test(next));
      return [this.#literal(next), 2];
    }
    return [quotedLiteral(next), 2];
  }
}

const once = (source: string): { source: string; repeats: boolean } => ({ source, repeats: false });

/** A character that stands for itself, with and without the unicode flag. */
const quotedLiteral = (character: string): string =>
  /^[\\^$.*+?()[\]{}|/]$/.test(character) ? `\\${character}` : character === '-' ? '\\x2d' : character;

function withFlags(flags: PcreFlags, on: string, off: string): PcreFlags {
  const set = (letter: string, before: boolean | undefined): boolean =>
    on.includes(letter) || (before === true && !off.includes(letter));
  return {
    ignoreCase: set('i', flags.ignoreCase),
    multiline: set('m', flags.multiline),
    dotAll: set('s', flags.dotAll),
    extended: set('x', flags.extended),
  };
}
