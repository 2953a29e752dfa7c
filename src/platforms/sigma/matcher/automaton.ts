/** Where in a text a literal must stand. */
export type Anchor = 'anywhere' | 'start' | 'end';

const HAS_ANYWHERE = 1;
const HAS_START = 2;
const ASCII = 128;

type Ids = number[];

const NONE = -1;

/** Collects literals for an {@link Automaton}: a tree in which the children of a node are a list. */
export class AutomatonBuilder {
  readonly #code: number[] = [0];
  readonly #firstChild: number[] = [NONE];
  readonly #sibling: number[] = [NONE];
  readonly #ids: Readonly<Record<Anchor, Map<number, Ids>>> = { anywhere: new Map(), start: new Map(), end: new Map() };

  /** `id` is reported when the literal stands at its anchor. */
  add(literal: string, anchor: Anchor, id: number): void {
    let node = 0;
    for (let index = 0; index < literal.length; index += 1) node = this.#child(node, literal.charCodeAt(index));
    const ids = this.#ids[anchor].get(node);
    if (ids) ids.push(id);
    else this.#ids[anchor].set(node, [id]);
  }

  build(): Automaton {
    const { anywhere, start, end } = this.#ids;
    return new Automaton({
      code: this.#code,
      firstChild: this.#firstChild,
      sibling: this.#sibling,
      anywhere,
      start,
      end,
    });
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

/** The nodes of a tree of literals, and which literals end at each. */
interface LiteralTree {
  /** The character that leads to each node. */
  readonly code: readonly number[];
  readonly firstChild: readonly number[];
  readonly sibling: readonly number[];
  readonly anywhere: ReadonlyMap<number, Ids>;
  readonly start: ReadonlyMap<number, Ids>;
  readonly end: ReadonlyMap<number, Ids>;
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
  readonly #anywhere: readonly (Ids | undefined)[];
  readonly #start: readonly (Ids | undefined)[];
  readonly #end: readonly (Ids | undefined)[];

  constructor(tree: LiteralTree) {
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
    const listed = (ids: ReadonlyMap<number, Ids>): (Ids | undefined)[] =>
      Array.from({ length: states }, (_, state) => ids.get(state));
    const anywhere = listed(tree.anywhere);
    const end = listed(tree.end);
    this.#start = listed(tree.start);
    this.#link(tree, classOf, anywhere, end);
    this.#anywhere = anywhere;
    this.#end = end;
    for (let state = 0; state < states; state += 1) {
      this.#flags[state] = (anywhere[state] ? HAS_ANYWHERE : 0) | (this.#start[state] ? HAS_START : 0);
    }
  }

  /** Breadth first: a state takes over the transitions and the literals of its longest proper suffix. */
  #link(
    { code, firstChild, sibling }: LiteralTree,
    classOf: ReadonlyMap<number, number>,
    anywhere: (Ids | undefined)[],
    end: (Ids | undefined)[],
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
        anywhere[state] = joined(anywhere[state], anywhere[suffix]);
        end[state] = joined(end[state], end[suffix]);
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

  /** Calls `found` for every literal in the text, with repetitions. */
  scan(text: string, found: (id: number) => void): void {
    const { length } = text;
    const next = this.#next;
    const classes = this.#classes;
    const ascii = this.#asciiClass;
    const flags = this.#flags;
    let state = 0;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      const symbol = code < ASCII ? (ascii[code] as number) : (this.#otherClass.get(code) ?? 0);
      state = next[state * classes + symbol] as number;
      const flag = flags[state] as number;
      if (flag === 0) continue;
      if ((flag & HAS_ANYWHERE) !== 0) for (const id of this.#anywhere[state] as Ids) found(id);
      if ((flag & HAS_START) !== 0 && this.#depth[state] === at + 1)
        for (const id of this.#start[state] as Ids) found(id);
    }
    const last = this.#end[state];
    if (last) for (const id of last) found(id);
  }
}

const joined = (own: Ids | undefined, inherited: Ids | undefined): Ids | undefined =>
  own && inherited ? [...own, ...inherited] : (own ?? inherited);
