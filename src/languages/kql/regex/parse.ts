import { parseClass } from './parse-class.ts';
import { parseEscape } from './parse-escape.ts';
import { type Assertion, type RegexNode, type RegexSyntax, RegexSyntaxError } from './syntax.ts';

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
  readonly u: boolean;
  readonly x: boolean;
}

const INITIAL: Flags = { i: false, m: false, s: false, U: false, u: true, x: false };

/** Deeper nesting and greater counts than these are refused. */
const MAXIMUM_DEPTH = 200;
const MAXIMUM_COUNT = 1000;

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'text-start',
  z: 'text-end',
  b: 'word-boundary',
  B: 'not-word-boundary',
  '<': 'word-start',
  '>': 'word-end',
};

const BOUNDARIES: Readonly<Record<string, Assertion>> = {
  start: 'word-start',
  end: 'word-end',
  'start-half': 'word-start-half',
  'end-half': 'word-end-half',
};

/**
 * Reads a pattern in Kusto's regular expression syntax: no look-around, no back-references.
 *
 * @throws RegexSyntaxError
 * @see https://learn.microsoft.com/kusto/query/regex
 */
export function parseRegex(source: string): RegexSyntax {
  const parser = new RegexParser(source);
  const root = parser.alternatives(INITIAL, 0).node;
  if (parser.at < source.length) throw new RegexSyntaxError('A group is closed that was not opened.');
  return { root, groups: parser.groups, names: parser.names };
}

class RegexParser {
  readonly #source: string;
  at = 0;
  groups = 0;
  readonly names = new Map<string, number>();

  constructor(source: string) {
    this.#source = source;
  }

  /** Alternatives up to the end of the group; flags set inside last to that end. */
  alternatives(flags: Flags, depth: number): { readonly node: RegexNode } {
    if (depth > MAXIMUM_DEPTH) throw new RegexSyntaxError('The pattern is nested too deeply.');
    const alternatives: RegexNode[] = [];
    let items: RegexNode[] = [];
    let current = flags;
    const finish = (): void => {
      alternatives.push(items.length === 1 ? (items[0] as RegexNode) : { kind: 'sequence', items });
      items = [];
    };
    while (this.at < this.#source.length && this.#source[this.at] !== ')') {
      if (current.x && this.#skipVerbose()) continue;
      if (this.#take('|')) {
        finish();
        continue;
      }
      const changed = this.#flagsOnly(current);
      if (changed) {
        current = changed;
        continue;
      }
      items.push(this.#repeated(this.#atom(current, depth), current));
    }
    finish();
    return {
      node: alternatives.length === 1 ? (alternatives[0] as RegexNode) : { kind: 'alternatives', items: alternatives },
    };
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#source);
    if (match) this.at += match[0].length;
    return match;
  }

  #skipVerbose(): boolean {
    return this.#match(/\s+|#[^\n]*\n?/y) !== null;
  }

  #flagsOnly(flags: Flags): Flags | undefined {
    const match = this.#match(/\(\?([imsUuxR]*)(?:-([imsUuxR]+))?\)/y);
    return match ? changedFlags(flags, match[1] ?? '', match[2] ?? '') : undefined;
  }

  #atom(flags: Flags, depth: number): RegexNode {
    const code = this.#source.codePointAt(this.at) as number;
    const character = String.fromCodePoint(code);
    switch (character) {
      case '(':
        return this.#group(flags, depth);
      case '[': {
        const { set, end } = parseClass(this.#source, this.at, flags.x);
        this.at = end;
        return { kind: 'class', set, ignoreCase: flags.i, ascii: !flags.u };
      }
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        throw new RegexSyntaxError(`"${character}" has nothing to repeat.`);
    }
    this.at += character.length;
    if (character === '.') return { kind: 'any', newLine: flags.s };
    if (character === '^') return assertion(flags.m ? 'line-start' : 'text-start', flags);
    if (character === '$') return assertion(flags.m ? 'line-end' : 'text-end', flags);
    return { kind: 'character', code, ignoreCase: flags.i };
  }

  #group(flags: Flags, depth: number): RegexNode {
    this.at += 1;
    const scoped = this.#match(/\?([imsUuxR]*)(?:-([imsUuxR]+))?:/y);
    if (scoped) {
      const { node } = this.alternatives(changedFlags(flags, scoped[1] ?? '', scoped[2] ?? ''), depth + 1);
      this.#close();
      return node;
    }
    const named = this.#match(/\?P?<([\p{Alphabetic}_][\p{Alphabetic}\p{N}._[\]]*)>/uy);
    if (!named && this.#source[this.at] === '?') {
      throw new RegexSyntaxError('Look-around and other groups that begin with "(?" are not part of the language.');
    }
    this.groups += 1;
    const index = this.groups;
    if (named) {
      if (this.names.has(named[1] as string)) throw new RegexSyntaxError(`Two groups are named "${named[1]}".`);
      this.names.set(named[1] as string, index);
    }
    const { node } = this.alternatives(flags, depth + 1);
    this.#close();
    return { kind: 'group', item: node, index };
  }

  #close(): void {
    if (!this.#take(')')) throw new RegexSyntaxError('A group is not closed.');
  }

  #escape(flags: Flags): RegexNode {
    this.at += 1;
    const boundary = this.#match(/b\{([a-z-]+)\}/y);
    if (boundary) {
      const what = BOUNDARIES[boundary[1] as string];
      if (!what) throw new RegexSyntaxError(`"\\${boundary[0]}" is not part of the language.`);
      return assertion(what, flags);
    }
    const next = this.#source[this.at];
    if (next === undefined) throw new RegexSyntaxError('The pattern ends in a backslash.');
    const what = ASSERTIONS[next];
    if (what) {
      this.at += 1;
      return assertion(what, flags);
    }
    const quoted = this.#match(/Q([\s\S]*?)(?:\\E|$)/y);
    if (quoted) {
      const items = [...(quoted[1] as string)].map((text): RegexNode =>
        character(text.codePointAt(0) as number, flags),
      );
      return { kind: 'sequence', items };
    }
    const { set, end } = parseEscape(this.#source, this.at);
    this.at = end;
    if (set.kind === 'range') return character(set.from, flags);
    return { kind: 'class', set, ignoreCase: flags.i, ascii: !flags.u };
  }

  #repeated(item: RegexNode, flags: Flags): RegexNode {
    let node = item;
    for (;;) {
      if (flags.x) while (this.#skipVerbose());
      const count = this.#match(/\*|\+|\?|\{(\d+)(?:(,)(\d*))?\}/y);
      if (!count) return node;
      const lazy = this.#take('?') !== flags.U;
      const [min, max] = countsOf(count);
      if (min > max) throw new RegexSyntaxError(`"${count[0]}" asks for more than it allows.`);
      if (min > MAXIMUM_COUNT || (max !== Infinity && max > MAXIMUM_COUNT)) {
        throw new RegexSyntaxError(`"${count[0]}" repeats more than ${MAXIMUM_COUNT} times.`);
      }
      node = { kind: 'repeat', item: node, min, max, lazy };
    }
  }
}

const character = (code: number, flags: Flags): RegexNode => ({ kind: 'character', code, ignoreCase: flags.i });

const assertion = (what: Assertion, flags: Flags): RegexNode => ({ kind: 'assertion', what, ascii: !flags.u });

function countsOf([text, low, comma, high]: RegExpExecArray): readonly [number, number] {
  if (text === '*') return [0, Infinity];
  if (text === '+') return [1, Infinity];
  if (text === '?') return [0, 1];
  const min = Number(low);
  return [min, comma ? (high ? Number(high) : Infinity) : min];
}

function changedFlags(flags: Flags, on: string, off: string): Flags {
  const changed: Record<string, boolean> = { ...flags };
  for (const letter of on + off) if (letter === 'R') throw new RegexSyntaxError('The flag "R" is not supported.');
  for (const letter of on) changed[letter] = true;
  for (const letter of off) changed[letter] = false;
  return changed as unknown as Flags;
}
