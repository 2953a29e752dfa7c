import { ContainerProblem } from './container.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
/** What level 19 of the reference implementation needs is 8 MiB; only `--ultra` and `--long` go beyond this. */
const LARGEST_WINDOW = 32 << 20;
const LARGEST_BLOCK = 128 << 10;
const LONGEST_HEADER = 18;
const BLOCK_HEADER = 3;
const RUN_LENGTH = 1;
const RESERVED = 3;
const CHECKSUM = 4;

/** A part of a frame, to be handed to its decompressor in this order: header, blocks, and the last of them. */
export type FramePart =
  | { readonly kind: 'header'; readonly bytes: Buffer; readonly windowSize: number }
  | { readonly kind: 'block' | 'last'; readonly bytes: Buffer };

type State = 'start' | 'blocks' | 'skipping';

/** Walks over Zstandard frames and blocks by their headers; nothing is decompressed. */
export class ZstdFrames {
  /** Bytes of the file up to the end of the last part. */
  position = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #state: State = 'start';
  #skip = 0;
  #checksum = 0;

  feed(chunk: Buffer): void {
    const left = this.#bytes.subarray(this.#at);
    this.#bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    this.#at = 0;
  }

  /** Whether the input ended between frames. */
  get atEnd(): boolean {
    return this.#state === 'start' && this.#at === this.#bytes.length;
  }

  /** The next part; undefined when more input is needed. */
  next(): FramePart | undefined {
    for (;;) {
      if (this.#state === 'skipping') {
        const step = Math.min(this.#skip, this.#left);
        this.#move(step);
        this.#skip -= step;
        if (this.#skip > 0) return undefined;
        this.#state = 'start';
      }
      if (this.#state === 'blocks') return this.#block();
      if (this.#left < 8) {
        if (this.#left < 4 || (this.#uint32(0) & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) return undefined;
        return this.#header();
      }
      if ((this.#uint32(0) & SKIPPABLE_MASK) >>> 0 !== SKIPPABLE) return this.#header();
      this.#skip = this.#uint32(4);
      this.#move(8);
      this.#state = 'skipping';
    }
  }

  #header(): FramePart | undefined {
    if (this.#uint32(0) !== MAGIC) throw new ContainerProblem(`no frame begins at byte ${this.position}`);
    if (this.#left < 5) return undefined;
    const descriptor = this.#bytes[this.#at + 4] as number;
    const single = (descriptor & 0x20) !== 0;
    const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
    const length = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
    if (length > LONGEST_HEADER || this.#left < length) return undefined;
    if (dictionaryBytes > 0) {
      throw new ContainerProblem('it was compressed with a dictionary', 'unsupported-compression');
    }
    const windowSize = single ? this.#contentSize(length, sizeBytes) : windowOf(this.#bytes[this.#at + 5] as number);
    if (windowSize > LARGEST_WINDOW) {
      throw new ContainerProblem(`its window is larger than ${LARGEST_WINDOW >> 20} MiB`, 'data-limit');
    }
    this.#checksum = (descriptor & 4) !== 0 ? CHECKSUM : 0;
    this.#state = 'blocks';
    return { kind: 'header', bytes: this.#take(length), windowSize };
  }

  #block(): FramePart | undefined {
    if (this.#left < BLOCK_HEADER) return undefined;
    const header = this.#bytes.readUIntLE(this.#at, BLOCK_HEADER);
    const last = (header & 1) !== 0;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === RESERVED || size > LARGEST_BLOCK) {
      throw new ContainerProblem(`it is damaged at byte ${this.position}: there is no such block`);
    }
    const length = BLOCK_HEADER + (type === RUN_LENGTH ? 1 : size) + (last ? this.#checksum : 0);
    if (this.#left < length) return undefined;
    if (last) this.#state = 'start';
    return { kind: last ? 'last' : 'block', bytes: this.#take(length) };
  }

  #contentSize(headerLength: number, sizeBytes: number): number {
    const at = this.#at + headerLength - sizeBytes;
    if (sizeBytes === 8) return Number(this.#bytes.readBigUInt64LE(at));
    return this.#bytes.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  }

  get #left(): number {
    return this.#bytes.length - this.#at;
  }

  #uint32(offset: number): number {
    return this.#bytes.readUInt32LE(this.#at + offset);
  }

  #move(count: number): void {
    this.#at += count;
    this.position += count;
  }

  #take(length: number): Buffer {
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#move(length);
    return bytes;
  }
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
