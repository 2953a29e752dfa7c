import { Cursor, unescapeQuoted } from './cursor.ts';
import type { EvalNode } from './eval/nodes.ts';
import { parseEvalExpression } from './eval/parse.ts';
import { parseSubsearch, type Subsearch } from './pipeline.ts';
import { SplProblem } from './problems.ts';
import type { SearchNode } from './search/nodes.ts';
import { isOneTerm } from './search/segments.ts';
import { parseSearchExpression } from './search/parse.ts';

/** A bare name; that of a statistic, `count(user)`, may have its brackets. */
const FIELD = /[^\s,"'()[\]|=<>]+(?:\([^\s,"'()[\]|=<>]*\))?/y;

/** `"("<expression>")"`, as the reference spells conditions of streamstats. */
const BRACKETED = /"\("((?:[^"\\]|\\.|"(?!\)"))*)"\)"/y;

/** The arguments of one command: the pieces that most commands are written in. */
export class CommandArguments {
  readonly cursor: Cursor;
  readonly command: string;
  /** Where the command's name stands. */
  readonly start: number;
  /** The options read so far that the command lets pass. */
  readonly passed = new Map<string, string>();
  /** Where PREFIX() may stand for a field (tstats): the texts of those read so far. */
  prefixes: Set<string> | undefined;
  readonly #passing: readonly string[];
  /** Where the values of the options read so far stand. */
  readonly #places = new Map<string, { readonly start: number; readonly end: number }>();

  constructor(cursor: Cursor, command: string, start: number, passing: readonly string[] = []) {
    this.cursor = cursor;
    this.command = command;
    this.start = start;
    this.#passing = passing;
  }

  get done(): boolean {
    return this.cursor.done;
  }

  keyword(word: string): boolean {
    return this.cursor.takeKeyword(word);
  }

  expectKeyword(word: string): void {
    if (!this.keyword(word)) this.cursor.fail(`Expected ${word.toUpperCase()}`);
  }

  /** A field name: bare, in double quotes, or in single quotes. */
  field(): string {
    const name = this.fieldIfAny();
    return name ?? this.cursor.fail('Expected a field');
  }

  fieldIfAny(): string | undefined {
    const prefix = this.prefixes && this.#prefix();
    if (prefix !== undefined) return prefix;
    const quoted = this.cursor.takeQuoted();
    if (quoted !== undefined) return quoted;
    const single = this.cursor.takeMatch(/'((?:[^'\\]|\\.)*)'/y);
    if (single) return single[1] ?? '';
    return this.cursor.takeMatch(FIELD)?.[0];
  }

  /** `PREFIX(kbps=)`, which becomes a field named `kbps=`. */
  #prefix(): string | undefined {
    const start = this.cursor.at;
    const written = this.cursor.takeMatch(/PREFIX\s*\(\s*("[^"]*"|[^)|]*?)\s*\)/y)?.[1];
    if (written === undefined) return undefined;
    const text = written.replaceAll('"', '');
    if (text === '' || !isOneTerm(text))
      this.invalid(
        'PREFIX() needs the beginning of one term.',
        start,
        'Spaces, brackets, quotes and commas part terms.',
      );
    if (text !== text.toLowerCase())
      this.invalid('The text of PREFIX() must be in lower case.', start, `Write PREFIX(${text.toLowerCase()}).`);
    this.prefixes?.add(text);
    return text;
  }

  /** Fields up to the end or one of the words, with or without commas. */
  fields(...stops: readonly string[]): readonly string[] {
    const names: string[] = [];
    this.cursor.skipSpaceAndCommas();
    while (!this.done && !stops.some((stop) => this.cursor.peekKeyword(stop)) && /[^[\]|]/.test(this.cursor.peek())) {
      const name = this.fieldIfAny();
      if (name === undefined) break;
      names.push(name);
      this.cursor.skipSpaceAndCommas();
    }
    return names;
  }

  /** Fields, at least one. */
  someFields(...stops: readonly string[]): readonly string[] {
    const names = this.fields(...stops);
    return names.length > 0 ? names : this.cursor.fail('Expected a field');
  }

  /** `name=value` options that stand here, by lower-case name; other names are left where they are. */
  options(...names: readonly string[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (;;) {
      const option = this.option(...names);
      if (!option) return found;
      found.set(option.name, option.value);
    }
  }

  /** Fields up to the end, and the options that stand before, among or behind them. */
  fieldsAndOptions(...names: readonly string[]): {
    readonly fields: readonly string[];
    readonly options: ReadonlyMap<string, string>;
  } {
    const fields: string[] = [];
    const options = new Map<string, string>();
    for (;;) {
      for (const [name, value] of this.options(...names)) options.set(name, value);
      this.cursor.skipSpaceAndCommas();
      const name = this.done || /[[\]|]/.test(this.cursor.peek()) ? undefined : this.fieldIfAny();
      if (name === undefined) return { fields, options };
      fields.push(name);
      this.cursor.skipSpaceAndCommas();
    }
  }

  /** One of the named options, or of those that the command lets pass, if it stands here. */
  option(...names: readonly string[]): { readonly name: string; readonly value: string } | undefined {
    this.cursor.skipSpace();
    const start = this.cursor.at;
    const name = this.cursor.takeMatch(/(\w+)\s*=/y)?.[1]?.toLowerCase();
    const passes = name !== undefined && this.#passing.includes(name);
    if (name === undefined || !(passes || names.includes(name))) {
      this.cursor.at = start;
      return undefined;
    }
    this.cursor.skipSpace();
    const valueStart = this.cursor.at;
    const value = this.value();
    this.#places.set(name, { start: valueStart, end: this.cursor.at });
    if (passes) this.passed.set(name, value);
    return { name, value };
  }

  /** `"("<expression>")"`, `(<expression>)`, or the expression in quotes alone: conditions of streamstats. */
  condition(): EvalNode {
    this.cursor.skipSpace();
    if (this.cursor.peek() === '(') return this.evalExpression();
    const start = this.cursor.at;
    const bracketed = this.cursor.takeMatch(BRACKETED)?.[1];
    const inner = new Cursor(bracketed === undefined ? this.value() : unescapeQuoted(bracketed));
    try {
      const node = parseEvalExpression(inner);
      return inner.done ? node : inner.fail('Expected the end of the expression');
    } catch (error) {
      if (!(error instanceof SplProblem)) throw error;
      throw new SplProblem(error.problem, error.message, start, this.cursor.at, error.hint);
    }
  }

  /** The number that an option gives, undefined when it is not among those read. */
  number(options: ReadonlyMap<string, string>, name: string): number | undefined {
    const text = options.get(name);
    if (text === undefined) return undefined;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isNaN(number)) return number;
    const { start, end } = this.#places.get(name) ?? { start: this.start, end: this.cursor.at };
    const message = `"${name}" is a number, not "${text}".`;
    throw new SplProblem('invalid-argument', message, start, end, `Write digits: ${name}=10.`);
  }

  /** A value: quoted, or up to a blank, comma or bracket. */
  value(): string {
    const quoted = this.cursor.takeQuoted();
    if (quoted !== undefined) return quoted;
    return this.cursor.takeMatch(/[^\s,"()[\]|]+/y)?.[0] ?? this.cursor.fail('Expected a value');
  }

  integer(): number | undefined {
    const text = this.cursor.takeMatch(/-?\d+(?![\w.])/y)?.[0];
    // Without the sum "-0" would be a number of its own.
    return text === undefined ? undefined : Number(text) + 0;
  }

  evalExpression(): EvalNode {
    return parseEvalExpression(this.cursor);
  }

  searchExpression(...stops: readonly string[]): SearchNode {
    return parseSearchExpression(this.cursor, stops);
  }

  subsearch(): Subsearch {
    if (this.cursor.done || this.cursor.peek() !== '[') this.cursor.fail('Expected a subsearch in brackets');
    return parseSubsearch(this.cursor);
  }

  /** Fails for an argument, at the place where the cursor was. */
  invalid(message: string, start: number, hint?: string): never {
    throw new SplProblem('invalid-argument', message, start, Math.max(start + 1, this.cursor.at), hint);
  }

  unsupported(message: string, start: number, hint?: string): never {
    throw new SplProblem('unsupported-option', message, start, Math.max(start + 1, this.cursor.at), hint);
  }
}

/** Splunk's words for yes and no. */
export const isTrue = (value: string | undefined, otherwise: boolean): boolean =>
  value === undefined ? otherwise : /^(t|true|1|yes|y)$/i.test(value);
