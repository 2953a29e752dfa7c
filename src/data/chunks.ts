import { closeSync, openSync, readSync } from 'node:fs';
import { createDiagnostic } from '../diagnostics/create.ts';
import { FILE_START } from '../diagnostics/diagnostic.ts';
import {
  ContainerProblem,
  isZip,
  streamContainers,
  UnpackBudget,
  type UnpackLimits,
  unpackEntry,
} from './containers/index.ts';
import type { ByteRange, LogFile, ReadOptions } from './record.ts';

const CHUNK_SIZE = 4 << 20;
/** Pieces that come out of a decompressor are put together up to this size. */
const PIECE_SIZE = 1 << 20;
const HEAD_SIZE = 64 << 10;
const WHOLE: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY };

type ChunkOptions = Pick<ReadOptions, 'report' | 'range'> & { readonly limits?: UnpackLimits };

/**
 * A log's bytes as UTF-8, in runs of a few megabytes: containers are unpacked, UTF-16 (what Event Viewer saves) is
 * recoded, a byte order mark is dropped.
 */
export function readChunks(file: LogFile, options: ChunkOptions): Iterable<Buffer> {
  const { range } = options;
  if (range) return fileBytes(file.path, new UnpackBudget(options.limits), CHUNK_SIZE, range);
  return asUtf8(unpackedChunks(file, options, CHUNK_SIZE));
}

/** The first bytes of a log, unpacked and recoded: what its format is told by. */
export function readHead(file: Pick<LogFile, 'path' | 'entry'>): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  for (const chunk of asUtf8(unpackedChunks({ ...file, name: '' }, { report: () => undefined }, HEAD_SIZE))) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= HEAD_SIZE) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_SIZE);
}

/** Whether a log that begins so stands in its file byte by byte: neither packed nor encoded otherwise than in UTF-8. */
export const isPlain = (head: Buffer): boolean =>
  !isZip(head) && !streamContainers.some((known) => known.detects(head)) && recoderFor(head) === undefined;

/** How many bytes a byte order mark takes. */
export const byteOrderMark = (head: Buffer): number =>
  head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;

/** The containers around a log, from the outside in. */
export function containersOf(file: Pick<LogFile, 'path' | 'entry'>): readonly string[] {
  const names: string[] = file.entry ? ['zip'] : [];
  const seen = (name: string): void => {
    names.push(name);
  };
  const chunks = unpackedChunks({ ...file, name: '' }, { report: () => undefined, seen }, HEAD_SIZE);
  for (const _ of chunks) break;
  return names;
}

/** The bytes of a log; where unpacking fails it is reported, and what came out before stands. */
function* unpackedChunks(
  file: LogFile,
  options: ChunkOptions & { seen?(name: string): void },
  chunkSize: number,
): Iterable<Buffer> {
  const budget = new UnpackBudget(options.limits);
  try {
    const bytes = file.entry ? unpackEntry(file.path, file.entry, budget) : fileBytes(file.path, budget, chunkSize);
    yield* unwrapped(bytes, budget, options, file.entry ? 1 : 0);
  } catch (error) {
    if (!(error instanceof ContainerProblem)) throw error;
    const message = `The compressed log could not be read to its end: ${error.message}.`;
    options.report(createDiagnostic(error.diagnostic, file.name, FILE_START, message));
  }
}

function* unwrapped(
  bytes: Iterable<Buffer>,
  budget: UnpackBudget,
  options: { seen?(name: string): void },
  depth: number,
): Iterable<Buffer> {
  const chunks = bytes[Symbol.iterator]();
  try {
    const first = chunks.next();
    if (first.done) return;
    const head = first.value;
    const container = streamContainers.find((known) => known.detects(head));
    const all = startingWith(head, chunks);
    if (container) {
      if (depth >= budget.limits.nesting) {
        throw new ContainerProblem(`containers are nested more than ${budget.limits.nesting} deep`, 'data-limit');
      }
      options.seen?.(container.name);
      yield* unwrapped(inPieces(container.unpack(all, budget)), budget, options, depth + 1);
    } else if (depth > 0 && isZip(head)) {
      throw new ContainerProblem(
        'a zip archive inside of another container is not unpacked',
        'unsupported-compression',
      );
    } else {
      yield* all;
    }
  } finally {
    chunks.return?.();
  }
}

function* startingWith(first: Buffer, others: Iterator<Buffer>): Iterable<Buffer> {
  yield first;
  for (let next = others.next(); !next.done; next = others.next()) yield next.value;
}

/** The same bytes in fewer, larger pieces; the first comes early, for a log's head is asked for alone. */
function* inPieces(chunks: Iterable<Buffer>): Iterable<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  let wanted = HEAD_SIZE;
  try {
    for (const chunk of chunks) {
      parts.push(chunk);
      size += chunk.length;
      if (size < wanted) continue;
      const piece = Buffer.concat(parts);
      [parts, size, wanted] = [[], 0, PIECE_SIZE];
      yield piece;
    }
  } catch (error) {
    // What came out before the fault is given first.
    if (parts.length > 0) yield Buffer.concat(parts);
    throw error;
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

function* fileBytes(
  path: string,
  budget: UnpackBudget,
  chunkSize: number,
  { start, end }: ByteRange = WHOLE,
): Iterable<Buffer> {
  const handle = openSync(path, 'r');
  try {
    for (let position = start; position < end;) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkSize, end - position));
      const read = readSync(handle, chunk, 0, chunk.length, position);
      if (read === 0) return;
      position += read;
      budget.take(read);
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(handle);
  }
}

function* asUtf8(chunks: Iterable<Buffer>): Iterable<Buffer> {
  let first = true;
  let recode: ((chunk: Buffer) => Buffer) | undefined;
  for (const chunk of chunks) {
    let bytes = chunk;
    if (first) {
      first = false;
      recode = recoderFor(bytes);
      bytes = bytes.subarray(byteOrderMark(bytes));
    }
    yield recode ? recode(bytes) : bytes;
  }
}

function recoderFor(bytes: Buffer): ((chunk: Buffer) => Buffer) | undefined {
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!little && !big) return undefined;
  const decoder = new TextDecoder(little ? 'utf-16le' : 'utf-16be');
  return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
}
