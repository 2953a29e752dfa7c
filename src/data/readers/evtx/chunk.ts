import { crc32 } from 'node:zlib';
import { BinaryXmlParser } from './binary-xml.ts';
import { MalformedRecord } from './failure.ts';
import { renderRecord } from './render.ts';

export const CHUNK_SIZE = 0x10000;
const CHUNK_SIGNATURE = 'ElfChnk\0';
const CHECKSUM = 0x34;
const FIRST_RECORD = 0x200;
const RECORD_SIGNATURE = 0x00002a2a;
const RECORD_HEADER = 24;
const SMALLEST_RECORD = RECORD_HEADER + 4;
/** Beyond this a gap in the record ids is no count of lost records. */
const PLAUSIBLE_GAP = 4096;

/** Records that stand one behind another and were rendered. */
export interface RenderedRun {
  readonly count: number;
  /** Where the last of them begins in the chunk. */
  readonly last: number;
  /** The place in the chunk behind them. */
  readonly next: number;
}

/** Where the records of chunks go. */
export interface ChunkOutput {
  /** The chunk whose records come next. */
  open(chunk: Buffer): void;
  /** Renders the usual records that begin at `[from, limit)`, none when another stands first; the first has this number. */
  render(from: number, limit: number, number: number): RenderedRun;
  /** A record that was rendered by {@link renderRecord}. */
  add(number: number, text: string): void;
}

export interface ChunkOptions {
  /** The number of the chunk's first record in the file. */
  readonly firstNumber: number;
  /** The log was not closed: records may stand behind the place up to which the header counts. */
  readonly dirty: boolean;
  /** Also read what stands in the slack. */
  readonly recover: boolean;
  lost(number: number, why: string): void;
  /** Something is wrong that no record shows. */
  doubtful(first: number, last: number, why: string): void;
}

/**
 * Gives the records of a chunk, in the order in which they stand, to the output; damaged ones are reported and left out.
 * Returns the number of the record behind them.
 */
export function readChunk(chunk: Buffer, output: ChunkOutput, options: ChunkOptions): number {
  return new ChunkReader(chunk, output, options).read();
}

class ChunkReader {
  readonly #chunk: Buffer;
  readonly #output: ChunkOutput;
  readonly #options: ChunkOptions;
  readonly #parser: BinaryXmlParser;
  #number: number;
  #at = FIRST_RECORD;
  #lastId: bigint | undefined;
  #damaged = false;

  constructor(chunk: Buffer, output: ChunkOutput, options: ChunkOptions) {
    this.#chunk = chunk;
    this.#output = output;
    this.#options = options;
    this.#parser = new BinaryXmlParser(chunk);
    this.#number = options.firstNumber;
  }

  read(): number {
    const chunk = this.#chunk;
    const intact = chunk.toString('latin1', 0, 8) === CHUNK_SIGNATURE;
    if (chunk.length < FIRST_RECORD) {
      this.#lost('the file ends within the header of its chunk');
      return this.#number;
    }
    if (!intact) this.#lost('the header of its chunk is damaged; its records were searched for');
    const counted = freeSpaceOf(chunk, intact);
    this.#output.open(chunk);
    while (this.#at < counted) this.#counted(counted);
    if (intact && counted <= chunk.length && !this.#damaged && !this.#options.dirty) this.#verify(counted);
    this.#slack();
    return this.#number;
  }

  #lost(why: string): void {
    this.#damaged = true;
    this.#options.lost(this.#number, why);
  }

  /** The run of usual records here, or the one unusual record, or what is damaged. */
  #counted(counted: number): void {
    const run = this.#output.render(this.#at, counted, this.#number);
    if (run.count > 0) {
      this.#number += run.count;
      this.#lastId = idAt(this.#chunk, run.last);
      this.#at = run.next;
      return;
    }
    const size = recordSize(this.#chunk, this.#at);
    if (size === undefined) return this.#searchOn(counted);
    const text = rendered(this.#chunk, this.#parser, this.#at, size);
    if (text instanceof MalformedRecord) this.#lost(text.message);
    else this.#output.add(this.#number, text);
    this.#lastId = idAt(this.#chunk, this.#at);
    this.#number += 1;
    this.#at += size;
  }

  /** No whole record stands here: goes on with the next one; its id says how many are missing. */
  #searchOn(counted: number): void {
    const chunk = this.#chunk;
    const next = nextRecord(chunk, this.#at + 4, counted);
    const id = next === undefined ? undefined : idAt(chunk, next);
    const gap = id !== undefined && this.#lastId !== undefined ? Number(id - this.#lastId) - 1 : 1;
    const cut = counted > chunk.length && next === undefined;
    const damaged = `${(next ?? counted) - this.#at} bytes are damaged`;
    this.#lost(cut ? 'the file ends before it does' : damaged);
    this.#number += gap >= 1 && gap < PLAUSIBLE_GAP ? gap : 1;
    this.#at = next ?? counted;
  }

  /** Windows writes a checksum of the records; some writers leave it 0. */
  #verify(counted: number): void {
    const stated = this.#chunk.readUInt32LE(CHECKSUM);
    const { firstNumber, doubtful } = this.#options;
    if (stated === 0 || this.#number === firstNumber) return;
    if (crc32(this.#chunk.subarray(FIRST_RECORD, counted)) === stated) return;
    doubtful(firstNumber, this.#number - 1, 'the checksum of their chunk does not hold');
  }

  /** Behind the counted records: those that follow on without a gap when the log is dirty, all when asked for. */
  #slack(): void {
    const chunk = this.#chunk;
    const { dirty, recover } = this.#options;
    let following = dirty && this.#lastId !== undefined;
    while (following || recover) {
      let size = recordSize(chunk, this.#at);
      const id = size === undefined ? undefined : idAt(chunk, this.#at);
      following = following && id !== undefined && id === (this.#lastId as bigint) + 1n;
      if (!following && !recover) return;
      if (size === undefined) {
        const next = nextRecord(chunk, this.#at + 4, chunk.length);
        if (next === undefined) return;
        this.#at = next;
        size = recordSize(chunk, next) as number;
      }
      const text = rendered(chunk, this.#parser, this.#at, size);
      if (!(text instanceof MalformedRecord)) {
        this.#output.add(this.#number, text);
        this.#number += 1;
      }
      this.#lastId = idAt(chunk, this.#at);
      this.#at += size;
    }
  }
}

const idAt = (chunk: Buffer, at: number): bigint => chunk.readBigUInt64LE(at + 8);

function freeSpaceOf(chunk: Buffer, intact: boolean): number {
  if (!intact) return chunk.length;
  const offset = chunk.readUInt32LE(0x30);
  return offset >= FIRST_RECORD && offset <= CHUNK_SIZE ? offset : chunk.length;
}

/** The size of the record at a place; undefined when no whole record stands there. */
function recordSize(chunk: Buffer, at: number): number | undefined {
  if (at + SMALLEST_RECORD > chunk.length || chunk.readUInt32LE(at) !== RECORD_SIGNATURE) return undefined;
  const size = chunk.readUInt32LE(at + 4);
  if (size < SMALLEST_RECORD || at + size > chunk.length) return undefined;
  return chunk.readUInt32LE(at + size - 4) === size ? size : undefined;
}

/** The next place where a whole record stands. */
function nextRecord(chunk: Buffer, from: number, end: number): number | undefined {
  for (
    let at = chunk.indexOf('**\0\0', from, 'latin1');
    at >= 0 && at < end;
    at = chunk.indexOf('**\0\0', at + 4, 'latin1')
  ) {
    if (recordSize(chunk, at) !== undefined) return at;
  }
  return undefined;
}

function rendered(chunk: Buffer, parser: BinaryXmlParser, at: number, size: number): string | MalformedRecord {
  try {
    return renderRecord(chunk, parser, at + RECORD_HEADER, at + size - 4);
  } catch (error) {
    if (error instanceof MalformedRecord) return error;
    throw error;
  }
}
