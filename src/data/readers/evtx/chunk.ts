import { BinaryXmlParser } from './binary-xml.ts';
import { MalformedRecord } from './failure.ts';
import type { ContentNode } from './tree.ts';

export const CHUNK_SIZE = 0x10000;
const CHUNK_SIGNATURE = 'ElfChnk\0';
const FIRST_RECORD = 0x200;
const RECORD_SIGNATURE = 0x00002a2a;
const RECORD_HEADER = 24;
const SMALLEST_RECORD = RECORD_HEADER + 4;
/** Beyond this a gap in the record ids is no count of lost records. */
const PLAUSIBLE_GAP = 4096;

/** One record that could be read. */
export interface ChunkRecord {
  /** Its number in the file, from 1. */
  readonly number: number;
  readonly chunk: Buffer;
  readonly content: readonly ContentNode[];
}

export interface ChunkOptions {
  /** The number of the chunk's first record in the file. */
  readonly firstNumber: number;
  /** The log was not closed: records may stand behind the place up to which the header counts. */
  readonly dirty: boolean;
  /** Also read what stands in the slack. */
  readonly recover: boolean;
  lost(number: number, why: string): void;
}

/** The records of a chunk in the order in which they stand; damaged ones are reported and left out. */
export function* recordsOf(chunk: Buffer, options: ChunkOptions): Generator<ChunkRecord, number> {
  const parser = new BinaryXmlParser(chunk);
  const intact = chunk.toString('latin1', 0, 8) === CHUNK_SIGNATURE;
  const counted = freeSpaceOf(chunk, intact);
  let number = options.firstNumber;
  if (!intact) options.lost(number, 'the header of its chunk is damaged; its records were searched for');
  let at = FIRST_RECORD;
  let lastId: bigint | undefined;
  while (at < counted) {
    const size = recordSize(chunk, at);
    if (size === undefined) {
      const next = nextRecord(chunk, at + 4, counted);
      const id = next === undefined ? undefined : chunk.readBigUInt64LE(next + 8);
      const gap = id !== undefined && lastId !== undefined ? Number(id - lastId) - 1 : 1;
      const missing = gap >= 1 && gap < PLAUSIBLE_GAP ? gap : 1;
      const cut = counted > chunk.length && next === undefined;
      options.lost(number, cut ? 'the file ends before it does' : `${(next ?? counted) - at} bytes are damaged`);
      number += missing;
      if (next === undefined) return number;
      at = next;
      continue;
    }
    const content = parsed(parser, at, size);
    lastId = chunk.readBigUInt64LE(at + 8);
    if (content instanceof MalformedRecord) options.lost(number, content.message);
    else yield { number, chunk, content };
    number += 1;
    at += size;
  }
  return yield* slackOf(chunk, parser, { at, lastId, number }, options);
}

interface SlackStart {
  readonly at: number;
  readonly lastId: bigint | undefined;
  readonly number: number;
}

/** Behind the counted records: those that follow on without a gap when the log is dirty, all when asked for. */
function* slackOf(
  chunk: Buffer,
  parser: BinaryXmlParser,
  start: SlackStart,
  options: ChunkOptions,
): Generator<ChunkRecord, number> {
  let { at, lastId, number } = start;
  let following = options.dirty && lastId !== undefined;
  while (following || options.recover) {
    let size = recordSize(chunk, at);
    const id = size === undefined ? undefined : chunk.readBigUInt64LE(at + 8);
    following = following && id !== undefined && id === (lastId as bigint) + 1n;
    if (!following && !options.recover) return number;
    if (size === undefined) {
      const next = nextRecord(chunk, at + 4, chunk.length);
      if (next === undefined) return number;
      at = next;
      size = recordSize(chunk, at) as number;
    }
    const content = parsed(parser, at, size);
    if (!(content instanceof MalformedRecord)) {
      yield { number, chunk, content };
      number += 1;
    }
    lastId = chunk.readBigUInt64LE(at + 8);
    at += size;
  }
  return number;
}

function freeSpaceOf(chunk: Buffer, intact: boolean): number {
  if (!intact || chunk.length < FIRST_RECORD) return chunk.length;
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

function parsed(parser: BinaryXmlParser, at: number, size: number): readonly ContentNode[] | MalformedRecord {
  try {
    const content = parser.parse(at + RECORD_HEADER, at + size - 4);
    const holdsElement = content.some((node) => node.kind === 'element' || node.kind === 'instance');
    return holdsElement ? content : new MalformedRecord('it holds no event');
  } catch (error) {
    if (error instanceof MalformedRecord) return error;
    throw error;
  }
}
