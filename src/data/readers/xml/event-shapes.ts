import type { ByteSpans, WindowsEvent } from '../../record.ts';
import { ScanMemory, SLACK } from '../../scan/memory.ts';
import { type EventShape, EventValues, eventOf } from './event-shape.ts';
import { eventOfParts, type RegularEvent, takeApart } from './regular-event.ts';

const INTEGER = 4;
const SPAN = 8;
const ROW_INTEGERS = 2;
const NODE_INTEGERS = 5;
const NODE = NODE_INTEGERS * INTEGER;

/** Logs of many kinds show some hundred forms; beyond these, events are read one by one. */
const MOST_NODES = 16 << 10;
const MOST_TEXT = 1 << 20;
/** Events that are compared at once, and their bytes. */
const MOST_EVENTS = 128;
const MOST_BYTES = 256 << 10;
/** Between two values stand more bytes than this. */
const BYTES_PER_PLACE = 4;
/** So many events of a batch are looked at in vain before its others are taken to be irregular too. */
const MOST_IRREGULAR = 16;

const NODES = 1024;
const TEXTS = NODES + MOST_NODES * NODE;
const EVENTS = TEXTS + MOST_TEXT + SLACK;
const ROWS = EVENTS + MOST_EVENTS * SPAN;
const BYTES = ROWS + MOST_EVENTS * ROW_INTEGERS * INTEGER;
const PLACES = BYTES + MOST_BYTES + SLACK;
const SIZE = PLACES + (MOST_BYTES / BYTES_PER_PLACE) * SPAN;

/** A text between two values, and what may stand behind the value. */
interface Node {
  readonly address: number;
  readonly behind: Map<string, Node>;
}

/** Events of a batch from one row on, with their forms: 0 for one that is not known. */
interface Compared {
  readonly from: number;
  readonly to: number;
  readonly rows: Int32Array;
  readonly places: Int32Array;
  /** What lies between addresses and places in the batch's bytes. */
  readonly shift: number;
}

/**
 * The forms of events that were seen, as a tree of the texts between their values. Events of one id are written alike: once the form
 * of one is known (see {@link takeApart}), others are compared with it, sixteen bytes at a time, and only their values are searched.
 */
export class KnownShapes {
  readonly #memory = new ScanMemory();
  readonly #shapes: EventShape[] = [];
  readonly #root: Node = { address: NODES, behind: new Map() };
  #nodes = 1;
  #text = TEXTS;

  constructor() {
    this.#memory.reserve(SIZE);
  }

  /** As many events from a row on as are wanted and fit. */
  compare({ bytes, starts, ends }: ByteSpans, from: number, wanted: number): Compared {
    const start = starts[from] as number;
    const last = Math.min(starts.length, from + Math.min(wanted, MOST_EVENTS));
    const shift = BYTES - start;
    const events = this.#memory.integers(EVENTS, MOST_EVENTS * 2);
    let to = from;
    for (; to < last && (ends[to] as number) - start <= MOST_BYTES; to += 1) {
      events[(to - from) * 2] = (starts[to] as number) + shift;
      events[(to - from) * 2 + 1] = (ends[to] as number) + shift;
    }
    const count = to - from;
    if (count > 0) this.#memory.bytes.set(bytes.subarray(start, ends[to - 1]), BYTES);
    const found = this.#memory.exports.matchShapes(EVENTS, count, NODES, ROWS, PLACES);
    const rows = this.#memory.integers(ROWS, count * ROW_INTEGERS).slice();
    return { from, to, rows, places: this.#memory.integers(PLACES, found * 2).slice(), shift };
  }

  /** An event of a form that is known. */
  event({ bytes, starts, ends }: ByteSpans, row: number, compared: Compared): WindowsEvent | undefined {
    const at = (row - compared.from) * ROW_INTEGERS;
    const shape = this.#shapes[(compared.rows[at] as number) - 1];
    if (!shape) return undefined;
    const { places, shift } = compared;
    const start = starts[row] as number;
    const record = bytes.subarray(start, ends[row]);
    // Where there is more than ASCII in a value, it is decoded by itself.
    const text = record.toString('latin1');
    const first = compared.rows[at + 1] as number;
    return eventOf(shape, new EventValues(text, places, first, start + shift, record));
  }

  /** Whether from now on events of this form are found. */
  learn(xml: string, { shape, places }: RegularEvent): boolean {
    const texts: string[] = [];
    let behind = 0;
    for (let at = 0; at < places.length; at += 2) {
      texts.push(xml.slice(behind, places[at]));
      behind = places[at + 1] as number;
    }
    texts.push(xml.slice(behind));
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const isFull = this.#nodes + texts.length > MOST_NODES || this.#text + length > EVENTS - SLACK;
    if (isFull || texts.some((text) => !IS_ASCII.test(text))) return false;
    let node = this.#root;
    let isNew = false;
    for (const text of texts) {
      let next = node.behind.get(text);
      isNew = next === undefined;
      next ??= this.#add(node, text);
      node = next;
    }
    if (!isNew) return false;
    this.#shapes.push(shape);
    this.#memory.integers(node.address, NODE_INTEGERS)[4] = this.#shapes.length;
    return true;
  }

  #add(before: Node, text: string): Node {
    const address = NODES + this.#nodes * NODE;
    const parent = this.#memory.integers(before.address, NODE_INTEGERS);
    this.#memory.integers(address, NODE_INTEGERS).set([this.#text, text.length, 0, parent[2] as number, 0]);
    parent[2] = address;
    this.#memory.bytes.set(Buffer.from(text, 'latin1'), this.#text);
    this.#text += text.length;
    this.#nodes += 1;
    const node = { address, behind: new Map() };
    before.behind.set(text, node);
    return node;
  }
}

const IS_ASCII = /^[\0-\x7f]*$/;

let known: KnownShapes | undefined;

/** Those of all logs that were read. */
function knownShapes(): KnownShapes {
  known ??= new KnownShapes();
  return known;
}

/** The events of a batch that are written in the usual form, each read when it is asked for. */
export class ShapedEvents {
  readonly #spans: ByteSpans;
  readonly #shapes: () => KnownShapes;
  #compared: Compared | undefined;
  /** How many are compared at once: more, the longer they are asked for one behind another. */
  #wanted = 1;
  #irregular = 0;

  constructor(spans: ByteSpans, shapes = knownShapes) {
    this.#spans = spans;
    this.#shapes = shapes;
  }

  /** Undefined for one of another form. */
  event(row: number): WindowsEvent | undefined {
    const shapes = this.#shapes();
    return shapes.event(this.#spans, row, this.#comparedWith(shapes, row)) ?? this.#ofNewForm(shapes, row);
  }

  #comparedWith(shapes: KnownShapes, row: number): Compared {
    const before = this.#compared;
    if (before && row >= before.from && row < before.to) return before;
    this.#wanted = before?.to === row ? Math.min(this.#wanted * 2, MOST_EVENTS) : 1;
    this.#compared = shapes.compare(this.#spans, row, this.#wanted);
    return this.#compared;
  }

  #ofNewForm(shapes: KnownShapes, row: number): WindowsEvent | undefined {
    if (this.#irregular === MOST_IRREGULAR) return undefined;
    const { bytes, starts, ends } = this.#spans;
    const xml = bytes.toString('utf8', starts[row], ends[row]);
    const regular = takeApart(xml);
    if (!regular) {
      this.#irregular += 1;
      return undefined;
    }
    // Those behind it may be of the same form.
    if (shapes.learn(xml, regular)) this.#compared = undefined;
    return eventOfParts(xml, regular);
  }
}
