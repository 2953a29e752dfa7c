import type { ByteClass, Capture, CaptureStep } from '../../../data/scan/capture.ts';
import { isUsableCapture } from '../../../data/scan/captures.ts';

const ANY_NUMBER = Number.MAX_SAFE_INTEGER;
const CLASS_SIZE = 256;

/**
 * A regular expression as a capture over bytes, when it is a row of plain texts, character classes and one group around
 * a class, such as `<EventID[^>]*>(\d+)</EventID>`, and each repetition ends where the next text begins, so that nothing
 * is ever tried twice. Undefined for every other pattern.
 */
export function byteCapture(regex: RegExp, empty: Capture['empty']): Capture | undefined {
  if (/[iuvy]/.test(regex.flags)) return undefined;
  const steps = new Pattern(regex.source).read();
  const [first] = steps ?? [];
  if (!steps || !first || !('text' in first)) return undefined;
  if (steps.filter((step) => 'bytes' in step && step.captured).length !== 1) return undefined;
  const capture: Capture = { steps, empty };
  return steps.every((step, at) => isDecided(step, steps[at + 1])) && isUsableCapture(capture) ? capture : undefined;
}

/** Whether a run of a class can end in one place only. */
function isDecided(step: CaptureStep, next: CaptureStep | undefined): boolean {
  if ('text' in step || step.least === step.most || next === undefined) return true;
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
      const bytes = this.#class();
      if (bytes) {
        const bounds = this.#repetition();
        if (!bounds) return undefined;
        this.#steps.push({ bytes, least: bounds[0], most: bounds[1], captured });
      } else {
        const character = captured ? undefined : this.#character();
        if (character === undefined || /[*+?{]/.test(this.#source[this.#at] ?? '')) return undefined;
        this.#text(character);
      }
      if (captured && !this.#take(')')) return undefined;
    }
    return this.#steps;
  }

  #text(character: string): void {
    const last = this.#steps.at(-1);
    if (last && 'text' in last) this.#steps[this.#steps.length - 1] = { text: last.text + character };
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
    const bracketed = /^\[(\^?)((?:[^\]\\[^-]|\\[^A-Za-z0-9])+)\]/.exec(this.#source.slice(this.#at));
    if (!bracketed) return undefined;
    const [whole, negated, members] = bracketed as unknown as [string, string, string];
    const characters = members.replace(/\\(.)/g, '$1');
    if (!/^[\x09\x0a\x0d\x20-\x7e]+$/.test(characters)) return undefined;
    this.#at += whole.length;
    return classOf(characters, negated !== '');
  }

  /** `*`, `+` or once; nothing lazy. */
  #repetition(): readonly [number, number] | undefined {
    const bounds = this.#take('*') ? [0, ANY_NUMBER] : this.#take('+') ? [1, ANY_NUMBER] : [1, 1];
    return /[*+?{]/.test(this.#source[this.#at] ?? '') ? undefined : (bounds as [number, number]);
  }
}

/** Every byte of a character beyond ASCII belongs to a negated class, and to no other. */
export function classOf(characters: string, negated: boolean): ByteClass {
  const bytes = new Uint8Array(CLASS_SIZE).fill(negated ? 1 : 0);
  for (const character of characters) bytes[character.charCodeAt(0)] = negated ? 0 : 1;
  return bytes;
}
