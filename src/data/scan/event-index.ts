import type { ByteSpans } from '../record.ts';
import { giveBackScanMemory, type ScanMemory, SLACK, takeScanMemory } from './memory.ts';

/** Where in a text a literal stands, as flags of an automaton's states. */
export const FLAGS = { anywhere: 1, start: 2, end: 4, whole: 8 } as const;
/** The class of bytes whose text has to be read otherwise. */
export const UNFIT = 0xffff;

/** An automaton over bytes, as the tree of its literals. States are numbers from 0, the root; arrays have one entry for each. */
export interface AutomatonTables {
  /** Of the 256 bytes; 0 for those in no literal. */
  readonly classOfByte: Uint16Array;
  /** The class of `&`, which stands in a text as an entity. */
  readonly ampersand: number;
  readonly classes: number;
  /** The {@link FLAGS} of the literals that end there. */
  readonly flags: Uint8Array;
  /** How many bytes lead there. */
  readonly depths: Uint16Array;
  /** 0 where there is none. */
  readonly firstChild: Uint16Array;
  readonly sibling: Uint16Array;
  /** The class that leads there. */
  readonly symbols: Uint16Array;
  /** The state of the longest proper suffix. */
  readonly suffix: Uint16Array;
}

/** An automaton of more states is too large for the numbers of its tables. */
export const MOST_STATES = 0xfffe;

/** By what an event is told which kind it is. */
export interface EventIdentity {
  readonly provider: string;
  readonly eventId: number;
  readonly channel: string;
}

const ROW_INTEGERS = 3;
const ENTRY_INTEGERS = 3;
const NAME_INTEGERS = 3;
const IDENTITY_INTEGERS = 6;
export const HIT_INTEGERS = 3;
const AUTOMATON_INTEGERS = 11;
const INTEGER = 4;
const SPAN = 8;

const NAME_ROOM = 512;
const SLOTS = 2048;
const IDENTITY_ROOM = 64;
const HIT_ROOM = 1 << 16;
/** Of one value that is looked at by itself. */
const OWN_HIT_ROOM = 256;
const MOST_HEAD = 1 << 10;
/** `<Data Name=''/>`: no entry takes fewer bytes. */
const SHORTEST_ENTRY = 15;

const HEAD = 1024;
const NAMES = HEAD + MOST_HEAD;
const NAME_SLOTS = NAMES + NAME_ROOM * NAME_INTEGERS * INTEGER;
const IDENTITIES = NAME_SLOTS + SLOTS * INTEGER;
const TABLE = IDENTITIES + IDENTITY_ROOM * IDENTITY_INTEGERS * INTEGER;
const HITS = TABLE + IDENTITY_ROOM * NAME_ROOM * INTEGER;
const OWN_HITS = HITS + HIT_ROOM * HIT_INTEGERS * INTEGER;
const REST = OWN_HITS + OWN_HIT_ROOM * HIT_INTEGERS * INTEGER;

/** An event's start tag, as far as it is regular. */
const START_TAG = /^<Event(?:\s+[\w:]+=(?:'[^'<>]*'|"[^"<>]*"))*\s*>/;

/**
 * Takes batches of Windows events apart where they stand, as bytes: regular ones, that is a start tag like the first
 * event's, `System`, then `EventData` with `<Data Name='…'>`, each name a word that comes once, and nothing else.
 * One batch is at hand at a time.
 */
export class EventIndex {
  readonly #memory: ScanMemory = takeScanMemory();
  /** Behind what stays: automata. */
  #free = REST;
  /** Behind the batch at hand. */
  #end = REST;
  #bytes: Buffer = Buffer.alloc(0);
  /** From a place in memory to one in the batch's bytes. */
  #shift = 0;
  #rows = 0;
  #entries = 0;
  #count = 0;
  names: readonly string[] = [];
  identities: readonly EventIdentity[] = [];
  #rowView: Int32Array = new Int32Array(0);
  #entryView: Int32Array = new Int32Array(0);
  /** What {@link lookInto} found: triples as in {@link scan}. */
  ownHits: Int32Array = new Int32Array(0);

  /** Keeps an automaton; what it finds is reported with the number of the field. Its address. */
  add({ classOfByte, ampersand, classes, flags, depths, ...tree }: AutomatonTables, field: number): number {
    const memory = this.#memory;
    const place = aligned(this.#end);
    let at = place + AUTOMATON_INTEGERS * INTEGER;
    const room = (bytes: number): number => {
      const address = at;
      at = aligned(at + bytes);
      return address;
    };
    const arrays = [classOfByte, flags, depths, tree.firstChild, tree.sibling, tree.symbols, tree.suffix];
    const addresses = arrays.map((array) => room(array.byteLength));
    const next = room(flags.length * classes * 2);
    const used = memory.bytes.length;
    memory.reserve(at);
    arrays.forEach((array, index) => {
      memory.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), addresses[index] as number);
    });
    // Transitions are filled in as they are needed; what the memory has grown by is zero.
    memory.bytes.fill(0, next, Math.max(next, Math.min(at, used)));
    const [classAt = 0, flagsAt = 0, depthsAt = 0, ...treeAt] = addresses;
    const header = [classAt, classes, next, flagsAt, depthsAt, field, ...treeAt, ampersand];
    memory.integers(place, header.length).set(header);
    this.#free = at;
    this.#end = at;
    return place;
  }

  /** Takes the events of a batch apart. */
  load({ bytes, starts, ends }: ByteSpans): void {
    const memory = this.#memory;
    const count = starts.length;
    const from = starts[0] ?? 0;
    const size = (ends[count - 1] ?? 0) - from;
    const texts = aligned(this.#free);
    this.#rows = texts + count * SPAN;
    this.#entries = this.#rows + count * ROW_INTEGERS * INTEGER;
    const copy = this.#entries + Math.ceil(size / SHORTEST_ENTRY) * ENTRY_INTEGERS * INTEGER;
    this.#end = copy + size + SLACK;
    memory.reserve(this.#end);
    memory.bytes.set(bytes.subarray(from, from + size), copy);
    this.#bytes = bytes;
    this.#shift = from - copy;
    this.#count = count;
    const spans = memory.integers(texts, count * 2);
    for (let at = 0; at < count; at += 1) {
      spans[at * 2] = (starts[at] as number) - this.#shift;
      spans[at * 2 + 1] = (ends[at] as number) - this.#shift;
    }
    const head = START_TAG.exec(bytes.toString('latin1', from, Math.min(from + MOST_HEAD, from + size)))?.[0] ?? '';
    const { exports } = memory;
    memory.integers(NAME_SLOTS, SLOTS).fill(0);
    memory.bytes.set(Buffer.from(head, 'latin1'), HEAD);
    const known = head === '' || head.endsWith('/>') ? 0 : count;
    memory.integers(this.#rows, count * ROW_INTEGERS).fill(0);
    exports.indexEvents(
      texts,
      known,
      HEAD,
      head.length,
      this.#rows,
      this.#entries,
      NAMES,
      NAME_ROOM,
      NAME_SLOTS,
      SLOTS,
      IDENTITIES,
      IDENTITY_ROOM,
    );
    this.names = this.#spans(NAMES, known === 0 ? 0 : exports.distinctNames(), NAME_INTEGERS).map(
      ([name = '']) => name,
    );
    const identities = this.#spans(IDENTITIES, known === 0 ? 0 : exports.distinctIdentities(), IDENTITY_INTEGERS);
    this.identities = identities.map(([provider = '', id, channel = '']) => ({
      provider,
      eventId: Number(id),
      channel,
    }));
    this.#view();
  }

  /**
   * Looks for literals in the values of the batch, a run of rows after another: `automatonOf` gives the address of the
   * automaton for the values of a name in events of an identity, 0 for none. `found` is told the rows of a run and its hits:
   * triples of row, field and state times sixteen with one flag, in the order of the rows. A hit -1 is a value that has to be read
   * otherwise; with field -1, the whole event.
   */
  scan(automatonOf: (identity: number, name: number) => number, found: FoundHits): void {
    const memory = this.#memory;
    const width = this.names.length;
    const addresses = this.identities.flatMap((_, identity) =>
      this.names.map((_name, name) => automatonOf(identity, name)),
    );
    memory.integers(TABLE, addresses.length).set(addresses);
    this.#view();
    for (let from = 0; from < this.#count;) {
      const to = memory.exports.scanValues(this.#rows, from, this.#count, this.#entries, TABLE, width, HITS, HIT_ROOM);
      found(from, to, memory.integers(HITS, memory.exports.foundHits() * HIT_INTEGERS));
      from = to;
    }
  }

  /** The identity of a row, -1 when the event is not regular. */
  identity(row: number): number {
    return (this.#rowView[row * ROW_INTEGERS] as number) - 1;
  }

  /** The value of a name in a row as it is written; undefined when the event does not have it. */
  value(row: number, name: number): string | undefined {
    const entry = this.#entry(row, name) * ENTRY_INTEGERS;
    return entry < 0
      ? undefined
      : this.#text(this.#entryView[entry + 1] as number, this.#entryView[entry + 2] as number);
  }

  /**
   * Looks for literals in the value of a name in a row; how many hits there are in {@link ownHits}, none when the event does
   * not have it. Undefined when there are too many.
   */
  lookInto(row: number, name: number, automaton: number): number | undefined {
    const entry = this.#entry(row, name);
    if (entry < 0) return 0;
    const count = this.#memory.exports.scanEntry(this.#entries, entry, automaton, row, OWN_HITS, OWN_HIT_ROOM);
    return count > OWN_HIT_ROOM ? undefined : count;
  }

  /** The entry of a name in a row, -1 when the event does not have it. */
  #entry(row: number, name: number): number {
    const last = this.#rowView[row * ROW_INTEGERS + 2] as number;
    for (let entry = this.#rowView[row * ROW_INTEGERS + 1] as number; entry < last; entry += 1) {
      if (this.#entryView[entry * ENTRY_INTEGERS] === name + 1) return entry;
    }
    return -1;
  }

  close(): void {
    giveBackScanMemory(this.#memory);
  }

  #text(start: number, end: number): string {
    return start === end ? '' : this.#bytes.toString('utf8', start + this.#shift, end + this.#shift);
  }

  /** Memory that grows moves. */
  #view(): void {
    this.#rowView = this.#memory.integers(this.#rows, this.#count * ROW_INTEGERS);
    this.ownHits = this.#memory.integers(OWN_HITS, OWN_HIT_ROOM * HIT_INTEGERS);
    const last = this.#rowView[this.#rowView.length - 1] ?? 0;
    this.#entryView = this.#memory.integers(this.#entries, last * ENTRY_INTEGERS);
  }

  /** The texts of records of `width` numbers that begin with starts and ends. */
  #spans(address: number, count: number, width: number): readonly (readonly string[])[] {
    const numbers = this.#memory.integers(address, count * width);
    return Array.from({ length: count }, (_, index) => {
      const texts: string[] = [];
      for (let at = index * width; at + 1 < (index + 1) * width; at += 2) {
        texts.push(this.#text(numbers[at] as number, numbers[at + 1] as number));
      }
      return texts;
    });
  }
}

export type FoundHits = (from: number, to: number, hits: Int32Array) => void;

const aligned = (address: number): number => Math.ceil(address / 8) * 8;
