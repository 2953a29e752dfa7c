import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { byteOrderMark, isPlain } from '../chunks.ts';
import type { ByteRange, LogFile, LogReader } from '../record.ts';

const HEAD = 64 << 10;
/** Bytes of a range of a large log. */
export const RANGE_SIZE = 4 << 20;
/** Bytes in which the next record is looked for at first, and at most: a longer one stays whole with those before it. */
const FIRST_LOOK = 16 << 10;
const LONGEST_LOOK = 4 << 20;

/**
 * Cuts a log into ranges of about `size` bytes, each of which begins where a record begins. None where the log is packed
 * or encoded otherwise, or its format is read in one piece.
 */
export function rangesOf(log: LogFile, reader: LogReader, size: number): readonly ByteRange[] {
  if (log.entry || !reader.nextRecord) return [];
  const handle = openSync(log.path, 'r');
  try {
    const head = bytesAt(handle, 0, HEAD);
    if (!isPlain(head)) return [];
    const { size: length } = fstatSync(handle);
    const starts = [byteOrderMark(head)];
    for (let wanted = size; wanted < length; wanted = Math.max(wanted, starts.at(-1) as number) + size) {
      const start = nextRecord(handle, wanted, reader, head);
      if (start !== undefined && start < length) starts.push(start);
    }
    return starts.map((start, at) => ({ start, end: starts[at + 1] ?? Number.POSITIVE_INFINITY }));
  } finally {
    closeSync(handle);
  }
}

function nextRecord(handle: number, from: number, reader: LogReader, head: Buffer): number | undefined {
  for (let size = FIRST_LOOK; size <= LONGEST_LOOK; size *= 16) {
    const bytes = bytesAt(handle, from, size);
    const at = reader.nextRecord?.(bytes, head);
    if (at !== undefined) return from + at;
    if (bytes.length < size) return undefined;
  }
  return undefined;
}

function bytesAt(handle: number, position: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  return bytes.subarray(0, readSync(handle, bytes, 0, size, position));
}
