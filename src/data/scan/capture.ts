/** A pattern of texts and runs of characters, one after another; the first is a text. */
export interface Capture {
  readonly steps: readonly CaptureStep[];
  /** What an empty match is: a value, a reason to look for a later match, or no value. */
  readonly empty: 'value' | 'later' | 'none';
  /** The pattern begins with such a place and a name; the first step is what stands behind the place. */
  readonly names?: NamePlace;
  /** The name, with `names`. */
  readonly name?: string;
}

export type CaptureStep = TextStep | RunStep | OptionStep;

/** Printable ASCII; `startsWord`: no letter, digit or `_` stands before it. */
export interface TextStep {
  readonly text: string;
  readonly startsWord?: boolean;
}

/**
 * As many bytes as belong to the class, at least `least`, at most `most`. How many are tried: all that are there; as few as
 * let the rest match; as many as let it match.
 */
export interface RunStep {
  readonly bytes: ByteClass;
  readonly least: number;
  readonly most: number;
  readonly captured: boolean;
  readonly taking?: 'few' | 'many';
}

/** Where the next byte is none of the class, the next steps are passed over. */
export interface OptionStep {
  readonly opens: ByteClass;
  readonly steps: number;
}

/**
 * 256 bytes: 1 where the byte belongs to the class, 0 where it does not, 2 where it begins a character that may belong to
 * it: what is captured then is no answer.
 */
export type ByteClass = Uint8Array;

/**
 * Where records name their fields: between two texts of printable ASCII, the second a single character. What is captured
 * there by name holds for records whose names are letters, digits and `_` and begin with a letter, and for no others.
 */
export interface NamePlace {
  readonly opening: string;
  readonly stop: string;
}
