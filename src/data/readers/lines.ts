import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { NeedleSearch } from '../needles.ts';
import type { LogFile, ReadOptions } from '../record.ts';
import type { ByteRecord } from './byte-batch.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** A longer line is no event that anybody wrote. */
const LONGEST_LINE = 64 << 20;

/** The lines of a text as records, without their line ends; lines of white space alone are left out and not counted. */
export function* linesOf(
  chunks: Iterable<Buffer>,
  options: Pick<ReadOptions, 'needles' | 'onEnd' | 'range' | 'report'>,
  file: Pick<LogFile, 'name'>,
): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let number = options.range?.recordsBefore ?? 0;
  let parts: Buffer[] = [];
  let held = 0;
  const hold = (bytes: Buffer): void => {
    held += bytes.length;
    // Of a line that is too long nothing is kept but its length.
    if (held <= LONGEST_LINE) parts.push(bytes);
    else parts = [];
  };
  const refuse = (): void => {
    number += 1;
    const message = `Record ${number} is a line of ${held >> 20} MiB, longer than ${LONGEST_LINE >> 20} MiB; it was left out.`;
    options.report(createDiagnostic('data-limit', file.name, FILE_START, message));
  };
  for (const chunk of withLineFeeds(chunks)) {
    const first = chunk.indexOf(NEWLINE);
    if (first < 0) {
      hold(chunk);
      continue;
    }
    const last = chunk.lastIndexOf(NEWLINE);
    let start = 0;
    if (held + first > LONGEST_LINE) {
      hold(chunk.subarray(0, first));
      refuse();
      [parts, start] = [[], first + 1];
    }
    if (last >= start) {
      const lines = chunk.subarray(start, last);
      const bytes = parts.length === 0 ? lines : Buffer.concat([...parts, lines]);
      number = yield* within(bytes, number, search);
    }
    [parts, held] = [[], 0];
    if (last + 1 < chunk.length) hold(chunk.subarray(last + 1));
  }
  if (held > LONGEST_LINE) refuse();
  else if (parts.length > 0) number = yield* within(Buffer.concat(parts), number, search);
  options.onEnd?.(number);
}

/** Where nothing but returns ends lines, line feeds in their place. */
export function* withLineFeeds(chunks: Iterable<Buffer>): Iterable<Buffer> {
  let returnsOnly: boolean | undefined;
  for (const chunk of chunks) {
    returnsOnly ??= hasReturnsOnly(chunk.subarray(0, LOOKED_AT));
    yield returnsOnly ? (Buffer.from(chunk).map((byte) => (byte === RETURN ? NEWLINE : byte)) as Buffer) : chunk;
  }
}

const LOOKED_AT = 64 << 10;

const hasReturnsOnly = (bytes: Buffer): boolean => bytes.includes(RETURN) && !bytes.includes(NEWLINE);

/** Where the next line begins. */
export function nextLine(bytes: Buffer): number | undefined {
  const newline = bytes.indexOf(NEWLINE);
  return newline < 0 ? undefined : newline + 1;
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
