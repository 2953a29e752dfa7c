const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * What a scan found: a whole value; one that the input ends in; one that breaks off, with the place where reading goes on;
 * something that begins no value.
 */
export type Found =
  | { readonly kind: 'value' | 'broken' | 'stray'; readonly start: number; readonly end: number }
  | { readonly kind: 'open'; readonly start: number }
  | { readonly kind: 'end' };

/** Where the next line feed stands. What is not there is searched for once, when places are asked for in ascending order. */
export class LineFeeds {
  readonly #bytes: Buffer;
  #from = 0;
  #next = -1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The first line feed at or behind a place; the end of the bytes when there is none. */
  after(at: number): number {
    if (at < this.#from || this.#next < at) {
      const found = this.#bytes.indexOf(LINE_FEED, at);
      [this.#from, this.#next] = [at, found < 0 ? this.#bytes.length : found];
    }
    return this.#next;
  }
}

/** White space, and the comma between the elements of an array. */
const isBetween = (byte: number): boolean => byte <= 0x20 || byte === 0x2c;

/**
 * Finds the next JSON object or array at or after `from`: only brackets and strings are looked at, what stands between
 * them is the parser's to judge.
 */
export function nextValue(bytes: Buffer, from: number, lineFeeds = new LineFeeds(bytes)): Found {
  let at = from;
  while (at < bytes.length && isBetween(bytes[at] as number)) at += 1;
  if (at >= bytes.length) return { kind: 'end' };
  const first = bytes[at] as number;
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    const next = nextStart(bytes, at + 1);
    return { kind: 'stray', start: at, end: next };
  }
  return valueAt(bytes, at, lineFeeds);
}

/**
 * The value that begins at `start`. It breaks off where a string holds a line feed, an object follows no separator, or a
 * bracket closes another kind; reading goes on with the next line that begins with a bracket.
 */
function valueAt(bytes: Buffer, start: number, lineFeeds: LineFeeds): Found {
  const open: number[] = [];
  let before = COLON;
  const broken = (): Found => ({ kind: 'broken', start, end: nextStart(bytes, start + 1) });
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte <= 0x20) continue;
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (lineFeeds.after(at) < (end < 0 ? bytes.length : end)) return broken();
      if (end < 0) return { kind: 'open', start };
      at = end - 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (before !== COLON && before !== COMMA && before !== OPEN_BRACKET) return broken();
      open.push(byte);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      // An opening bracket stands two before the one that closes it.
      if (open.pop() !== byte - 2) return broken();
      if (open.length === 0) return { kind: 'value', start, end: at + 1 };
    }
    before = byte;
  }
  return { kind: 'open', start };
}

/** The place behind the string whose opening quote is at `start`; -1 when it does not end. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return -1;
    let escapes = 0;
    while (bytes[quote - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Behind the brace that closes an object, from a place that is inside of it and of nothing else; -1 when it does not end. */
export function objectEnd(bytes: Buffer, from: number): number {
  let depth = 1;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (end < 0) return -1;
      at = end - 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return -1;
}

/** Where reading goes on behind something broken: a line that begins with a bracket, or the end. */
export function nextStart(bytes: Buffer, from: number): number {
  for (let line = bytes.indexOf(LINE_FEED, from); line >= 0; line = bytes.indexOf(LINE_FEED, line + 1)) {
    const byte = bytes[line + 1];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return line + 1;
  }
  return bytes.length;
}

/** How the objects of an array begin, `{"eventVersion":`: what the next one is told by where one is damaged. */
export function signatureOf(bytes: Buffer, start: number): string | undefined {
  return /^\{\s*"[^"\\]{1,64}"\s*:/.exec(bytes.toString('latin1', start, start + 128))?.[0];
}

/** The next element of an array that begins like this, behind a comma; undefined when there is none. */
export function nextElement(bytes: Buffer, from: number, signature: string): number | undefined {
  for (let at = bytes.indexOf(signature, from, 'latin1'); at >= 0; at = bytes.indexOf(signature, at + 1, 'latin1')) {
    let before = at - 1;
    while (before >= from && (bytes[before] as number) <= 0x20) before -= 1;
    if (bytes[before] === COMMA) return at;
  }
  return undefined;
}
