import { NeedleSearch } from '../needles.ts';
import type { ReadOptions } from '../record.ts';
import type { ByteRecord } from './byte-batch.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** The lines of a text as records, without their line ends; lines of white space alone are left out and not counted. */
export function* linesOf(
  chunks: Iterable<Buffer>,
  options: Pick<ReadOptions, 'needles' | 'onEnd'>,
): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let number = 0;
  let parts: Buffer[] = [];
  for (const chunk of chunks) {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      parts.push(chunk);
      continue;
    }
    const bytes = parts.length === 0 ? chunk.subarray(0, last) : Buffer.concat([...parts, chunk.subarray(0, last)]);
    parts = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
    number = yield* within(bytes, number, search);
  }
  if (parts.length > 0) number = yield* within(Buffer.concat(parts), number, search);
  options.onEnd?.(number);
}

function* within(bytes: Buffer, before: number, search: NeedleSearch | undefined): Generator<ByteRecord, number> {
  const wanted = search?.over(bytes);
  let number = before;
  let start = 0;
  while (start <= bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const stop = newline < 0 ? bytes.length : newline;
    const end = stop > start && bytes[stop - 1] === RETURN ? stop - 1 : stop;
    if (!isBlank(bytes, start, end)) {
      number += 1;
      const line = bytes.subarray(start, end);
      if (!wanted) yield { number, bytes: line };
      else if (wanted(start, end)) yield { number, bytes: Buffer.from(line) };
    }
    start = stop + 1;
  }
  return number;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] as number) > 0x20) return false;
  return true;
}
