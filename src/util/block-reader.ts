import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import {
  type BlockSchema,
  BREAK,
  CORE,
  DOUBLE_QUOTE,
  isBlankCode,
  type Key,
  keyEvent,
  NOWHERE,
  POP,
  QUOTE,
  resolved,
  scalarEvent,
  SPACE,
  UNREAD,
  unread,
  WORDS,
} from './block-scalars.ts';

/** A key of the top level and where it stands; its value where that is a scalar. */
export interface TopKey {
  readonly name: string;
  readonly key: ScalarEvent;
  readonly value?: ScalarEvent;
}

export interface BlockYaml {
  readonly value: Readonly<Record<string, unknown>>;
  readonly topKeys: readonly TopKey[];
}

type Mapping = Record<string, unknown>;

type CollectionStyle = (typeof COLLECTION_STYLE)[keyof typeof COLLECTION_STYLE];

const DEPTH_LIMIT = 24;
const END = -1;
const HASH = 0x23;
const COLON = 0x3a;
const DASH = 0x2d;
const QUESTION = 0x3f;
const BACKSLASH = 0x5c;
const PIPE = 0x7c;
const GREATER = 0x3e;

const PLAIN_KEY = /[A-Za-z_][\w.|-]*/y;
/** Parts of scalars that hold nothing to be looked at: a pattern passes them quicker than a loop of code that seldom runs. */
const SINGLE_QUOTED_RUN = /[^'\n]*/y;
const DOUBLE_QUOTED_RUN = /[^"\\\n]*/y;
const PLAIN_RUN = /[^:#\n]*/y;
const BLOCK_HEADER = /[|>]([+-]?) *\n/y;
/** Escapes that are read here, and those of two, four or eight digits. */
const ESCAPE = /\\(?:[0abtnvfre "/\\]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/y;
/** What cannot begin a plain scalar. */
const INDICATORS = new Set([...'[]{},#&*!%@`'].map((character) => character.charCodeAt(0)));

/** The reader behind `readBlockYaml`: throws UNREAD where it gives up. */
export class BlockReader {
  readonly #text: string;
  readonly #schema: BlockSchema;
  readonly #topKeys: TopKey[] = [];
  /** Noted when somebody asks for places; most documents are read for their values alone. */
  readonly #events: Event[] | undefined;
  /** The first character of a line, or of what stands behind a `- `. */
  #at = 0;
  /** Its column; -1 at the end. */
  #indent = 0;
  /** The scalar of the top level that was read last; undefined after a collection. */
  #scalar: ScalarEvent | undefined;

  constructor(text: string, { events, schema = CORE }: { readonly events?: Event[]; readonly schema?: BlockSchema }) {
    this.#text = text;
    this.#events = events;
    this.#schema = schema;
  }

  document(): BlockYaml {
    this.#toLine(0);
    const value = this.#mapping(this.#indent, 0);
    if (this.#indent !== END) throw UNREAD;
    return { value, topKeys: this.#topKeys };
  }

  /** A key of the top level that was read before, and its value. */
  pair({ valueStart, style }: ScalarEvent): void {
    this.#at = style === SCALAR_STYLE.PLAIN ? valueStart : valueStart - 1;
    this.#indent = this.#at - this.#text.lastIndexOf('\n', this.#at) - 1;
    this.#open(EVENT_ID.MAPPING);
    this.#pair({}, this.#key() ?? unread(), this.#indent, 0);
    this.#events?.push(POP);
  }

  /** mapping := (key ":" (" " value)? line-break)+ */
  #mapping(indent: number, depth: number, first?: Key): Mapping {
    const mapping: Mapping = {};
    if (indent === END || depth > DEPTH_LIMIT) throw UNREAD;
    this.#open(EVENT_ID.MAPPING, first?.at);
    if (first) this.#pair(mapping, first, indent, depth);
    while (this.#indent === indent) this.#pair(mapping, this.#key() ?? unread(), indent, depth);
    if (this.#indent > indent) throw UNREAD;
    this.#events?.push(POP);
    return mapping;
  }

  #pair(mapping: Mapping, key: Key, indent: number, depth: number): void {
    const { name } = key;
    if (name === '__proto__' || Object.hasOwn(mapping, name)) throw UNREAD;
    const event = this.#events || depth === 0 ? keyEvent(key) : undefined;
    if (event) this.#events?.push(event);
    this.#scalar = undefined;
    mapping[name] = this.#value(indent, depth);
    if (event && depth === 0) {
      this.#topKeys.push(this.#scalar ? { name, key: event, value: this.#scalar } : { name, key: event });
    }
    this.#scalar = undefined;
  }

  /** sequence := ("-" " " value line-break)+ */
  #sequence(indent: number, depth: number): unknown[] {
    const sequence: unknown[] = [];
    if (depth > DEPTH_LIMIT) throw UNREAD;
    this.#open(EVENT_ID.SEQUENCE);
    while (this.#indent === indent && this.#isAtDash()) {
      const dash = this.#at;
      this.#at += 1;
      this.#skipSpaces();
      const start = this.#at;
      if (this.#isBlank()) sequence.push(this.#below(indent, depth, false));
      else {
        this.#indent = indent + start - dash;
        if (this.#isAtDash()) throw UNREAD;
        sequence.push(this.#inline(indent, depth));
      }
    }
    this.#scalar = undefined;
    if (this.#indent > indent) throw UNREAD;
    this.#events?.push(POP);
    return sequence;
  }

  /** What stands behind a key's colon, or below it. */
  #value(indent: number, depth: number): unknown {
    this.#skipSpaces();
    return this.#isBlank() ? this.#below(indent, depth, true) : this.#scalarValue(indent, depth);
  }

  /** What stands on the lines below; null where nothing does. */
  #below(indent: number, depth: number, inMapping: boolean): unknown {
    this.#toLine(this.#lineEnd(this.#at) + 1);
    if (this.#indent > indent)
      return this.#isAtDash() ? this.#sequence(this.#indent, depth + 1) : this.#inline(indent, depth);
    if (inMapping && this.#indent === indent && this.#isAtDash()) return this.#sequence(indent, depth + 1);
    this.#events?.push(scalarEvent(NOWHERE, NOWHERE, SCALAR_STYLE.PLAIN, true));
    return this.#schema.empty;
  }

  #open(
    type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE,
    start = this.#at,
    style: CollectionStyle = COLLECTION_STYLE.BLOCK,
  ): void {
    if (!this.#events) return;
    const none = { anchorStart: NOWHERE, anchorEnd: NOWHERE, tagStart: NOWHERE, tagEnd: NOWHERE };
    this.#events.push({ type, start, ...none, style });
  }

  /** A mapping where a key stands, else a scalar. */
  #inline(indent: number, depth: number): unknown {
    const key = this.#key();
    return key ? this.#mapping(this.#indent, depth + 1, key) : this.#scalarValue(indent, depth);
  }

  /** A key with its colon; undefined, and nothing is read, where none stands. */
  #key(): Key | undefined {
    const text = this.#text;
    const at = this.#at;
    const first = text.charCodeAt(at);
    const isPlain = first !== QUOTE && first !== DOUBLE_QUOTE;
    let end: number;
    if (isPlain) {
      PLAIN_KEY.lastIndex = at;
      if (!PLAIN_KEY.test(text)) return undefined;
      end = PLAIN_KEY.lastIndex;
    } else {
      end = text.indexOf(first === QUOTE ? "'" : '"', at + 1) + 1;
      if (end === 0) return undefined;
    }
    const name = isPlain ? text.slice(at, end) : text.slice(at + 1, end - 1);
    while (text.charCodeAt(end) === SPACE) end += 1;
    if (text.charCodeAt(end) !== COLON) return undefined;
    const behind = text.charCodeAt(end + 1);
    if (behind !== SPACE && behind !== BREAK && end + 1 < text.length) return undefined;
    if (isPlain ? WORDS.has(name) : /[\\'"\n]/.test(name)) throw UNREAD;
    this.#at = end + 1;
    return { at, name, first };
  }

  /** A scalar within a node of the given column, and on to the next line with something on it. */
  #scalarValue(indent: number, depth: number): unknown {
    const first = this.#text.charCodeAt(this.#at);
    switch (first) {
      case QUOTE:
      case DOUBLE_QUOTE:
        return this.#quoted(indent, depth, first);
      case PIPE:
      case GREATER:
        return this.#read(this.#block(indent), depth);
      default:
        return this.#plain(indent, depth, first);
    }
  }

  /** A quoted scalar; the lines that go on with it are indented deeper than its node. */
  #quoted(indent: number, depth: number, quote: number): string {
    const text = this.#text;
    const start = this.#at + 1;
    let end = start;
    let fast = true;
    const run = quote === QUOTE ? SINGLE_QUOTED_RUN : DOUBLE_QUOTED_RUN;
    for (;;) {
      run.lastIndex = end;
      run.test(text);
      end = run.lastIndex;
      const code = text.charCodeAt(end);
      if (code === quote) {
        if (quote === DOUBLE_QUOTE || text.charCodeAt(end + 1) !== QUOTE) break;
        fast = false;
        end += 2;
      } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
        ESCAPE.lastIndex = end;
        if (!ESCAPE.test(text)) throw UNREAD;
        fast = false;
        end = ESCAPE.lastIndex;
      } else if (code === BREAK) {
        fast = false;
        const next = this.#firstInk(end);
        if (next - text.lastIndexOf('\n', next - 1) - 1 <= indent) throw UNREAD;
        end = next;
      } else throw UNREAD;
    }
    this.#at = end + 1;
    this.#endLine();
    if (fast && this.#isUnasked(depth)) return text.slice(start, end);
    const style = quote === QUOTE ? SCALAR_STYLE.SINGLE_QUOTED : SCALAR_STYLE.DOUBLE_QUOTED;
    return this.#read(scalarEvent(start, end, style, fast), depth);
  }

  /** `|` and `>`: the lines that are indented as the first of them is. */
  #block(indent: number): ScalarEvent {
    const text = this.#text;
    BLOCK_HEADER.lastIndex = this.#at;
    const header = BLOCK_HEADER.exec(text);
    if (!header) throw UNREAD;
    const style = text.charCodeAt(this.#at) === PIPE ? SCALAR_STYLE.LITERAL_BLOCK : SCALAR_STYLE.FOLDED_BLOCK;
    const chomping =
      header[1] === '' ? CHOMPING_MODE.CLIP : header[1] === '+' ? CHOMPING_MODE.KEEP : CHOMPING_MODE.STRIP;
    const start = BLOCK_HEADER.lastIndex;
    let contentIndent = END;
    let line = start;
    while (line < text.length) {
      let first = line;
      while (text.charCodeAt(first) === SPACE) first += 1;
      const isEmpty = text.charCodeAt(first) === BREAK;
      // Lines of blanks before the content, or as the last of the file, have rules of their own.
      if (first >= text.length || (isEmpty && contentIndent === END && first > line)) throw UNREAD;
      if (!isEmpty) {
        if (contentIndent === END) {
          if (first - line <= indent) throw UNREAD;
          contentIndent = first - line;
        } else if (first - line < contentIndent) break;
      }
      line = Math.min(this.#lineEnd(first) + 1, text.length);
    }
    if (contentIndent === END) throw UNREAD;
    this.#toLine(line);
    return scalarEvent(start, line, style, false, chomping, contentIndent);
  }

  /** A plain scalar, and the lines that go on with it: those indented deeper than its node. */
  #plain(indent: number, depth: number, first: number): unknown {
    const text = this.#text;
    const start = this.#at;
    if (INDICATORS.has(first)) return this.#emptyCollection();
    if ((first === DASH || first === QUESTION || first === COLON) && isBlankCode(text.charCodeAt(start + 1)))
      throw UNREAD;
    let end = this.#plainLine(start);
    let isMany = false;
    let lineEnd = this.#lineEnd(end);
    for (;;) {
      let at = lineEnd + 1;
      let line = at;
      for (let code = text.charCodeAt(at); code === SPACE || code === BREAK; code = text.charCodeAt(at)) {
        at += 1;
        if (code === BREAK) line = at;
      }
      if (at >= text.length || at - line <= indent || text.charCodeAt(at) === HASH) break;
      // A comment ends the scalar: what is indented behind it is an error.
      if (text.slice(end, lineEnd).trim() !== '') throw UNREAD;
      isMany = true;
      end = this.#plainLine(at);
      lineEnd = this.#lineEnd(end);
    }
    this.#toLine(lineEnd + 1);
    if (!isMany && this.#isUnasked(depth)) return resolved(text.slice(start, end), this.#schema);
    return resolved(this.#read(scalarEvent(start, end, SCALAR_STYLE.PLAIN, !isMany), depth), this.#schema);
  }

  /** `[]` and `{}`. */
  #emptyCollection(): unknown {
    const pair = this.#text.slice(this.#at, this.#at + 2);
    if (pair !== '[]' && pair !== '{}') throw UNREAD;
    this.#open(pair === '[]' ? EVENT_ID.SEQUENCE : EVENT_ID.MAPPING, this.#at, COLLECTION_STYLE.FLOW);
    this.#events?.push(POP);
    this.#at += 2;
    this.#endLine();
    return pair === '[]' ? [] : {};
  }

  /** The end of a plain scalar's part on one line: before blanks and a comment. */
  #plainLine(start: number): number {
    const text = this.#text;
    let end = start;
    for (;;) {
      PLAIN_RUN.lastIndex = end;
      PLAIN_RUN.test(text);
      end = PLAIN_RUN.lastIndex;
      const code = text.charCodeAt(end);
      if (code === COLON) {
        if (isBlankCode(text.charCodeAt(end + 1))) throw UNREAD;
      } else if (code !== HASH || (end > start && text.charCodeAt(end - 1) === SPACE)) break;
      end += 1;
    }
    while (end > start && text.charCodeAt(end - 1) === SPACE) end -= 1;
    return end;
  }

  /** Whether nobody asks where a scalar of a depth stands: only its value counts. */
  #isUnasked(depth: number): boolean {
    return depth > 0 && !this.#events;
  }

  #read(event: ScalarEvent, depth: number): string {
    if (depth === 0) this.#scalar = event;
    this.#events?.push(event);
    return getScalarValue(this.#text, event);
  }

  /** Nothing but a comment may follow on the line. */
  #endLine(): void {
    const behind = this.#at;
    this.#skipSpaces();
    if (!this.#isBlank() || (this.#text.charCodeAt(this.#at) === HASH && this.#at === behind)) throw UNREAD;
    this.#toLine(this.#lineEnd(this.#at) + 1);
  }

  /** On to the first character of the next line that holds more than a comment. */
  #toLine(from: number): void {
    const text = this.#text;
    let at = from;
    let line = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === SPACE) at += 1;
      else if (code === BREAK) {
        at += 1;
        line = at;
      } else if (code === HASH) {
        at = this.#lineEnd(at);
      } else break;
    }
    this.#at = at;
    this.#indent = at >= text.length ? END : at - line;
  }

  #firstInk(from: number): number {
    let at = from;
    for (let code = BREAK; code === SPACE || code === BREAK; code = this.#text.charCodeAt(at)) at += 1;
    return at;
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at += 1;
  }

  /** Whether nothing is left of the line but a comment. */
  #isBlank(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return code === BREAK || code === HASH || this.#at >= this.#text.length;
  }

  #isAtDash(): boolean {
    return this.#text.charCodeAt(this.#at) === DASH && isBlankCode(this.#text.charCodeAt(this.#at + 1));
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }
}
