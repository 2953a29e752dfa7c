/**
 * The repetition of a regular expression that can be carried out on one text in ever more ways: when what follows it
 * fails, a matcher that backtracks tries all of them. Only what is certain is found: a repeated group whose passes can
 * be cut anywhere (`(a+)+`, `(\w+\s?)*`, `(.*,)*`), in which one text goes to either of two items (`(\s*\w+\s*)*`), or whose
 * alternatives hold for the same characters (`(a|\w)*`).
 *
 * @example endlessRepetition('^(a+)+$') // { start: 1, end: 6 }
 */
export function endlessRepetition(pattern: string): { readonly start: number; readonly end: number } | undefined {
  if (!REPEATED_GROUP.test(pattern)) return undefined;
  const root = new Reader(pattern).alternatives();
  return find(root, false);
}

/** What may be a group that is repeated without end: without one there is nothing to be found. */
const REPEATED_GROUP = /\)(?:[*+]|\{\d*,\})/;

/** One sequence per alternative. */
type Alternatives = readonly (readonly Item[])[];

interface Item {
  readonly start: number;
  readonly end: number;
  /** What a single character of it may be; undefined for a group or what consumes nothing. */
  readonly set: CharacterTest | undefined;
  readonly group: Alternatives | undefined;
  /** `^`, `$`, `\b`, a look-around: consumes nothing and may fail. */
  readonly isAssertion: boolean;
  readonly least: number;
  readonly isEndless: boolean;
  /** `a++` and `(?>…)` give nothing back. */
  readonly isPossessive: boolean;
}

type CharacterTest = (character: string) => boolean;

function find(alternatives: Alternatives, isFollowed: boolean): { start: number; end: number } | undefined {
  for (const sequence of alternatives) {
    for (const [index, item] of sequence.entries()) {
      if (!item.group || item.isPossessive) continue;
      const canFail = isFollowed || sequence.slice(index + 1).some((next) => next.isAssertion || !isNullable(next));
      if (item.isEndless && canFail && isAmbiguous(item.group)) return { start: item.start, end: item.end };
      const inner = find(item.group, canFail);
      if (inner) return inner;
    }
  }
  return undefined;
}

const isNullable = (item: Item): boolean =>
  item.isAssertion || item.least === 0 || (item.group?.some((sequence) => sequence.every(isNullable)) ?? false);

/** Whether one text can be cut into passes of the group in several ways. */
function isAmbiguous(group: Alternatives): boolean {
  const single = group.map((sequence) => (sequence.length === 1 ? sequence[0] : undefined));
  for (const [index, one] of single.entries()) {
    const others = single.slice(index + 1);
    if (one?.set && others.some((other) => other?.set && overlap(one.set as CharacterTest, other.set))) return true;
  }
  return group.some((sequence) =>
    sequence.some((_, index) => isCutAnywhere(sequence, index) || meetsItsLike(sequence, index)),
  );
}

/** An endless item beside which everything may be empty or takes the same characters: `a+`, `\w+\s?`, `.*,`. */
function isCutAnywhere(sequence: readonly Item[], index: number): boolean {
  const { set, isEndless, isPossessive } = sequence[index] as Item;
  if (!set || !isEndless || isPossessive) return false;
  const rest = sequence.filter((_, at) => at !== index);
  return rest.every((item) => isNullable(item) || (item.set !== undefined && overlap(set, item.set)));
}

/**
 * An item of any length that another of the same characters follows, in this pass (`d*e*d*`) or the next (`\s*\w+\s*`), with
 * nothing but what may be empty between them: either takes what stands there.
 */
function meetsItsLike(sequence: readonly Item[], index: number): boolean {
  const item = sequence[index] as Item;
  if (!item.set || !isOfAnyLength(item)) return false;
  for (let step = 1; step < sequence.length; step += 1) {
    const next = sequence[(index + step) % sequence.length] as Item;
    if (next.set && isOfAnyLength(next) && overlap(item.set, next.set)) return true;
    if (next.isAssertion || !isNullable(next)) return false;
  }
  return false;
}

const isOfAnyLength = ({ least, isEndless, isPossessive }: Item): boolean =>
  !isPossessive && (isEndless || least === 0);

const SAMPLES = Array.from({ length: 127 - 9 }, (_, index) => String.fromCharCode(index + 9));

const overlap = (one: CharacterTest, other: CharacterTest): boolean =>
  SAMPLES.some((character) => one(character) && other(character));

const WORD = /\w/;
const SETS: Readonly<Record<string, CharacterTest>> = {
  d: (character) => /\d/.test(character),
  D: (character) => /\D/.test(character),
  w: (character) => WORD.test(character),
  W: (character) => !WORD.test(character),
  s: (character) => /\s/.test(character),
  S: (character) => /\S/.test(character),
  h: (character) => character === ' ' || character === '\t',
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', e: '\x1b' };

const exactly =
  (wanted: string): CharacterTest =>
  (character) =>
    character === wanted;
/** What is not understood counts as no character: it keeps silent. */
const nothing: CharacterTest = () => false;

/** Reads as much of a pattern as the question needs. */
class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** alternatives := sequence ('|' sequence)* */
  alternatives(): Alternatives {
    const all: Item[][] = [[]];
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#text[this.#at] === '|') {
        this.#at += 1;
        all.push([]);
      } else all.at(-1)?.push(this.#item());
    }
    return all;
  }

  /** item := atom quantifier? */
  #item(): Item {
    const start = this.#at;
    const atom = this.#atom();
    const quantifier = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})([?+]?)/.exec(this.#text.slice(this.#at));
    if (!quantifier) return { ...atom, start, end: this.#at, least: 1, isEndless: false };
    const [whole, from, comma, to, mode] = quantifier;
    this.#at += whole.length;
    return {
      ...atom,
      start,
      end: this.#at,
      least: whole.startsWith('+') ? 1 : Number(from ?? 0),
      isEndless: /^[*+]/.test(whole) || (comma === ',' && to === ''),
      isPossessive: atom.isPossessive || mode === '+',
    };
  }

  #atom(): Pick<Item, 'set' | 'group' | 'isAssertion' | 'isPossessive'> {
    const plain = (set: CharacterTest) => ({ set, group: undefined, isAssertion: false, isPossessive: false });
    const assertion = { set: undefined, group: undefined, isAssertion: true, isPossessive: false };
    const first = this.#text[this.#at] ?? '';
    if (first === '(') return this.#group();
    if (first === '[') return plain(this.#class());
    this.#at += 1;
    if (first === '^' || first === '$') return assertion;
    if (first === '.') return plain((character) => character !== '\n');
    if (first !== '\\') return plain(exactly(first));
    const escaped = this.#text[this.#at] ?? '';
    this.#at += 1;
    return /[bBAzZG]/.test(escaped) ? assertion : plain(escapedTest(escaped));
  }

  #group(): Pick<Item, 'set' | 'group' | 'isAssertion' | 'isPossessive'> {
    const opening =
      /^\((?:\?(?:<?[=!]|>|P?<[^>]*>|'[^']*'|#[^)]*|[a-zA-Z-]*:?))?/.exec(this.#text.slice(this.#at))?.[0] ?? '(';
    this.#at += opening.length;
    const group = this.alternatives();
    this.#at += 1;
    const isAssertion = /^\(\?<?[=!]/.test(opening);
    return { set: undefined, group, isAssertion, isPossessive: opening === '(?>' };
  }

  #class(): CharacterTest {
    const [whole = '[', negated, body = ''] =
      /^\[(\^?)((?:\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*))\]?/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += whole.length;
    const tests: CharacterTest[] = [];
    for (const [part, escaped, low, high] of body.matchAll(/\\([\s\S])|([^\\])-([^\\])|\[:\^?\w+:\]|[^\\]/g)) {
      if (escaped !== undefined) tests.push(escapedTest(escaped));
      else if (low !== undefined && high !== undefined)
        tests.push((character) => character >= low && character <= high);
      else if (part.length === 1) tests.push(exactly(part));
      else return nothing;
    }
    const holds: CharacterTest = (character) => tests.some((test) => test(character));
    return negated ? (character) => !holds(character) : holds;
  }
}

function escapedTest(escaped: string): CharacterTest {
  const set = SETS[escaped];
  if (set) return set;
  const control = CONTROLS[escaped];
  if (control !== undefined) return exactly(control);
  return /[A-Za-z0-9]/.test(escaped) ? nothing : exactly(escaped);
}
