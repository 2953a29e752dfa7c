import { MODULE_BASE64 } from './module.ts';

/** What `wasm/*.as` export. Addresses and lengths are bytes of the instance's memory. */
export interface ScanExports {
  splitEvents(
    from: number,
    end: number,
    spelling: number,
    needles: number,
    needleCount: number,
    table: number,
    room: number,
  ): number;
  countedEvents(): number;
  keptEvents(): number;
  isIrregular(): number;
  capture(
    texts: number,
    count: number,
    steps: number,
    stepCount: number,
    offsetA: number,
    offsetB: number,
    out: number,
    missing: number,
    empty: number,
  ): void;
  captureListed(
    texts: number,
    list: number,
    listEnd: number,
    steps: number,
    stepCount: number,
    out: number,
    empty: number,
  ): void;
  isUndecided(): number;
  indexMarks(texts: number, count: number, scratch: number, marks: number, firsts: number, room: number): number;
  sortNames(
    places: number,
    textFirsts: number,
    count: number,
    codes: number,
    names: number,
    sorted: number,
    firsts: number,
  ): void;
  indexNames(
    texts: number,
    count: number,
    opening: number,
    length: number,
    offsetA: number,
    offsetB: number,
    stop: number,
    places: number,
    firsts: number,
    room: number,
  ): number;
  hasPlainNames(): number;
  nameSpans(places: number, count: number, out: number): void;
  find(from: number, end: number, text: number, length: number, offsetA: number, offsetB: number): number;
  indexEvents(
    texts: number,
    count: number,
    head: number,
    headLength: number,
    rows: number,
    entries: number,
    names: number,
    nameRoom: number,
    slots: number,
    slotCount: number,
    identities: number,
    identityRoom: number,
  ): void;
  distinctNames(): number;
  distinctIdentities(): number;
  scanValues(
    rows: number,
    from: number,
    count: number,
    entries: number,
    automata: number,
    width: number,
    target: number,
    space: number,
  ): number;
  foundHits(): number;
  scanEntry(entries: number, entry: number, automaton: number, row: number, target: number, space: number): number;
  systemTimes(
    texts: number,
    count: number,
    name: number,
    length: number,
    offsetA: number,
    offsetB: number,
    out: number,
  ): void;
  encode(
    spans: number,
    count: number,
    codes: number,
    distinct: number,
    table: number,
    slots: number,
    mayRepeat: number,
  ): number;
  matchShapes(texts: number, count: number, root: number, rows: number, places: number): number;
  textsWithNeedle(texts: number, count: number, needles: number, needleCount: number, kept: number): number;
  workSize(): number;
  openLog(work: number): void;
  openChunk(chunk: number, length: number): void;
  renderRecords(from: number, limit: number, target: number, targetEnd: number, spans: number, room: number): number;
  renderedRecords(): number;
  isFull(): number;
  lastRecord(): number;
}

/** As much of the standard interface as is used: its types come with the browser's library only. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
export type CompiledModule = object;
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: unknown };
};

const PAGE = 64 << 10;
/** Loops read a little past the end of a text. */
export const SLACK = 128;

let compiled: CompiledModule | undefined;

/** The loops as they are compiled: other threads may be given them. */
export function scanModule(): CompiledModule {
  compiled ??= new WebAssembly.Module(Buffer.from(MODULE_BASE64, 'base64'));
  return compiled;
}

/** Spares compiling them in this thread. */
export function useScanModule(module: CompiledModule): void {
  compiled = module;
}

/** An instance of the scanning loops with memory of its own. */
export class ScanMemory {
  readonly exports: ScanExports;
  readonly #memory: Memory;
  #bytes: Uint8Array;

  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: 1 });
    this.#bytes = new Uint8Array(this.#memory.buffer);
    const instance = new WebAssembly.Instance(scanModule(), { env: { memory: this.#memory } });
    this.exports = instance.exports as ScanExports;
  }

  /** All bytes; ask again after {@link reserve}. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Grows the memory to hold at least so many bytes. */
  reserve(size: number): void {
    const missing = size + SLACK - this.#bytes.length;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / PAGE));
    this.#bytes = new Uint8Array(this.#memory.buffer);
  }

  /** Numbers of eight bytes at an address that eight divides. */
  longs(address: number, count: number): BigInt64Array {
    return new BigInt64Array(this.#memory.buffer, address, count);
  }

  /** Numbers of four bytes at an address. */
  integers(address: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count);
  }
}

/**
 * Instances that are not in use. Each reserves gigabytes of address space, so they are used again rather than left to
 * the garbage collector.
 */
const free: ScanMemory[] = [];

export const takeScanMemory = (): ScanMemory => free.pop() ?? new ScanMemory();

export const giveBackScanMemory = (memory: ScanMemory): void => {
  free.push(memory);
};
