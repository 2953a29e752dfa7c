/** Where in a text a literal must stand. */
export type Anchor = 'anywhere' | 'start' | 'end';

const HAS_ANYWHERE = 1;
const HAS_START = 2;
const ASCII = 128;

type Ids = number[];

/** A node while literals are added. */
interface Node {
  readonly children: Map<number, number>;
  readonly depth: number;
  anywhere: Ids | undefined;
  start: Ids | undefined;
  end: Ids | undefined;
}

const newNode = (depth: number): Node => ({
  children: new Map(),
  depth,
  anywhere: undefined,
  start: undefined,
  end: undefined,
});

/** Collects literals for an {@link Automaton}. */
export class AutomatonBuilder {
  readonly #nodes: Node[] = [newNode(0)];

  /** `id` is reported when the literal stands at its anchor. */
  add(literal: string, anchor: Anchor, id: number): void {
    let at = 0;
    for (let index = 0; index < literal.length; index += 1) {
      const { children, depth } = this.#nodes[at] as Node;
      const code = literal.charCodeAt(index);
      let next = children.get(code);
      if (next === undefined) {
        next = this.#nodes.length;
        this.#nodes.push(newNode(depth + 1));
        children.set(code, next);
      }
      at = next;
    }
    const node = this.#nodes[at] as Node;
    const ids = node[anchor];
    if (ids) ids.push(id);
    else node[anchor] = [id];
  }

  build(): Automaton {
    return new Automaton(this.#nodes);
  }
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

  constructor(nodes: readonly Node[]) {
    let classes = 1;
    const classOf = new Map<number, number>();
    for (const { children } of nodes) {
      for (const code of children.keys()) {
        if (classOf.has(code)) continue;
        classOf.set(code, classes);
        if (code < ASCII) this.#asciiClass[code] = classes;
        else this.#otherClass.set(code, classes);
        classes += 1;
      }
    }
    this.#classes = classes;
    // Half the size is twice the speed where the states can be counted in 16 bits: the table is what has to be made and read.
    const size = nodes.length * classes;
    this.#next = nodes.length <= 0x10000 ? new Uint16Array(size) : new Int32Array(size);
    this.#depth = Int32Array.from(nodes, ({ depth }) => depth);
    this.#flags = new Uint8Array(nodes.length);
    this.#start = nodes.map(({ start }) => start);
    const anywhere = nodes.map((node) => node.anywhere);
    const end = nodes.map((node) => node.end);
    this.#link(nodes, classOf, anywhere, end);
    this.#anywhere = anywhere;
    this.#end = end;
    for (let state = 0; state < nodes.length; state += 1) {
      this.#flags[state] = (anywhere[state] ? HAS_ANYWHERE : 0) | (this.#start[state] ? HAS_START : 0);
    }
  }

  /** Breadth first: a state takes over the transitions and the literals of its longest proper suffix. */
  #link(
    nodes: readonly Node[],
    classOf: ReadonlyMap<number, number>,
    anywhere: (Ids | undefined)[],
    end: (Ids | undefined)[],
  ): void {
    const fail = new Int32Array(nodes.length);
    const queue = [0];
    const classes = this.#classes;
    const next = this.#next;
    for (let head = 0; head < queue.length; head += 1) {
      const state = queue[head] as number;
      const suffix = fail[state] as number;
      if (state !== 0) {
        next.copyWithin(state * classes, suffix * classes, (suffix + 1) * classes);
        anywhere[state] = joined(anywhere[state], anywhere[suffix]);
        end[state] = joined(end[state], end[suffix]);
      }
      for (const [code, child] of (nodes[state] as Node).children) {
        const slot = state * classes + (classOf.get(code) as number);
        fail[child] = state === 0 ? 0 : (next[slot] as number);
        next[slot] = child;
        queue.push(child);
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
