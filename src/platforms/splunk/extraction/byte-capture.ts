import type { ByteClass, Capture, CaptureStep, RunStep } from '../../../data/scan/capture.ts';
import { isUsableCapture } from '../../../data/scan/capture-image.ts';

const ANY_NUMBER = Number.MAX_SAFE_INTEGER;
const CLASS_SIZE = 256;
const SHORTEST_START = 4;

/**
 * A regular expression as a capture over bytes, when it is a row of plain texts, character classes and one group around
 * a class, such as `<EventID[^>]*>(\d+)</EventID>`, and each repetition ends where the next text begins, so that nothing
 * is ever tried twice. One repetition may be lazy or take what the next text begins with, as in
 * `<Provider [^>]*?\bGuid='([^']*)'`. Undefined for every other pattern.
 */
export function byteCapture(regex: RegExp, empty: Capture['empty']): Capture | undefined {
  if (/[iuvy]/.test(regex.flags)) return undefined;
  const read = new Pattern(regex.source, regex.dotAll).read();
  const [first] = read ?? [];
  if (!read || !first || !('text' in first)) return undefined;
  if (read.filter((step) => 'captured' in step && step.captured).length !== 1) return undefined;
  const steps = read.map((step, at) => ('bytes' in step ? runBefore(step, read[at + 1]) : step));
  if (steps.filter((step) => 'taking' in step).length > 1) return undefined;
  if (steps.some((step, at) => 'taking' in step && !isText(steps[at + 1]))) return undefined;
  if (steps.some((step, at) => 'opens' in step && !isDecidedOption(step.opens, steps[at + step.steps + 1])))
    return undefined;
  const capture: Capture = { steps, empty };
  return isUsableCapture(capture) ? capture : undefined;
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

const isText = (step: CaptureStep | undefined): boolean => step !== undefined && 'text' in step;

/** A run as it is in front of a step: one that may end in several places takes as much as lets the rest match. */
function runBefore(step: RunStep, next: CaptureStep | undefined): RunStep {
  const counted = step.most === ANY_NUMBER ? step : { ...step, bytes: ofSingleBytes(step.bytes) };
  return isDecided(counted, next) ? counted : { ...counted, taking: 'many' };
}

/** Characters of several bytes cannot be counted. */
const ofSingleBytes = (bytes: ByteClass): ByteClass =>
  bytes.map((member, byte) => (byte >= 0x80 && member === 1 ? 2 : member));

/** Whether a run of a class can end in one place only. */
function isDecided(step: RunStep, next: CaptureStep | undefined): boolean {
  if (step.taking || step.least === step.most) return true;
  if (next === undefined) return true;
  if ('text' in next) return step.bytes[next.text.charCodeAt(0)] === 0;
  if ('opens' in next) return false;
  return next.least > 0 && !next.bytes.some((belongs, byte) => belongs !== 0 && step.bytes[byte] !== 0);
}

/** Whether what follows an option never begins as the option does. */
const isDecidedOption = (opens: ByteClass, next: CaptureStep | undefined): boolean =>
  next !== undefined && 'text' in next && opens[next.text.charCodeAt(0)] === 0;

/** Reads the small part of the syntax of regular expressions that bytes can be matched with. */
class Pattern {
  readonly #source: string;
  readonly #dotAll: boolean;
  readonly #steps: CaptureStep[] = [];
  #at = 0;

  constructor(source: string, dotAll: boolean) {
    this.#source = source;
    this.#dotAll = dotAll;
  }

  read(): readonly CaptureStep[] | undefined {
    while (this.#at < this.#source.length) {
      if (!(this.#option() ?? this.#step())) return undefined;
    }
    return this.#steps;
  }

  /** A text, or a run of a class that may be the group. */
  #step(): boolean {
    const choice = this.#choice();
    if (choice) {
      this.#steps.push({ bytes: choice, least: 1, most: 1, captured: true });
      return true;
    }
    const captured = this.#take('(');
    const startsWord = !captured && this.#take('\\b');
    const character = captured ? undefined : this.#character();
    const bytes = character === undefined ? this.#class() : this.#optional(character);
    if (bytes) {
      const bounds = this.#repetition();
      if (!bounds || startsWord) return false;
      this.#steps.push({ bytes, ...bounds, captured });
    } else {
      if (character === undefined || /[*+?{]/.test(this.#source[this.#at] ?? '')) return false;
      if (startsWord && !/\w/.test(character)) return false;
      this.#text(character, startsWord);
    }
    return !captured || this.#take(')');
  }

  /** `(?:\s[^>]*)?`, `(?:es)?`: a class and perhaps a run behind it, characters, or nothing. Undefined where no such group begins. */
  #option(): boolean | undefined {
    if (!this.#take('(?:')) return undefined;
    const inner = this.#characters() ?? this.#classAndRun();
    const [first] = inner ?? [];
    if (!inner || !first || !this.#take(')?') || /[*+?{]/.test(this.#source[this.#at] ?? '')) return false;
    this.#steps.push({ opens: first.bytes, steps: inner.length }, ...inner);
    return true;
  }

  /** Characters up to the end of the group; where the first is there, the others have to be. */
  #characters(): readonly RunStep[] | undefined {
    const [text = ''] = /^[A-Za-z0-9]+(?=\)\?)/.exec(this.#source.slice(this.#at)) ?? [];
    if (text === '') return undefined;
    this.#at += text.length;
    return [...text].map((character) => ({ bytes: classOf(character, false), least: 1, most: 1, captured: false }));
  }

  #classAndRun(): readonly RunStep[] | undefined {
    const opens = this.#class();
    if (!opens) return undefined;
    const inner: RunStep[] = [{ bytes: opens, least: 1, most: 1, captured: false }];
    if (this.#source[this.#at] !== ')') {
      const bytes = this.#class();
      const bounds = bytes && this.#repetition();
      if (!bytes || !bounds || bounds.taking) return undefined;
      inner.push({ bytes, ...bounds, captured: false });
    }
    return inner;
  }

  /** `(Q|D)`: a class, and the group around it. */
  #choice(): ByteClass | undefined {
    const [whole = '', members = ''] = /^\(([A-Za-z0-9](?:\|[A-Za-z0-9])+)\)/.exec(this.#source.slice(this.#at)) ?? [];
    if (whole === '' || /[*+?{]/.test(this.#source[this.#at + whole.length] ?? '')) return undefined;
    this.#at += whole.length;
    return classOf(members.replaceAll('|', ''), false);
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
    if (!plain.test(character) || !/^[\x20-\x7e]$/.test(character)) {
      if (escaped) this.#at -= 1;
      return undefined;
    }
    this.#at += 1;
    return character;
  }

  #class(): ByteClass | undefined {
    if (this.#take('\\d')) return classOf(DIGITS, false);
    if (this.#take('\\w')) return classOf(`${DIGITS}${range('a', 'z')}${range('A', 'Z')}_`, false);
    if (this.#take('\\s')) return spaces();
    if (this.#dotAll && this.#take('.')) return classOf('', true);
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
  #repetition(): Pick<RunStep, 'least' | 'most' | 'taking'> | undefined {
    const [least, most] = this.#take('*')
      ? [0, ANY_NUMBER]
      : this.#take('+')
        ? [1, ANY_NUMBER]
        : this.#take('?')
          ? [0, 1]
          : [1, 1];
    const lazy = most === ANY_NUMBER && this.#take('?');
    if (/[*+?{]/.test(this.#source[this.#at] ?? '')) return undefined;
    return lazy ? { least, most, taking: 'few' } : { least, most };
  }
}

const DIGITS = '0123456789';

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

/** First bytes of characters of which some are white space for the expression. */
const UNDECIDED_SPACES = [0xc2, 0xe1, 0xe2, 0xe3, 0xef];

/** `\s`. */
function spaces(): ByteClass {
  const bytes = classOf(' \t\n\v\f\r', false);
  for (const byte of UNDECIDED_SPACES) bytes[byte] = 2;
  return bytes;
}
