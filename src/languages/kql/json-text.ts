import type { Value } from '../../table/value.ts';
import { Real } from './values.ts';

/** Nesting deeper than this is no JSON to us; logs are untrusted. */
const MAXIMUM_DEPTH = 256;

/** Numbers that `JSON.parse` would lose: a fraction or an exponent (1.0 is a real), more than 15 digits. */
const NEEDS_CARE = /\d[.eE]|\d{16}/;

/**
 * Strict JSON text; undefined when it is none. `1` is a long, `1.0` a real, integers keep all their digits up to 64
 * bits and become a real beyond.
 */
export function parseJsonText(text: string): { readonly value: Value } | undefined {
  const first = text.charCodeAt(0);
  if (first >= 0x61 && !/^(?:\{|\[|true|false|null)/.test(text)) return undefined;
  if (first >= 0x41 && first <= 0x5a) return undefined;
  if (!NEEDS_CARE.test(text) && isShallow(text)) {
    try {
      return { value: JSON.parse(text) as Value };
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.space();
  return value === undefined || reader.at < text.length ? undefined : { value };
}

/** Whether brackets nest no deeper than the reader goes; those inside texts count too, and make it look itself. */
function isShallow(text: string): boolean {
  if (text.length <= 2 * MAXIMUM_DEPTH) return true;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth > MAXIMUM_DEPTH) return false;
  }
  return true;
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\r\n]*/y;

class JsonReader {
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
    switch (this.#text[this.at]) {
      case '{':
        return depth < MAXIMUM_DEPTH ? this.#object(depth + 1) : undefined;
      case '[':
        return depth < MAXIMUM_DEPTH ? this.#array(depth + 1) : undefined;
      case '"':
        return this.#string();
      case 't':
        return this.#word('true') ? true : undefined;
      case 'f':
        return this.#word('false') ? false : undefined;
      case 'n':
        return this.#word('null') ? null : undefined;
      default:
        return this.#number();
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match) this.at += match[0].length;
    return match;
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  #take(character: string): boolean {
    this.space();
    return this.#word(character);
  }

  #string(): string | undefined {
    const match = this.#match(STRING);
    return match ? (JSON.parse(match[0]) as string) : undefined;
  }

  #number(): Value | undefined {
    const match = this.#match(NUMBER);
    return match ? numberOfText(match[0], match[1] !== undefined || match[2] !== undefined) : undefined;
  }

  #array(depth: number): Value | undefined {
    this.at += 1;
    const items: Value[] = [];
    if (this.#take(']')) return items;
    for (;;) {
      const item = this.value(depth);
      if (item === undefined) return undefined;
      items.push(item);
      if (this.#take(']')) return items;
      if (!this.#take(',')) return undefined;
    }
  }

  #object(depth: number): Value | undefined {
    this.at += 1;
    const bag = Object.create(null) as Record<string, Value>;
    if (this.#take('}')) return bag;
    for (;;) {
      this.space();
      const key = this.#string();
      if (key === undefined || !this.#take(':')) return undefined;
      const item = this.value(depth);
      if (item === undefined) return undefined;
      bag[key] = item;
      if (this.#take('}')) return bag;
      if (!this.#take(',')) return undefined;
    }
  }
}

/** A number as it was written: a real when it had a fraction or an exponent, otherwise a long while 64 bits hold it. */
export function numberOfText(text: string, isReal: boolean): Value {
  const value = Number(text);
  if (!isReal) {
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    const exact = BigInt(text);
    if (BigInt.asIntN(64, exact) === exact) return exact;
  }
  return Number.isInteger(value) ? new Real(value) : value;
}
