import { invariant } from '../../util/invariant.ts';
import { endOfQuoted } from './expansion.ts';
import { SplProblem } from './problems.ts';

/** `\\` is a backslash, `\"` a quote; any other escape stays as it is. */
export const unescapeQuoted = (text: string): string => text.replace(/\\([\\"])/g, '$1');

const SPACE = /\s/;
const WORD_CHARACTER = /[\w.]/;
const BLANK = 0x20;
const DELETE = 0x7f;
/** What tells the two cases of an ASCII letter apart. */
const CASE = 0x20;

/** A place in the expanded text, and the small steps that all parsers take. Offsets count in the expanded text. */
export class Cursor {
  readonly text: string;
  readonly end: number;
  at: number;

  constructor(text: string, start = 0, end: number = text.length) {
    this.text = text;
    this.at = start;
    this.end = end;
  }

  get done(): boolean {
    this.skipSpace();
    return this.at >= this.end;
  }

  skipSpace(): void {
    while (this.at < this.end) {
      const code = this.text.charCodeAt(this.at);
      if (code !== BLANK && ((code > BLANK && code < DELETE) || !SPACE.test(this.text[this.at] as string))) return;
      this.at += 1;
    }
  }

  skipSpaceAndCommas(): void {
    while (this.at < this.end && (this.text[this.at] === ',' || SPACE.test(this.text[this.at] as string))) this.at += 1;
  }

  peek(): string {
    return this.at < this.end ? (this.text[this.at] as string) : '';
  }

  rest(): string {
    return this.text.slice(this.at, this.end);
  }

  /** Takes `token` if it stands here, after blanks. */
  take(token: string): boolean {
    this.skipSpace();
    if (this.at + token.length > this.end || !this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string, hint?: string): void {
    if (!this.take(token)) this.fail(`Expected "${token}"`, hint);
  }

  /** Takes the parenthesis that closes the one at `open`. */
  close(open: number): void {
    if (this.take(')')) return;
    if (this.done) throw new SplProblem('syntax-error', 'A "(" is not closed.', open, open + 1, 'Add a ")".');
    this.fail('Expected ")"', 'A comma, an operator or the closing ")" is missing before it.');
  }

  /** What the pattern, which has to be sticky, matches here, after blanks, without taking it. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    invariant(pattern.sticky, 'a pattern of a cursor is sticky');
    this.skipSpace();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    return found && this.at + found[0].length <= this.end ? found : undefined;
  }

  takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    const found = this.match(pattern);
    if (found) this.at += found[0].length;
    return found;
  }

  /** A word, whatever its case, that ends here. */
  takeKeyword(word: string): boolean {
    const stands = this.peekKeyword(word);
    if (stands) this.at += word.length;
    return stands;
  }

  /** A word as it is written, that ends here. */
  takeWord(word: string): boolean {
    const stands = this.peekKeyword(word) && this.text.startsWith(word, this.at);
    if (stands) this.at += word.length;
    return stands;
  }

  peekKeyword(word: string): boolean {
    this.skipSpace();
    const behind = this.at + word.length;
    if (behind > this.end || WORD_CHARACTER.test(this.text[behind] ?? '')) return false;
    for (let index = 0; index < word.length; index += 1) {
      if ((this.text.charCodeAt(this.at + index) | CASE) !== (word.charCodeAt(index) | CASE)) return false;
    }
    return true;
  }

  /** A double-quoted text, unescaped; undefined when none stands here. */
  takeQuoted(): string | undefined {
    this.skipSpace();
    if (this.peek() !== '"') return undefined;
    const start = this.at;
    const end = endOfQuoted(this.text, start);
    if (end > this.end || this.text[end - 1] !== '"' || end === start + 1) {
      const hint = 'Close it; a quotation mark inside of a text is written \\".';
      throw new SplProblem('syntax-error', 'A quotation mark is not closed.', start, start + 1, hint);
    }
    this.at = end;
    return unescapeQuoted(this.text.slice(start + 1, end - 1));
  }

  /** Fails at what stands here. */
  fail(message: string, hint?: string): never {
    this.skipSpace();
    const found = /^\S+/.exec(this.rest())?.[0];
    const what = found === undefined ? `${message}, but the command ends.` : `${message}, not "${found.slice(0, 40)}".`;
    throw new SplProblem('syntax-error', what, this.at, this.at + (found?.length ?? 0), hint);
  }
}
