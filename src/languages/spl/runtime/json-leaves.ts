import type { Value } from '../../../table/value.ts';

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const DEPTH_LIMIT = 100;

/** Adds a value to what a field has already. */
export function addValue(fields: Map<string, Value>, name: string, value: Value): void {
  const before = fields.get(name);
  if (before === undefined) fields.set(name, value);
  else if (Array.isArray(before)) before.push(value);
  else fields.set(name, [before, value]);
}

/**
 * Every leaf of JSON text as a field: keys joined by periods, `{}` behind the name of an array. Reading stops at the limit, as
 * Splunk's does, and keeps what came before; what is no JSON gives no fields.
 */
export function jsonLeaves(text: string, limit: number): Map<string, Value> {
  const fields = new Map<string, Value>();
  const walker = new Walker(text, limit, (name, value) => addValue(fields, name, value));
  walker.run();
  return fields;
}

class Walker {
  readonly #text: string;
  readonly #limit: number;
  readonly #found: (name: string, value: Value) => void;
  #at = 0;

  constructor(text: string, limit: number, found: (name: string, value: Value) => void) {
    this.#text = text;
    this.#limit = Math.min(limit, text.length);
    this.#found = found;
  }

  run(): void {
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') this.#value('', 0);
  }

  /** False when reading has to stop. */
  #value(name: string, depth: number): boolean {
    this.#space();
    if (this.#at >= this.#limit || depth > DEPTH_LIMIT) return false;
    const character = this.#text[this.#at];
    if (character === '{') return this.#object(name, depth);
    if (character === '[') return this.#array(name, depth);
    const leaf = character === '"' ? this.#string() : this.#word();
    if (leaf === undefined) return false;
    if (name !== '') this.#found(name, leaf);
    return true;
  }

  #object(name: string, depth: number): boolean {
    this.#at += 1;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === '}') break;
      const key = this.#text[this.#at] === '"' ? this.#string() : undefined;
      this.#space();
      if (key === undefined || this.#text[this.#at] !== ':') return false;
      this.#at += 1;
      if (!this.#value(name === '' ? key : `${name}.${key}`, depth + 1)) return false;
      this.#space();
      if (this.#text[this.#at] === ',') this.#at += 1;
      else if (this.#text[this.#at] !== '}') return false;
    }
    this.#at += 1;
    return true;
  }

  #array(name: string, depth: number): boolean {
    this.#at += 1;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === ']') break;
      if (!this.#value(`${name}{}`, depth + 1)) return false;
      this.#space();
      if (this.#text[this.#at] === ',') this.#at += 1;
      else if (this.#text[this.#at] !== ']') return false;
    }
    this.#at += 1;
    return true;
  }

  #string(): string | undefined {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (end > 0 && this.#escaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0 || end >= this.#limit) return undefined;
    this.#at = end + 1;
    const inner = this.#text.slice(start + 1, end);
    if (!inner.includes('\\')) return inner;
    try {
      return JSON.parse(`"${inner}"`) as string;
    } catch {
      // Raw control characters and unknown escapes occur in logs; the text stays as it stands.
      return inner;
    }
  }

  #escaped(quote: number): boolean {
    let count = 0;
    while (this.#text[quote - 1 - count] === '\\') count += 1;
    return count % 2 === 1;
  }

  #word(): Value | undefined {
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text)?.[0];
    const word = number ?? /^(?:true|false|null)/.exec(this.#text.slice(this.#at, this.#at + 5))?.[0];
    if (word === undefined || this.#at + word.length > this.#limit) return undefined;
    this.#at += word.length;
    return word;
  }

  #space(): void {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at] as string)) this.#at += 1;
  }
}
