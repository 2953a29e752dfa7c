import type { FieldCollector } from './extraction.ts';

const DEPTH_LIMIT = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Every leaf of a JSON text as a field: `a.b` for objects, `a{}.b` for arrays. Numbers keep the text they are written
 * with, booleans and null are their words, as Splunk shows them. A text that breaks off or stops being JSON gives what
 * stood before; text in front of the document is passed over.
 */
export function collectJson(text: string, collected: FieldCollector): void {
  const start = text.search(/[{[]/);
  if (start >= 0) new JsonWalk(text, start, collected).value('', 0);
}

/** Walks a JSON text once; no value is built that nobody asked for. */
class JsonWalk {
  readonly #text: string;
  readonly #collected: FieldCollector;
  #at: number;

  constructor(text: string, start: number, collected: FieldCollector) {
    this.#text = text;
    this.#at = start;
    this.#collected = collected;
  }

  /** False where the text is no JSON any more. */
  value(path: string, depth: number): boolean {
    this.#blanks();
    switch (this.#text[this.#at]) {
      case '{':
        return depth < DEPTH_LIMIT && this.#object(path, depth);
      case '[':
        return depth < DEPTH_LIMIT && this.#array(`${path}{}`, depth);
      case '"': {
        const string = this.#string();
        if (string === undefined) return false;
        if (path !== '') this.#collected.add(path, string);
        return true;
      }
      default:
        return this.#word(path);
    }
  }

  #object(path: string, depth: number): boolean {
    this.#at += 1;
    this.#blanks();
    if (this.#takes('}')) return true;
    for (;;) {
      this.#blanks();
      const key = this.#text[this.#at] === '"' ? this.#string() : undefined;
      this.#blanks();
      if (key === undefined || !this.#takes(':')) return false;
      if (!this.value(path === '' ? key : `${path}.${key}`, depth + 1)) return false;
      this.#blanks();
      if (this.#takes('}')) return true;
      if (!this.#takes(',')) return false;
    }
  }

  #array(path: string, depth: number): boolean {
    this.#at += 1;
    this.#blanks();
    if (this.#takes(']')) return true;
    for (;;) {
      if (!this.value(path, depth + 1)) return false;
      this.#blanks();
      if (this.#takes(']')) return true;
      if (!this.#takes(',')) return false;
    }
  }

  #word(path: string): boolean {
    const start = this.#at;
    while (this.#at < this.#text.length && !/[\s,:{}[\]"]/.test(this.#text[this.#at] as string)) this.#at += 1;
    const word = this.#text.slice(start, this.#at);
    if (!/^(?:true|false|null|-?\d[\d.eE+-]*)$/.test(word)) return false;
    this.#collected.add(path, word);
    return true;
  }

  #string(): string | undefined {
    const start = this.#at + 1;
    let escaped = false;
    let end = start;
    for (;;) {
      const code = this.#text.charCodeAt(end);
      if (Number.isNaN(code)) return undefined;
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        end += 1;
      }
      end += 1;
    }
    this.#at = end + 1;
    const inside = this.#text.slice(start, end);
    return escaped ? unescaped(inside) : inside;
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #blanks(): void {
    while (this.#text.charCodeAt(this.#at) <= 0x20) this.#at += 1;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character: string) =>
    code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
