/** A text for each record, as numbers; number 0 is null. Equal texts may have several numbers. */
export interface TextCodes {
  readonly numbers: Uint32Array;
  /** How many numbers there are. */
  readonly size: number;
  readonly areTexts: true;
  /** A text is made when it is first asked for. */
  value(number: number): string | null;
}

/** Texts that stand in a run of bytes. */
export class SpanTexts implements TextCodes {
  readonly numbers: Uint32Array;
  readonly areTexts = true;
  readonly #bytes: Buffer;
  /** Start and end of each, from number 1. */
  readonly places: Uint32Array | Int32Array;
  readonly #texts: (string | undefined)[] = [];

  constructor(numbers: Uint32Array, bytes: Buffer, places: Uint32Array | Int32Array) {
    this.numbers = numbers;
    this.#bytes = bytes;
    this.places = places;
  }

  get size(): number {
    return this.places.length / 2 + 1;
  }

  value(number: number): string | null {
    if (number === 0) return null;
    let text = this.#texts[number];
    if (text === undefined) {
      const at = (number - 1) * 2;
      text = this.#bytes.toString('utf8', this.places[at], this.places[at + 1]);
      this.#texts[number] = text;
    }
    return text;
  }
}

const withoutTexts = new Map<number, TextCodes>();

/** No record has a text. */
export function noTexts(length: number): TextCodes {
  let codes = withoutTexts.get(length);
  if (!codes) {
    codes = { numbers: new Uint32Array(length), size: 1, areTexts: true, value: () => null };
    if (withoutTexts.size < 64) withoutTexts.set(length, codes);
  }
  return codes;
}
