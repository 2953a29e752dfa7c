import type { RegexFlags } from './regex.ts';
import { append } from '../../util/append.ts';

/** Shorter texts stand in nearly every value. */
const SHORTEST = 2;
/** More than so many tell nothing. */
const MOST_TEXTS = 32;
const DEPTH_LIMIT = 50;
/** A letter that equals an "s" where case is ignored, and stays itself in lower case. */
const LONG_S = '\u017f';

const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:,\d*)?\})[?+]?/y;
/** An opening parenthesis: of what must stand there, of what must not, of flags, of a group. */
const GROUP = /\((?:\?(?:(?::|>|=|<=)|(!|<!)|[ims]*(?:-[ims]*)?([:)])|P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*'))?(?![?*])/y;
/** A class of one character, or of a letter in both cases. */
const CLASS_OF_ONE = /\[(?:\\([!-/:-@[-`{-~])|([ !-,./:-Z_`a-z{-~]))\]|\[([A-Za-z])([A-Za-z])\]/y;
const CLASS = /\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[^QEpPxoc]|[^\]\\])*\]/y;
const ZERO_WIDTH = /\^|\$|\\[bBAzZ]/y;
const SOME_CHARACTER = /\.|\\[dDwWsShHvVNRnrtfae]|[^ -~]/y;
const CHARACTER = /\\([ -/:-@[-`{-~])|(?=[ -~])([^\\()[|*+?.^${]|\{(?![\d,]))/y;

type Texts = readonly string[];

/** Thrown, and caught below, where an expression holds what is not read here. */
const UNREAD = Symbol('not read here');

/**
 * Texts in lower case of which each value that the expression is found in holds one, when it is lower-cased too; undefined
 * when none are known: `net\s+user` gives `user`.
 */
export function textsOfRegex(source: string, flags: RegexFlags): Texts | undefined {
  const reader = new RegexTexts(source);
  try {
    const texts = reader.whole();
    const ignoresCase = flags.ignoreCase === true || /\(\?[a-z-]*i/.test(source);
    return ignoresCase && texts?.some((text) => text.includes('s')) ? [...texts, LONG_S] : texts;
  } catch (error) {
    if (error === UNREAD) return undefined;
    throw error;
  }
}

class RegexTexts {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Texts | undefined {
    const texts = this.#alternatives(0);
    if (this.#at < this.#source.length) throw UNREAD;
    return texts;
  }

  /** Up to a closing parenthesis or the end: each alternative needs texts of its own. */
  #alternatives(depth: number): Texts | undefined {
    if (depth > DEPTH_LIMIT) throw UNREAD;
    const all: string[] = [];
    let telling = true;
    for (;;) {
      const texts = this.#sequence(depth);
      if (texts) append(all, texts);
      else telling = false;
      if (this.#source[this.#at] !== '|') break;
      this.#at += 1;
    }
    return telling && all.length <= MOST_TEXTS ? all : undefined;
  }

  /** The most telling of what must stand there. */
  #sequence(depth: number): Texts | undefined {
    let best: Texts | undefined;
    let run = '';
    const consider = (texts: Texts | undefined): void => {
      if (texts && (!best || rarity(texts) > rarity(best))) best = texts;
    };
    const endRun = (next: string): void => {
      if (run.length >= SHORTEST) consider([run]);
      run = next;
    };
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at] as string)) {
      if (this.#take(ZERO_WIDTH)) {
        this.#atLeast();
        continue;
      }
      const character = this.#character();
      const group = character === undefined ? this.#other(depth) : undefined;
      const least = this.#atLeast();
      if (character !== undefined && least !== 0) {
        run += character;
        // What is repeated stands directly before what follows, too.
        if (least !== undefined) endRun(character);
        continue;
      }
      endRun('');
      if (least !== 0) consider(group);
    }
    endRun('');
    return best;
  }

  /** A character that stands for itself, in lower case. */
  #character(): string | undefined {
    const [, sign, only, , letter] = this.#take(CLASS_OF_ONE, isOne) ?? [];
    const one = sign ?? only ?? letter;
    if (one !== undefined) return one.toLowerCase();
    const [, escaped, plain] = this.#take(CHARACTER) ?? [];
    return (escaped ?? plain)?.toLowerCase();
  }

  /** A group, a class or any character: what a group needs. */
  #other(depth: number): Texts | undefined {
    const group = this.#take(GROUP);
    if (!group) {
      if (this.#take(SOME_CHARACTER) || this.#take(CLASS)) return undefined;
      throw UNREAD;
    }
    const [, negated, behindFlags] = group;
    if (behindFlags === ')') return undefined;
    const texts = this.#alternatives(depth + 1);
    if (this.#source[this.#at] !== ')') throw UNREAD;
    this.#at += 1;
    return negated === undefined ? texts : undefined;
  }

  /** How often at least what was read last stands there; undefined without a quantifier. */
  #atLeast(): number | undefined {
    const found = this.#take(QUANTIFIER);
    if (!found) return undefined;
    if (found[1] !== undefined) return Number(found[1]);
    return found[0].startsWith('+') ? 1 : 0;
  }

  #take(pattern: RegExp, fits: (found: RegExpExecArray) => boolean = () => true): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (!found || !fits(found)) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }
}

const isOne = ([, , , upper, lower]: RegExpExecArray): boolean => upper?.toLowerCase() === lower?.toLowerCase();

/** How seldom one of the texts may stand somewhere: long ones do, and few. */
const rarity = (texts: Texts): number => 1 / texts.reduce((sum, { length }) => sum + 1 / length ** 2, 0);
