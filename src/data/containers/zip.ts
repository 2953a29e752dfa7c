import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { neutralLine } from '../../diagnostics/neutral-text.ts';
import { ContainerProblem } from './container.ts';
import { UNPACK_LIMITS, type UnpackLimits } from './unpack-budget.ts';
import type { ZipEntry } from './zip-entry.ts';

const END = 0x06054b50;
const END_SIZE = 22;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_SIZE = 20;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_SIZE = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_SIZE = 30;
const LONGEST_COMMENT = 0xffff;
const LARGEST_DIRECTORY = 64 << 20;
const UNKNOWN_32 = 0xffffffff;
const CHUNK_SIZE = 64 << 10;

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/**
 * The files of an archive by its central directory, folders and what a Mac adds left out.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @throws ContainerProblem
 */
export function zipEntries(path: string, limits: UnpackLimits = UNPACK_LIMITS): readonly ZipEntry[] {
  const handle = openSync(path, 'r');
  try {
    const { size: fileSize } = fstatSync(handle);
    const { count, at, size } = directoryOf(handle, fileSize);
    if (count > limits.entries) {
      throw new ContainerProblem(`it holds more than ${limits.entries} files`, 'data-limit');
    }
    if (size > LARGEST_DIRECTORY || at + size > fileSize) throw new ContainerProblem('its directory is damaged');
    const entries = entriesOf(readAt(handle, at, size), count);
    judge(entries, fileSize, limits);
    return entries.filter(({ name }) => !/\/$|^__MACOSX\//.test(name));
  } finally {
    closeSync(handle);
  }
}

/** The bytes of an entry as they stand in the archive. */
export function* packedBytes(path: string, entry: ZipEntry): Iterable<Buffer> {
  const handle = openSync(path, 'r');
  try {
    const header = readAt(handle, entry.at, LOCAL_HEADER_SIZE);
    if (header.length < LOCAL_HEADER_SIZE || header.readUInt32LE(0) !== LOCAL_HEADER) {
      throw new ContainerProblem(`no file begins at byte ${entry.at}`);
    }
    let at = entry.at + LOCAL_HEADER_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28);
    const end = at + entry.packedSize;
    while (at < end) {
      const chunk = readAt(handle, at, Math.min(CHUNK_SIZE, end - at));
      if (chunk.length === 0) throw new ContainerProblem(`the archive ends at byte ${at}, inside of a file`);
      yield chunk;
      at += chunk.length;
    }
  } finally {
    closeSync(handle);
  }
}

interface Directory {
  readonly count: number;
  readonly at: number;
  readonly size: number;
}

function directoryOf(handle: number, fileSize: number): Directory {
  const tailSize = Math.min(fileSize, END_SIZE + LONGEST_COMMENT);
  const tail = readAt(handle, fileSize - tailSize, tailSize);
  for (let at = tail.length - END_SIZE; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    const directory = {
      count: tail.readUInt16LE(at + 10),
      size: tail.readUInt32LE(at + 12),
      at: tail.readUInt32LE(at + 16),
    };
    const isLarge = directory.count === 0xffff || directory.size === UNKNOWN_32 || directory.at === UNKNOWN_32;
    return (isLarge ? directory64(handle, tail, at) : undefined) ?? directory;
  }
  throw new ContainerProblem('it has no directory: it is cut off, or no archive');
}

function directory64(handle: number, tail: Buffer, endAt: number): Directory | undefined {
  const locator = endAt - LOCATOR_64_SIZE;
  if (locator < 0 || tail.readUInt32LE(locator) !== LOCATOR_64) return undefined;
  const record = readAt(handle, Number(tail.readBigUInt64LE(locator + 8)), 56);
  if (record.length < 56 || record.readUInt32LE(0) !== END_64) throw new ContainerProblem('its directory is damaged');
  return {
    count: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    at: Number(record.readBigUInt64LE(48)),
  };
}

function entriesOf(directory: Buffer, count: number): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    const whole = at + DIRECTORY_ENTRY_SIZE <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY;
    if (!whole) throw new ContainerProblem(`its directory is damaged at entry ${entries.length + 1} of ${count}`);
    const nameEnd = at + DIRECTORY_ENTRY_SIZE + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const name = directory.toString('utf8', at + DIRECTORY_ENTRY_SIZE, nameEnd);
    const large = sizes64(directory, at, nameEnd, Math.min(extraEnd, directory.length));
    entries.push({
      name: neutralLine(name),
      method: directory.readUInt16LE(at + 10),
      encrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
      checksum: directory.readUInt32LE(at + 16),
      ...large,
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Sizes and place; those that 32 bits do not hold stand in an extra field, in this order. */
function sizes64(
  directory: Buffer,
  at: number,
  extraStart: number,
  extraEnd: number,
): Pick<ZipEntry, 'packedSize' | 'size' | 'at'> {
  const sizes = {
    size: directory.readUInt32LE(at + 24),
    packedSize: directory.readUInt32LE(at + 20),
    at: directory.readUInt32LE(at + 42),
  };
  for (let extra = extraStart; extra + 4 <= extraEnd; extra += 4 + directory.readUInt16LE(extra + 2)) {
    if (directory.readUInt16LE(extra) !== 1) continue;
    let value = extra + 4;
    for (const key of ['size', 'packedSize', 'at'] as const) {
      if (sizes[key] !== UNKNOWN_32 || value + 8 > extraEnd) continue;
      sizes[key] = Number(directory.readBigUInt64LE(value));
      value += 8;
    }
  }
  return sizes;
}

/** Entries that share their bytes make a small archive unpack to anything; honest ones lie one behind another. */
function judge(entries: readonly ZipEntry[], fileSize: number, limits: UnpackLimits): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.size || (total > limits.ratioFrom && total > limits.ratio * fileSize)) {
    throw new ContainerProblem(`it says that it unpacks to ${Math.ceil(total / (1 << 20))} MiB`, 'data-limit');
  }
  let end = 0;
  for (const entry of [...entries].sort((left, right) => left.at - right.at)) {
    if (entry.at < end || entry.at + LOCAL_HEADER_SIZE + entry.packedSize > fileSize) {
      throw new ContainerProblem(`its files overlap or lie outside of it ("${entry.name}")`);
    }
    end = entry.at + LOCAL_HEADER_SIZE + entry.packedSize;
  }
}

function readAt(handle: number, at: number, size: number): Buffer {
  if (!Number.isSafeInteger(at) || at < 0) throw new ContainerProblem('its directory is damaged');
  const bytes = Buffer.alloc(size);
  return bytes.subarray(0, readSync(handle, bytes, 0, size, at));
}
