import { type AutomatonTables, FLAGS, MOST_STATES, UNFIT } from '../../../data/scan/event-index.ts';

/** Where in a text a literal must stand; `whole` is all of it. */
export type Anchor = keyof typeof FLAGS;

/** A state and one of its flags in one number. */
const STATE_SHIFT = 4;
const FLAG = 15;
const ASCII = 128;
const AMPERSAND = 0x26;
/** Flags that are looked at before a text's end. */
const WITHIN = FLAGS.anywhere | FLAGS.start;

type Ids = number[];

const NONE = -1;
const NO_IDS: readonly number[] = [];

/** Collects literals for an {@link Automaton}: a tree in which the children of a node are a list. */
export class AutomatonBuilder {
  readonly #code: number[] = [0];
  readonly #firstChild: number[] = [NONE];
  readonly #sibling: number[] = [NONE];
  readonly #ids: IdsAt = new Map();

  /** `id` is reported when the literal stands at its anchor. */
  add(literal: string, anchor: Anchor, id: number): void {
    let node = 0;
    for (let index = 0; index < literal.length; index += 1) node = this.#child(node, literal.charCodeAt(index));
    const code = (node << STATE_SHIFT) | FLAGS[anchor];
    const ids = this.#ids.get(code);
    if (ids) ids.push(id);
    else this.#ids.set(code, [id]);
  }

  build(): Automaton {
    return new Automaton({ code: this.#code, firstChild: this.#firstChild, sibling: this.#sibling }, this.#ids);
  }

  #child(node: number, code: number): number {
    let child = this.#firstChild[node] as number;
    while (child !== NONE) {
      if (this.#code[child] === code) return child;
      child = this.#sibling[child] as number;
    }
    child = this.#code.length;
    this.#code.push(code);
    this.#firstChild.push(NONE);
    this.#sibling.push(this.#firstChild[node] as number);
    this.#firstChild[node] = child;
    return child;
  }
}

/** Which literals end at a node of a tree, by the node and the flag of their anchor. */
type IdsAt = Map<number, Ids>;

/** The nodes of a tree of literals. */
interface LiteralTree {
  /** The character that leads to each node. */
  readonly code: readonly number[];
  readonly firstChild: readonly number[];
  readonly sibling: readonly number[];
}

/**
 * Aho and Corasick's automaton: one pass over a text finds every literal that stands in it, however many there are.
 * Characters that occur in no literal share one class, 0.
 */
export class Automaton {
  readonly #tree: LiteralTree;
  readonly #states: number;
  readonly #classes: number;
  readonly #asciiClass = new Uint16Array(ASCII);
  readonly #otherClass = new Map<number, number>();
  /** For each state the class that leads there, the state of its longest proper suffix, how many characters lead there. */
  readonly #symbol: Int32Array;
  readonly #suffix: Int32Array;
  readonly #depth: Int32Array;
  readonly #flags: Uint8Array;
  readonly #ids: IdsAt;
  #next: Uint16Array | Int32Array | undefined;

  constructor(tree: LiteralTree, ids: IdsAt) {
    const { code } = tree;
    this.#tree = tree;
    this.#ids = ids;
    this.#states = code.length;
    this.#symbol = new Int32Array(code.length);
    let classes = 1;
    const classOf = new Map<number, number>();
    for (let state = 1; state < code.length; state += 1) {
      const character = code[state] as number;
      let symbol = classOf.get(character);
      if (symbol === undefined) {
        symbol = classes;
        classes += 1;
        classOf.set(character, symbol);
        if (character < ASCII) this.#asciiClass[character] = symbol;
        else this.#otherClass.set(character, symbol);
      }
      this.#symbol[state] = symbol;
    }
    this.#classes = classes;
    this.#suffix = new Int32Array(code.length);
    this.#depth = new Int32Array(code.length);
    this.#flags = new Uint8Array(code.length);
    this.#link();
    for (const code of ids.keys()) (this.#flags[code >> STATE_SHIFT] as number) |= code & FLAG;
  }

  /** Breadth first: a state takes over the literals of its longest proper suffix. */
  #link(): void {
    const { firstChild, sibling } = this.#tree;
    const root = new Int32Array(this.#classes);
    for (let child = firstChild[0] as number; child !== NONE; child = sibling[child] as number) {
      root[this.#symbol[child] as number] = child;
    }
    const childOf = (state: number, symbol: number): number => {
      if (state === 0) return root[symbol] as number;
      let child = firstChild[state] as number;
      while (child !== NONE && this.#symbol[child] !== symbol) child = sibling[child] as number;
      return child === NONE ? 0 : child;
    };
    const order = new Int32Array(this.#states);
    let queued = 1;
    for (let head = 0; head < queued; head += 1) {
      const state = order[head] as number;
      if (state !== 0) this.#inherit(state, this.#suffix[state] as number);
      for (let child = firstChild[state] as number; child !== NONE; child = sibling[child] as number) {
        const symbol = this.#symbol[child] as number;
        let suffix = state;
        let longest = 0;
        while (longest === 0 && suffix !== 0) {
          suffix = this.#suffix[suffix] as number;
          longest = childOf(suffix, symbol);
        }
        this.#suffix[child] = longest;
        this.#depth[child] = (this.#depth[state] as number) + 1;
        order[queued] = child;
        queued += 1;
      }
    }
  }

  #inherit(state: number, suffix: number): void {
    for (const flag of [FLAGS.anywhere, FLAGS.end]) {
      const taken = this.#ids.get((suffix << STATE_SHIFT) | flag);
      if (!taken) continue;
      const code = (state << STATE_SHIFT) | flag;
      const own = this.#ids.get(code);
      this.#ids.set(code, own ? [...own, ...taken] : taken);
    }
  }

  /** The state behind a class, by the tree: the longest suffix that goes on with it. */
  #follow(from: number, symbol: number): number {
    const { firstChild, sibling } = this.#tree;
    for (let state = from; ; state = this.#suffix[state] as number) {
      let child = firstChild[state] as number;
      while (child !== NONE && this.#symbol[child] !== symbol) child = sibling[child] as number;
      if (child !== NONE) return child;
      if (state === 0) return 0;
    }
  }

  /** For each state and class one more than the state behind it; zero until it is first needed. */
  #transitions(): Uint16Array | Int32Array {
    const size = this.#states * this.#classes;
    // Half the size is twice the speed where the states can be counted in 16 bits: the table is what has to be read.
    this.#next ??= this.#states <= MOST_STATES ? new Uint16Array(size) : new Int32Array(size);
    return this.#next;
  }

  /** The literals of a hit: a state times sixteen and one of its flags. */
  idsOf(code: number): readonly number[] {
    return this.#ids.get(code) ?? NO_IDS;
  }

  /** Calls `found` for every literal in the text, with repetitions. */
  scan(text: string, found: (id: number) => void): void {
    const { length } = text;
    const next = this.#transitions();
    const classes = this.#classes;
    const ascii = this.#asciiClass;
    const flags = this.#flags;
    let state = 0;
    const report = (flag: number): void => {
      for (const id of this.idsOf((state << STATE_SHIFT) | flag)) found(id);
    };
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      const symbol = code < ASCII ? (ascii[code] as number) : (this.#otherClass.get(code) ?? 0);
      if (symbol === 0) {
        state = 0;
        continue;
      }
      const slot = state * classes + symbol;
      const known = next[slot] as number;
      if (known !== 0) state = known - 1;
      else {
        state = this.#follow(state, symbol);
        next[slot] = state + 1;
      }
      const flag = (flags[state] as number) & WITHIN;
      if (flag === 0) continue;
      if ((flag & FLAGS.anywhere) !== 0) report(FLAGS.anywhere);
      if ((flag & FLAGS.start) !== 0 && this.#depth[state] === at + 1) report(FLAGS.start);
    }
    const last = flags[state] as number;
    if ((last & FLAGS.end) !== 0) report(FLAGS.end);
    if ((last & FLAGS.whole) !== 0 && this.#depth[state] === length) report(FLAGS.whole);
  }

  /**
   * The tables by which bytes are scanned without regard to case: a text with anything but ASCII in it, or with an
   * entity that has no name, is unfit. Undefined when there are too many states.
   */
  tables(): AutomatonTables | undefined {
    if (this.#states > MOST_STATES) return undefined;
    const classOfByte = new Uint16Array(256).fill(UNFIT, ASCII);
    for (let byte = 0; byte < ASCII; byte += 1) {
      classOfByte[byte] = this.#asciiClass[String.fromCharCode(byte).toLowerCase().charCodeAt(0)] as number;
    }
    const ampersand = classOfByte[AMPERSAND] as number;
    classOfByte[AMPERSAND] = UNFIT;
    const orZero = (states: readonly number[]): Uint16Array =>
      Uint16Array.from(states, (state) => (state === NONE ? 0 : state));
    return {
      classOfByte,
      ampersand,
      classes: this.#classes,
      flags: this.#flags,
      depths: Uint16Array.from(this.#depth),
      firstChild: orZero(this.#tree.firstChild),
      sibling: orZero(this.#tree.sibling),
      symbols: Uint16Array.from(this.#symbol),
      suffix: Uint16Array.from(this.#suffix),
    };
  }
}
