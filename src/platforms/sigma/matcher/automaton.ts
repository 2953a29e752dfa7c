import { type AutomatonTables, FLAGS, UNFIT } from '../../../data/scan/event-index.ts';

/** Where in a text a literal must stand; `whole` is all of it. */
export type Anchor = keyof typeof FLAGS;

const ANCHORS = Object.keys(FLAGS) as readonly Anchor[];
const ASCII = 128;
/** Flags that are looked at before a text's end. */
const WITHIN = FLAGS.anywhere | FLAGS.start;

type Ids = number[];

const NONE = -1;

/** Collects literals for an {@link Automaton}: a tree in which the children of a node are a list. */
export class AutomatonBuilder {
  readonly #code: number[] = [0];
  readonly #firstChild: number[] = [NONE];
  readonly #sibling: number[] = [NONE];
  readonly #ids: IdsAt = { anywhere: new Map(), start: new Map(), end: new Map(), whole: new Map() };

  /** `id` is reported when the literal stands at its anchor. */
  add(literal: string, anchor: Anchor, id: number): void {
    let node = 0;
    for (let index = 0; index < literal.length; index += 1) node = this.#child(node, literal.charCodeAt(index));
    const ids = this.#ids[anchor].get(node);
    if (ids) ids.push(id);
    else this.#ids[anchor].set(node, [id]);
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

/** Which literals end at the nodes of a tree. */
type IdsAt = Readonly<Record<Anchor, Map<number, Ids>>>;

/** The nodes of a tree of literals. */
interface LiteralTree {
  /** The character that leads to each node. */
  readonly code: readonly number[];
  readonly firstChild: readonly number[];
  readonly sibling: readonly number[];
}

/**
 * Aho and Corasick's automaton: one pass over a text finds every literal that stands in it, however many there are. The
 * table of transitions is dense; characters that occur in no literal share one class.
 */
export class Automaton {
  readonly #classes: number;
  readonly #asciiClass = new Uint16Array(ASCII);
  readonly #otherClass = new Map<number, number>();
  readonly #next: Uint16Array | Int32Array;
  readonly #depth: Int32Array;
  readonly #flags: Uint8Array;
  /** By flag, for each state. */
  readonly #ids: readonly (readonly (Ids | undefined)[])[];

  constructor(tree: LiteralTree, idsAt: IdsAt) {
    const { code } = tree;
    let classes = 1;
    const classOf = new Map<number, number>();
    for (let node = 1; node < code.length; node += 1) {
      const character = code[node] as number;
      if (classOf.has(character)) continue;
      classOf.set(character, classes);
      if (character < ASCII) this.#asciiClass[character] = classes;
      else this.#otherClass.set(character, classes);
      classes += 1;
    }
    this.#classes = classes;
    // Half the size is twice the speed where the states can be counted in 16 bits: the table is what has to be made and read.
    const states = code.length;
    this.#next = states <= 0x10000 ? new Uint16Array(states * classes) : new Int32Array(states * classes);
    this.#depth = new Int32Array(states);
    this.#flags = new Uint8Array(states);
    const ids: (Ids | undefined)[][] = [];
    for (const anchor of ANCHORS) {
      ids[FLAGS[anchor]] = Array.from({ length: states }, (_, state) => idsAt[anchor].get(state));
    }
    this.#link(tree, classOf, [ids[FLAGS.anywhere], ids[FLAGS.end]] as (Ids | undefined)[][]);
    this.#ids = ids;
    for (const anchor of ANCHORS) {
      const flag = FLAGS[anchor];
      ids[flag]?.forEach((at, state) => {
        if (at) (this.#flags[state] as number) |= flag;
      });
    }
  }

  /** Breadth first: a state takes over the transitions and the literals of its longest proper suffix. */
  #link(
    { code, firstChild, sibling }: LiteralTree,
    classOf: ReadonlyMap<number, number>,
    inherited: readonly (Ids | undefined)[][],
  ): void {
    const fail = new Int32Array(code.length);
    const queue = new Int32Array(code.length);
    let queued = 1;
    const classes = this.#classes;
    const next = this.#next;
    for (let head = 0; head < queued; head += 1) {
      const state = queue[head] as number;
      const suffix = fail[state] as number;
      if (state !== 0) {
        next.copyWithin(state * classes, suffix * classes, (suffix + 1) * classes);
        for (const ids of inherited) ids[state] = joined(ids[state], ids[suffix]);
      }
      for (let child = firstChild[state] as number; child !== NONE; child = sibling[child] as number) {
        const slot = state * classes + (classOf.get(code[child] as number) as number);
        fail[child] = state === 0 ? 0 : (next[slot] as number);
        this.#depth[child] = (this.#depth[state] as number) + 1;
        next[slot] = child;
        queue[queued] = child;
        queued += 1;
      }
    }
  }

  /** The literals that hold in a state by one of its flags. */
  idsAt(state: number, flag: number): readonly number[] {
    return this.#ids[flag]?.[state] ?? [];
  }

  /** Calls `found` for every literal in the text, with repetitions. */
  scan(text: string, found: (id: number) => void): void {
    const { length } = text;
    const next = this.#next;
    const classes = this.#classes;
    const ascii = this.#asciiClass;
    const flags = this.#flags;
    let state = 0;
    const report = (flag: number): void => {
      for (const id of this.idsAt(state, flag)) found(id);
    };
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      const symbol = code < ASCII ? (ascii[code] as number) : (this.#otherClass.get(code) ?? 0);
      state = next[state * classes + symbol] as number;
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
   * The tables by which bytes are scanned without regard to case: a text with anything but ASCII in it, or with an entity,
   * is unfit. Undefined when there are too many states.
   */
  tables(): AutomatonTables | undefined {
    const next = this.#next;
    if (!(next instanceof Uint16Array) || this.#depth.some((depth) => depth > 0xffff)) return undefined;
    const classOfByte = new Uint16Array(256).fill(UNFIT, ASCII);
    for (let byte = 0; byte < ASCII; byte += 1) {
      classOfByte[byte] = this.#asciiClass[String.fromCharCode(byte).toLowerCase().charCodeAt(0)] as number;
    }
    classOfByte['&'.charCodeAt(0)] = UNFIT;
    return { classOfByte, classes: this.#classes, next, flags: this.#flags, depths: Uint16Array.from(this.#depth) };
  }
}

const joined = (own: Ids | undefined, inherited: Ids | undefined): Ids | undefined =>
  own && inherited ? [...own, ...inherited] : (own ?? inherited);
