import type { ByteClass, Capture, CaptureStep } from '../../../data/scan/capture.ts';
import { isUsableCapture } from '../../../data/scan/captures.ts';

const ANY_NUMBER = Number.MAX_SAFE_INTEGER;
const CLASS_SIZE = 256;
const SHORTEST_START = 4;

/**
 * A regular expression as a capture over bytes, when it is a row of plain texts, character classes and one group around
 * a class, such as `<EventID[^>]*>(\d+)</EventID>`, and each repetition ends where the next text begins, so that nothing
 * is ever tried twice; one may be lazy, as in `<Provider [^>]*?\bGuid='([^']*)'`. Undefined for every other pattern.
 */
export function byteCapture(regex: RegExp, empty: Capture['empty']): Capture | undefined {
  if (/[iuvy]/.test(regex.flags)) return undefined;
  const steps = new Pattern(regex.source).read();
  const [first] = steps ?? [];
  if (!steps || !first || !('text' in first)) return undefined;
  if (steps.filter((step) => 'bytes' in step && step.captured).length !== 1) return undefined;
  if (steps.filter((step) => 'bytes' in step && step.lazy).length > 1) return undefined;
  const capture: Capture = { steps, empty };
  return steps.every((step, at) => isDecided(step, steps[at + 1])) && isUsableCapture(capture) ? capture : undefined;
}

/** Finds the plain text that an expression begins with; undefined when it is too short to tell events apart. */
export function startCapture(regex: RegExp): Capture | undefined {
  if (/[iuvy]/.test(regex.flags)) return undefined;
  const [start = ''] = /^(?:[A-Za-z0-9 <>='"_:;,-](?![*+?{]))*/.exec(regex.source) ?? [];
  if (start.length < SHORTEST_START || /\|/.test(regex.source)) return undefined;
  const nothing = { bytes: classOf('', false), least: 0, most: 0, captured: true };
  const capture: Capture = { steps: [{ text: start }, nothing], empty: 'value' };
  return isUsableCapture(capture) ? capture : undefined;
}

/** Whether a run of a class can end in one place only. */
function isDecided(step: CaptureStep, next: CaptureStep | undefined): boolean {
  if ('text' in step || step.least === step.most) return true;
  if (step.lazy || next === undefined) return !step.lazy || next !== undefined;
  if ('text' in next) return step.bytes[next.text.charCodeAt(0)] === 0;
  return next.least > 0 && !next.bytes.some((belongs, byte) => belongs === 1 && step.bytes[byte] === 1);
}

/** Reads the small part of the syntax of regular expressions that bytes can be matched with. */
class Pattern {
  readonly #source: string;
  readonly #steps: CaptureStep[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): readonly CaptureStep[] | undefined {
    while (this.#at < this.#source.length) {
      const captured = this.#take('(');
      const startsWord = !captured && this.#take('\\b');
      const character = captured ? undefined : this.#character();
      const bytes = character === undefined ? this.#class() : this.#optional(character);
      if (bytes) {
        const bounds = this.#repetition();
        if (!bounds || startsWord) return undefined;
        this.#steps.push({ bytes, ...bounds, captured });
      } else {
        if (character === undefined || /[*+?{]/.test(this.#source[this.#at] ?? '')) return undefined;
        if (startsWord && !/\w/.test(character)) return undefined;
        this.#text(character, startsWord);
      }
      if (captured && !this.#take(')')) return undefined;
    }
    return this.#steps;
  }

  /** The class of a character behind which a `?` stands. */
  #optional(character: string): ByteClass | undefined {
    return this.#source[this.#at] === '?' ? classOf(character, false) : undefined;
  }

  #text(character: string, startsWord: boolean): void {
    const last = this.#steps.at(-1);
    if (startsWord) this.#steps.push({ text: character, startsWord });
    else if (last && 'text' in last) this.#steps[this.#steps.length - 1] = { ...last, text: last.text + character };
    else this.#steps.push({ text: character });
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** A character that stands for itself. */
  #character(): string | undefined {
    const escaped = this.#take('\\');
    const character = this.#source[this.#at] ?? '';
    const plain = escaped ? /^[^A-Za-z0-9]$/ : /^[^.*+?^${}()|[\]\\]$/;
    if (!plain.test(character) || !/^[\x20-\x7e]$/.test(character)) return undefined;
    this.#at += 1;
    return character;
  }

  #class(): ByteClass | undefined {
    if (this.#take('\\d')) return classOf('0123456789', false);
    const bracketed = /^\[(\^?)((?:[^\]\\[^-]-[^\]\\[^-]|[^\]\\[^-]|\\[^A-Za-z0-9])+)\]/.exec(
      this.#source.slice(this.#at),
    );
    if (!bracketed) return undefined;
    const [whole, negated, members] = bracketed as unknown as [string, string, string];
    const characters = members.replace(/\\(.)|(.)-(.)/gs, (_, escaped?: string, first?: string, last?: string) =>
      escaped !== undefined ? escaped : range(first as string, last as string),
    );
    if (!/^[\x09\x0a\x0d\x20-\x7e]+$/.test(characters)) return undefined;
    this.#at += whole.length;
    return classOf(characters, negated !== '');
  }

  /** `*`, `+`, `?` or once; the first two may be lazy. */
  #repetition(): { readonly least: number; readonly most: number; readonly lazy?: true } | undefined {
    const [least, most] = this.#take('*')
      ? [0, ANY_NUMBER]
      : this.#take('+')
        ? [1, ANY_NUMBER]
        : this.#take('?')
          ? [0, 1]
          : [1, 1];
    const lazy = most === ANY_NUMBER && this.#take('?');
    if (/[*+?{]/.test(this.#source[this.#at] ?? '')) return undefined;
    return lazy ? { least, most, lazy } : { least, most };
  }
}

/** The characters from one to another. */
const range = (first: string, last: string): string =>
  String.fromCharCode(
    ...Array.from(
      { length: Math.max(0, last.charCodeAt(0) - first.charCodeAt(0) + 1) },
      (_, at) => first.charCodeAt(0) + at,
    ),
  );

/** Every byte of a character beyond ASCII belongs to a negated class, and to no other. */
export function classOf(characters: string, negated: boolean): ByteClass {
  const bytes = new Uint8Array(CLASS_SIZE).fill(negated ? 1 : 0);
  for (const character of characters) bytes[character.charCodeAt(0)] = negated ? 0 : 1;
  return bytes;
}
