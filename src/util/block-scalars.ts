import { CHOMPING_MODE, EVENT_ID, type Event, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/** Thrown by the reader of block YAML where a text is left to js-yaml. */
export const UNREAD = Symbol('not read here');

export function unread(): never {
  throw UNREAD;
}

export const BREAK = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x27;
export const DOUBLE_QUOTE = 0x22;

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

/** What plain scalars stand for that are no texts and no numbers. */
export interface BlockSchema {
  readonly words: ReadonlyMap<string, boolean | null>;
  /** What stands behind a key with nothing. */
  readonly empty: null | string;
}

/** YAML's core schema. */
export const CORE: BlockSchema = { words: WORDS, empty: null };
/** YAML's JSON schema, as js-yaml has it. */
export const JSON_WORDS: BlockSchema = {
  words: new Map<string, boolean | null>([
    ['null', null],
    ['true', true],
    ['false', false],
  ]),
  empty: '',
};

/** A plain scalar by a schema. */
export function resolved(text: string, { words }: BlockSchema): unknown {
  const word = words.get(text);
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

/** A key, where it or its quote stands, and its first character. */
export interface Key {
  readonly at: number;
  readonly name: string;
  readonly first: number;
}

/** The event that js-yaml makes of a key. */
export function keyEvent({ at, name, first }: Key): ScalarEvent {
  if (first !== QUOTE && first !== DOUBLE_QUOTE) return scalarEvent(at, at + name.length, SCALAR_STYLE.PLAIN, true);
  const style = first === QUOTE ? SCALAR_STYLE.SINGLE_QUOTED : SCALAR_STYLE.DOUBLE_QUOTED;
  return scalarEvent(at + 1, at + 1 + name.length, style, true);
}
