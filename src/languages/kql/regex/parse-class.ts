import { parseEscape } from './parse-escape.ts';
import { RegexSyntaxError, type SetNode } from './syntax.ts';

const range = (text: string): SetNode[] => {
  const ranges: SetNode[] = [];
  for (let at = 0; at < text.length; at += 2) {
    ranges.push({ kind: 'range', from: text.charCodeAt(at), to: text.charCodeAt(at + 1) });
  }
  return ranges;
};

/** Pairs of first and last characters. @see https://learn.microsoft.com/kusto/query/regex#ascii-character-classes */
export const POSIX: ReadonlyMap<string, readonly SetNode[]> = new Map([
  ['alnum', range('09AZaz')],
  ['alpha', range('AZaz')],
  ['ascii', range('\u0000\u007f')],
  ['blank', range('\t\t  ')],
  ['cntrl', range('\u0000\u001f\u007f\u007f')],
  ['digit', range('09')],
  ['graph', range('!~')],
  ['lower', range('az')],
  ['print', range(' ~')],
  ['punct', range('!/:@[`{~')],
  ['space', range('\t\r  ')],
  ['upper', range('AZ')],
  ['word', range('09AZaz__')],
  ['xdigit', range('09AFaf')],
]);

/** A bracketed class; `at` is at its `[`. */
export function parseClass(
  source: string,
  at: number,
  verbose: boolean,
): { readonly set: SetNode; readonly end: number } {
  const parser = new ClassParser(source, at, verbose);
  return { set: parser.bracketed(0), end: parser.at };
}

class UnclosedClass extends RegexSyntaxError {}

class ClassParser {
  readonly #source: string;
  readonly #verbose: boolean;
  #nests = true;
  at: number;

  constructor(source: string, at: number, verbose: boolean) {
    this.#source = source;
    this.at = at;
    this.#verbose = verbose;
  }

  bracketed(depth: number): SetNode {
    if (depth > 50) throw new RegexSyntaxError('A class is nested too deeply.');
    this.at += 1;
    const negated = this.#take('^');
    const set = this.#operations(depth);
    if (!this.#take(']')) throw new UnclosedClass('A class is not closed.');
    return { kind: 'union', items: [set], negated };
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Unions joined by set operators, which all bind alike, from left to right. */
  #operations(depth: number): SetNode {
    let left = this.#union(depth, true);
    for (;;) {
      const operator = (['&&', '--', '~~'] as const).find((candidate) => this.#take(candidate));
      if (!operator) return left;
      left = { kind: 'operation', operator, left, right: this.#union(depth, false) };
    }
  }

  #union(depth: number, first: boolean): SetNode {
    const items: SetNode[] = [];
    if (first) {
      while (this.#source[this.at] === '-') {
        this.at += 1;
        items.push({ kind: 'range', from: 0x2d, to: 0x2d });
      }
      if (items.length === 0 && this.#take(']')) items.push({ kind: 'range', from: 0x5d, to: 0x5d });
    }
    for (;;) {
      const next = this.#source[this.at];
      if (next === undefined || next === ']' || ['&&', '--', '~~'].includes(this.#source.slice(this.at, this.at + 2))) {
        return { kind: 'union', items, negated: false };
      }
      if (this.#verbose && /\s/.test(next)) this.at += 1;
      else items.push(this.#item(depth));
    }
  }

  #item(depth: number): SetNode {
    const posix = /\[:(\^?)([a-z]+):\]/y;
    posix.lastIndex = this.at;
    const named = posix.exec(this.#source);
    if (named) {
      const items = POSIX.get(named[2] as string);
      if (!items) throw new RegexSyntaxError(`There is no class "${named[0]}".`);
      this.at += named[0].length;
      return { kind: 'union', items, negated: named[1] === '^' };
    }
    if (this.#source[this.at] === '[') return this.#nested(depth);
    const low = this.#single();
    if (low.kind !== 'range') return low;
    const follows = this.#source[this.at + 1];
    if (this.#source[this.at] !== '-' || follows === ']' || follows === '-' || follows === undefined) return low;
    this.at += 1;
    const high = this.#single();
    if (high.kind !== 'range' || high.to < low.from)
      throw new RegexSyntaxError('A range of a class ends before it begins.');
    return { kind: 'range', from: low.from, to: high.to };
  }

  /** A class inside a class; where nothing closes it, the bracket stands for itself, as RE2 has always read `[[]`. */
  #nested(depth: number): SetNode {
    const start = this.at;
    if (this.#nests) {
      try {
        return this.bracketed(depth + 1);
      } catch (error) {
        if (!(error instanceof UnclosedClass)) throw error;
        // Whatever follows is not closed either: one attempt is enough.
        this.#nests = false;
        this.at = start;
      }
    }
    return this.#single();
  }

  #single(): SetNode {
    if (this.#take('\\')) {
      const { set, end } = parseEscape(this.#source, this.at);
      this.at = end;
      return set;
    }
    const code = this.#source.codePointAt(this.at) as number;
    this.at += code > 0xffff ? 2 : 1;
    return { kind: 'range', from: code, to: code };
  }
}
