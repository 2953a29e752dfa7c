import { CHOMPING_MODE, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/**
 * A run of a decoded scalar: `length` characters of the text from `text` on stand for `span` characters of the file
 * from `source` on. Equal lengths: character for character. Unequal: an escape, a folded line break.
 */
export interface Piece {
  readonly text: number;
  readonly source: number;
  readonly length: number;
  readonly span: number;
}

/** A decoded YAML scalar with the way back to the file. */
export interface DecodedScalar {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Decodes a scalar as YAML 1.2 does (quoting, escapes, folding, indentation, chomping), remembering the places. */
export function decodeScalar(source: string, event: ScalarEvent): DecodedScalar {
  const pieces = new Pieces(source);
  const { valueStart, valueEnd } = event;
  if (valueStart >= 0) {
    if (event.fast) pieces.copy(valueStart, valueEnd);
    else if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK) {
      decodeBlock(pieces, source, event);
    } else decodeFlow(pieces, source, event);
  }
  return { text: getScalarValue(source, event), pieces: pieces.list };
}

/** Offset in the file of a character of the text, or with `edge: 'end'` the offset behind it. */
export function sourceOffset(decoded: DecodedScalar, offset: number, edge: 'start' | 'end'): number {
  const { pieces } = decoded;
  if (pieces.length === 0) return -1;
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle] as Piece).text <= offset) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low] as Piece;
  const into = offset - piece.text;
  if (into >= piece.length) return piece.source + piece.span;
  if (piece.length === piece.span) return piece.source + into + (edge === 'end' ? 1 : 0);
  return edge === 'end' ? piece.source + piece.span : piece.source;
}

class Pieces {
  readonly list: Piece[] = [];
  readonly source: string;
  #text = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Characters that stand in the text as they stand in the file. */
  copy(start: number, end: number): void {
    this.replace(start, end, end - start);
  }

  /** `length` characters of text in place of `[start, end)` of the file. */
  replace(start: number, end: number, length: number): void {
    if (length <= 0) return;
    this.list.push({ text: this.#text, source: start, length, span: end - start });
    this.#text += length;
  }
}

/** Plain and quoted scalars: line folding, `''`, backslash escapes. */
function decodeFlow(pieces: Pieces, source: string, { valueStart, valueEnd, style }: ScalarEvent): void {
  const quoted = style !== SCALAR_STYLE.PLAIN;
  let captured = valueStart;
  let contentEnd = valueStart;
  let position = valueStart;
  while (position < valueEnd) {
    const code = source.charCodeAt(position);
    if (code === 39 && style === SCALAR_STYLE.SINGLE_QUOTED) {
      pieces.copy(captured, position);
      pieces.replace(position, position + 2, 1);
      position += 2;
      captured = contentEnd = position;
    } else if (code === 92 && style === SCALAR_STYLE.DOUBLE_QUOTED) {
      pieces.copy(captured, position);
      const next = source.charCodeAt(position + 1);
      if (next === 10 || next === 13) position = skipBreaks(source, position + 1, valueEnd).position;
      else {
        const digits = next === 120 ? 2 : next === 117 ? 4 : next === 85 ? 8 : 0;
        const end = position + 2 + digits;
        const astral = digits === 8 && Number.parseInt(source.slice(position + 2, end), 16) > 0xffff;
        pieces.replace(position, end, astral ? 2 : 1);
        position = end;
      }
      captured = contentEnd = position;
    } else if (code === 10 || code === 13) {
      pieces.copy(captured, contentEnd);
      const fold = skipBreaks(source, position, valueEnd);
      pieces.replace(contentEnd, fold.position, fold.breaks === 1 ? 1 : fold.breaks - 1);
      position = captured = contentEnd = fold.position;
    } else {
      position += 1;
      if (code !== 32 && code !== 9) contentEnd = position;
    }
  }
  pieces.copy(captured, quoted ? valueEnd : contentEnd);
}

function skipBreaks(source: string, from: number, end: number): { position: number; breaks: number } {
  let position = from;
  let breaks = 0;
  while (position < end) {
    const code = source.charCodeAt(position);
    if (code === 10 || code === 13) {
      breaks += 1;
      position += code === 13 && source.charCodeAt(position + 1) === 10 ? 2 : 1;
    } else if (code === 32 || code === 9) position += 1;
    else break;
  }
  return { position, breaks };
}

/** `|` and `>` scalars: indentation taken off, lines folded, the end chomped. */
function decodeBlock(pieces: Pieces, source: string, event: ScalarEvent): void {
  const { valueStart, valueEnd, indent, chomping, style } = event;
  const folded = style === SCALAR_STYLE.FOLDED_BLOCK;
  const textIndent = Math.max(0, indent);
  let hasContent = false;
  let moreIndented = false;
  let emptyLines = 0;
  let breakFrom = valueStart;
  for (let start = valueStart; start < valueEnd;) {
    const end = lineEnd(source, start, valueEnd);
    const next = afterBreak(source, end, valueEnd);
    let at = start;
    while (at < end && at - start < textIndent && source.charCodeAt(at) === 32) at += 1;
    if (indent < 0 || at >= end) {
      emptyLines += 1;
    } else {
      const first = source.charCodeAt(at);
      const wasMoreIndented = moreIndented;
      moreIndented = first === 32 || first === 9;
      const literally = !folded || moreIndented || wasMoreIndented;
      let breaks: number;
      if (literally) breaks = hasContent ? emptyLines + 1 : emptyLines;
      else breaks = emptyLines === 0 ? (hasContent ? 1 : 0) : emptyLines;
      pieces.replace(breakFrom, at, breaks);
      pieces.copy(at, end);
      breakFrom = end;
      hasContent = true;
      emptyLines = 0;
    }
    start = next;
  }
  const tail = chomping === CHOMPING_MODE.KEEP ? emptyLines + (hasContent ? 1 : 0) : hasContent ? 1 : 0;
  if (chomping !== CHOMPING_MODE.STRIP) pieces.replace(breakFrom, valueEnd, tail);
}

function lineEnd(source: string, from: number, limit: number): number {
  let at = from;
  while (at < limit) {
    const code = source.charCodeAt(at);
    if (code === 10 || code === 13) break;
    at += 1;
  }
  return at;
}

function afterBreak(source: string, at: number, limit: number): number {
  if (at >= limit) return limit;
  return source.charCodeAt(at) === 13 && source.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}
