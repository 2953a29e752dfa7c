import type { Value } from '../../table/value.ts';
import { bagOf } from './dynamic.ts';
import { numberOfText } from './json-text.ts';
import { decimalOfText, realOfText, wholeOfText } from './number-text.ts';
import { parseDatetime, parseGuid, parseTimespan } from './parse-scalar.ts';
import { Real } from './values.ts';

/**
 * The text between the parentheses of a `dynamic(…)` literal: JSON, and beside it single-quoted and verbatim strings,
 * timespans (`1d`) and typed literals (`datetime(2020-01-01)`). Undefined when it is none of that.
 *
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic#dynamic-literals
 */
export function parseDynamicLiteral(text: string): Value | undefined {
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  reader.space();
  return reader.at === text.length ? value : undefined;
}

/** Nesting deeper than this is refused. */
const MAXIMUM_DEPTH = 256;

const SPACE = /(?:\s|\/\/[^\n]*)*/y;
const STRING = /[hH]?(?:"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|@"(?:[^"]|"")*"|@'(?:[^']|'')*')/y;
const TYPED = /(datetime|date|timespan|time|long|int|real|double|decimal|guid|bool|dynamic)\s*\(\s*([^()]*?)\s*\)/y;
const TIMESPAN = /-?\d+(?:\.\d+)?[a-z]+/y;
const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F]+|\d+(\.\d*)?([eE][+-]?\d+)?)/y;
const WORD = /[A-Za-z]+/y;

const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class LiteralReader {
  readonly #text: string;
  at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  space(): void {
    this.#match(SPACE);
  }

  value(depth: number): Value | undefined {
    this.space();
    const next = this.#text[this.at];
    if (next === undefined || depth > MAXIMUM_DEPTH) return undefined;
    if (next === '[') return this.#array(depth + 1);
    if (next === '{') return this.#bag(depth + 1);
    const text = this.#match(STRING);
    if (text) return this.#strings(text[0]);
    const typed = this.#match(TYPED);
    if (typed) return typedLiteral(typed[1] as string, typed[2] as string);
    const timespan = this.#match(TIMESPAN);
    if (timespan) return parseTimespan(timespan[0]) ?? undefined;
    const number = this.#match(NUMBER);
    if (number) return numberLiteral(number);
    const word = this.#match(WORD);
    return word ? WORDS.get(word[0].toLowerCase()) : undefined;
  }

  /** Strings side by side are one string: `"a" "b"` is `"ab"`. */
  #strings(first: string): string {
    let text = stringLiteral(first);
    for (;;) {
      const end = this.at;
      this.space();
      const next = this.#match(STRING);
      if (!next) {
        this.at = end;
        return text;
      }
      text += stringLiteral(next[0]);
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match) this.at += match[0].length;
    return match;
  }

  #take(character: string): boolean {
    this.space();
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  #array(depth: number): Value | undefined {
    this.at += 1;
    const items: Value[] = [];
    for (;;) {
      if (this.#take(']')) return items;
      const item = this.value(depth);
      if (item === undefined) return undefined;
      items.push(item);
      if (!this.#take(',') && this.#text[this.at] !== ']') return undefined;
    }
  }

  #bag(depth: number): Value | undefined {
    this.at += 1;
    const entries: [string, Value][] = [];
    for (;;) {
      if (this.#take('}')) return bagOf(entries);
      const key = this.#match(STRING) ?? this.#match(/[A-Za-z_]\w*/y);
      if (!key || !this.#take(':')) return undefined;
      const item = this.value(depth);
      if (item === undefined) return undefined;
      entries.push([/["']/.test(key[0]) ? stringLiteral(key[0]) : key[0], item]);
      if (!this.#take(',') && this.#text[this.at] !== '}') return undefined;
    }
  }
}

function numberLiteral(match: RegExpExecArray): Value {
  const text = match[0].replace(/^\+/, '');
  if (/^-?0x/i.test(text)) return numberOfText(BigInt(text).toString(), false);
  return numberOfText(text, match[1] !== undefined || match[2] !== undefined);
}

function typedLiteral(type: string, text: string): Value | undefined {
  if (text === 'null' || text === '') return null;
  switch (type) {
    case 'datetime':
    case 'date':
      return parseDatetime(stringLiteral(text)) ?? undefined;
    case 'timespan':
    case 'time':
      return parseTimespan(stringLiteral(text)) ?? undefined;
    case 'guid':
      return parseGuid(stringLiteral(text)) ?? undefined;
    case 'bool':
      return WORDS.get(text.toLowerCase());
    case 'decimal':
      return decimalOfText(text);
    case 'real':
    case 'double': {
      const value = realOfText(text);
      return value !== undefined && Number.isInteger(value) ? new Real(value) : value;
    }
    case 'dynamic':
      return parseDynamicLiteral(text);
    default: {
      const whole = wholeOfText(text);
      return whole === undefined ? undefined : numberOfText(whole.toString(), false);
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** The value of a KQL string literal as it is written, quotes and all; other text is given back as it is. */
export function stringLiteral(source: string): string {
  const text = /^[hH]["'@`~]/.test(source) ? source.slice(1) : source;
  if (/^(?:```|~~~)/.test(text)) return text.slice(3, -3);
  if (text.startsWith('@')) {
    const quote = text[1] ?? '';
    return text.slice(2, -1).replaceAll(quote + quote, quote);
  }
  if (!/^(["']).*\1$/s.test(text)) return text;
  return text
    .slice(1, -1)
    .replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[\s\S])/g, (_, code: string) => {
      if (/^[uUx]./.test(code)) return String.fromCodePoint(Math.min(Number.parseInt(code.slice(1), 16), 0x10ffff));
      return ESCAPES[code] ?? code;
    });
}
