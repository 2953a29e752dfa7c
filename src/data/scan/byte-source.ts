import { closeSync, openSync, readSync } from 'node:fs';
import { byteOrderMark, readChunks } from '../chunks.ts';
import type { LogFile, ReadOptions } from '../record.ts';

/** A log's bytes as UTF-8, written where the caller wants them. */
export interface ByteSource {
  /** Writes the next bytes to the start of `target`; 0 at the end. */
  fill(target: Uint8Array): number;
  close(): void;
}

const HEAD = 256;

/** Of a range as many bytes more as tell that an event begins behind it. */
export const BEHIND_RANGE = 7;

/** Text that begins with a `<` is read as it is; whatever is packed or encoded otherwise goes through `readChunks`. */
export function openByteSource(file: LogFile, options: Pick<ReadOptions, 'report' | 'range'>): ByteSource {
  const { range } = options;
  if (range) return plainSource(openSync(file.path, 'r'), range.start, range.end + BEHIND_RANGE);
  const handle = openSync(file.path, 'r');
  const head = Buffer.alloc(HEAD);
  const length = readSync(handle, head, 0, HEAD, 0);
  const skipped = byteOrderMark(head);
  if (/^\s*</.test(head.toString('latin1', skipped, length))) return plainSource(handle, skipped, WHOLE);
  closeSync(handle);
  return chunkSource(readChunks(file, options)[Symbol.iterator]());
}

const WHOLE = Number.POSITIVE_INFINITY;

function plainSource(handle: number, from: number, to: number): ByteSource {
  let position = from;
  return {
    fill: (target) => {
      const wanted = Math.min(target.length, to - position);
      const read = wanted > 0 ? readSync(handle, target, 0, wanted, position) : 0;
      position += read;
      return read;
    },
    close: () => closeSync(handle),
  };
}

function chunkSource(chunks: Iterator<Buffer>): ByteSource {
  let left: Buffer = Buffer.alloc(0);
  return {
    fill: (target) => {
      while (left.length === 0) {
        const next = chunks.next();
        if (next.done) return 0;
        left = next.value;
      }
      const taken = left.subarray(0, target.length);
      target.set(taken);
      left = left.subarray(taken.length);
      return taken.length;
    },
    close: () => {
      chunks.return?.();
    },
  };
}
