import { createDiagnostic } from '../../../diagnostics/create.ts';
import { FILE_START } from '../../../diagnostics/diagnostic.ts';
import { NeedleSearch } from '../../needles.ts';
import type { LogFile, ReadOptions } from '../../record.ts';
import type { ByteRecord } from '../byte-batch.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COUNT = /^(\d{1,7}) (?=<\d{1,3}>)/;
/** As much as COUNT may match. */
const LONGEST_COUNT = 16;
const LONGEST_LINE = 64 << 20;

/** A message in a run of bytes, and where the next one is looked for. */
interface Message {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** Whether messages follow one another by their lengths, as they are sent over TCP. */
export function isFramed(head: Buffer): boolean {
  const frame = frameAt(head, 0);
  return frame !== undefined && (frame.next >= head.length || leadsOn(head, frame.next));
}

/**
 * Messages by RFC 6587's octet counting, without their counts; they may hold line ends. Where no count stands, or it does
 * not lead to another message, a message is a line.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1
 */
export function* framesOf(
  chunks: Iterable<Buffer>,
  options: Pick<ReadOptions, 'needles' | 'onEnd' | 'report'>,
  file: Pick<LogFile, 'name'>,
): Iterable<ByteRecord> {
  const search = NeedleSearch.of(options.needles);
  let number = 0;
  let bytes: Buffer = Buffer.alloc(0);
  function* messages(ended: boolean): Iterable<ByteRecord> {
    let at = 0;
    for (let found = messageAt(bytes, at, ended); found; found = messageAt(bytes, at, ended)) {
      at = found.next;
      if (found.start === found.end) continue;
      number += 1;
      const message = bytes.subarray(found.start, found.end);
      if (!search || search.over(message)(0, message.length)) yield { number, bytes: message };
    }
    bytes = bytes.subarray(at);
  }
  for (const chunk of chunks) {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    yield* messages(false);
    if (bytes.length <= LONGEST_LINE) continue;
    number += 1;
    const text = `Record ${number} is longer than ${LONGEST_LINE >> 20} MiB; what follows in its line was left out.`;
    options.report(createDiagnostic('data-limit', file.name, FILE_START, text));
    bytes = Buffer.alloc(0);
  }
  yield* messages(true);
  options.onEnd?.(number);
}

/** Undefined while the message's end has not been read. */
function messageAt(bytes: Buffer, at: number, ended: boolean): Message | undefined {
  if (at >= bytes.length || (!ended && bytes.length - at < LONGEST_COUNT)) return undefined;
  const frame = frameAt(bytes, at);
  if (frame && !ended && frame.next >= bytes.length) return undefined;
  if (frame && frame.end <= bytes.length && (frame.next >= bytes.length || leadsOn(bytes, frame.next))) {
    return { ...frame, end: trimmedEnd(bytes, frame.start, frame.end) };
  }
  const newline = bytes.indexOf(NEWLINE, at);
  if (newline < 0 && !ended) return undefined;
  const end = newline < 0 ? bytes.length : newline;
  return { start: at, end: trimmedEnd(bytes, at, end), next: end + 1 };
}

function frameAt(bytes: Buffer, at: number): Message | undefined {
  const [count, length] = COUNT.exec(bytes.toString('latin1', at, at + LONGEST_COUNT)) ?? [];
  if (count === undefined) return undefined;
  const start = at + count.length;
  const end = start + Number(length);
  let next = end;
  while (bytes[next] === NEWLINE || bytes[next] === RETURN) next += 1;
  return { start, end, next };
}

/** Behind one message stands the count of another one, or the last was followed by a line end. */
const leadsOn = (bytes: Buffer, at: number): boolean =>
  bytes[at - 1] === NEWLINE || /^\d{1,7} ?/.test(bytes.toString('latin1', at, at + LONGEST_COUNT));

function trimmedEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] as number) <= 0x20) at -= 1;
  return at;
}
