import { CHOMPING_MODE, EVENT_ID, type Event, type ScalarEvent } from 'js-yaml';

/** Thrown by the reader of block YAML where a text is left to js-yaml. */
export const UNREAD = Symbol('not read here');

export function unread(): never {
  throw UNREAD;
}

export const BREAK = 0x0a;
export const SPACE = 0x20;

/** A space, a line break, or the end of the text. */
export const isBlankCode = (code: number): boolean => code === SPACE || code === BREAK || Number.isNaN(code);

export const POP: Event = { type: EVENT_ID.POP };
/** Where nothing stands. */
export const NOWHERE = -1;

const INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const DECIMAL = /^-?(?:0|[1-9]\d{0,8})\.\d{1,6}$/;
/** Everything that could be a number, and more. */
const NUMERIC = /^[-+]?(?:0[xob][\da-f]+|\d*\.?\d*(?:e[-+]?\d*)?|\.inf|\.nan)$/i;
/** The words of YAML's core schema that are no texts. */
export const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['~', null],
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

/** A plain scalar by YAML's core schema. */
export function resolved(text: string): unknown {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  // Letters begin no number; digits, signs and a point may.
  if (first > 0x39 || first < 0x2b) return text;
  if (INTEGER.test(text)) return Number(text);
  if (DECIMAL.test(text)) return Number.parseFloat(text);
  if (NUMERIC.test(text)) throw UNREAD;
  return text;
}

/** The event that js-yaml makes of a scalar without anchor and tag. */
export function scalarEvent(
  valueStart: number,
  valueEnd: number,
  style: ScalarEvent['style'],
  fast: boolean,
  chomping: ScalarEvent['chomping'] = CHOMPING_MODE.CLIP,
  indent = NOWHERE,
): ScalarEvent {
  return {
    type: EVENT_ID.SCALAR,
    valueStart,
    valueEnd,
    anchorStart: NOWHERE,
    anchorEnd: NOWHERE,
    tagStart: NOWHERE,
    tagEnd: NOWHERE,
    style,
    chomping,
    indent,
    fast,
  };
}
