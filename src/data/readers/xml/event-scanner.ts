/** An event's place in the scanner's bytes; with a problem, what there is of it: nothing when start and end are equal. */
export interface FoundEvent {
  readonly start: number;
  readonly end: number;
  readonly problem?: string;
}

const START = Buffer.from('<Event');
const END = Buffer.from('</Event>');
const CDATA_START = Buffer.from('<![CDATA[');
const CDATA_END = Buffer.from(']]>');
/** A record that grows beyond this is given up: its end tag is missing. */
const RECORD_LIMIT = 64 << 20;

const OUTSIDE = 'text stands outside of any event';
const CUT_OFF = 'the event does not end';

/**
 * Finds `<Event …>…</Event>` in bytes that arrive in runs. Feed a run, then call `next` until it gives nothing; what is
 * left waits for the next run.
 */
export class EventScanner {
  bytes: Buffer = Buffer.alloc(0);
  #position = 0;
  /** Inside a record that was given up: everything up to the next event is dropped. */
  #lost = false;
  #cdata = false;

  feed(chunk: Buffer): void {
    const left = this.bytes.subarray(this.#position);
    this.bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    this.#position = 0;
    this.#cdata = this.bytes.includes(CDATA_START);
  }

  next(): FoundEvent | undefined {
    const { bytes } = this;
    const from = this.#position;
    const start = this.#eventStart(from, bytes.length);
    if (start < 0) return this.#between(from);
    if (!this.#lost && holdsText(bytes, from, start)) {
      this.#position = start;
      return { start: from, end: from, problem: OUTSIDE };
    }
    this.#lost = false;
    const end = this.#eventEnd(start + START.length);
    const again = this.#eventStart(start + START.length, end < 0 ? bytes.length : end);
    if (again >= 0) {
      this.#position = again;
      return { start, end: trimmedEnd(bytes, start, again), problem: CUT_OFF };
    }
    if (end < 0) {
      this.#position = start;
      if (bytes.length - start <= RECORD_LIMIT) return undefined;
      this.#position = bytes.length;
      this.#lost = true;
      return { start, end: start, problem: `it is larger than ${RECORD_LIMIT >> 20} MiB` };
    }
    this.#position = end;
    return { start, end };
  }

  /** After the last run: what is left, which is no whole event; undefined when nothing is left. */
  rest(): (FoundEvent & { readonly problem: string }) | undefined {
    const { bytes } = this;
    if (this.#lost) return undefined;
    const start = this.#eventStart(this.#position, bytes.length);
    if (start >= 0) return { start, end: trimmedEnd(bytes, start, bytes.length), problem: CUT_OFF };
    return holdsText(bytes, this.#position, bytes.length) ? { start: 0, end: 0, problem: OUTSIDE } : undefined;
  }

  /** `<Event` followed by white space, `>` or `/`: not `<EventData>`, not `<EventID>`; and not inside CDATA. */
  #eventStart(from: number, limit: number): number {
    const { bytes } = this;
    let at = bytes.indexOf(START, from);
    while (at >= 0 && at < limit) {
      const after = bytes[at + START.length];
      if (after === undefined) return -1;
      if ((after <= 0x20 || after === 0x3e) && !(this.#cdata && inCdata(bytes, from, at))) return at;
      at = bytes.indexOf(START, at + START.length);
    }
    return -1;
  }

  #eventEnd(from: number): number {
    const { bytes } = this;
    let at = bytes.indexOf(END, from);
    while (at >= 0) {
      if (!(this.#cdata && inCdata(bytes, from, at))) return at + END.length;
      at = bytes.indexOf(END, at + END.length);
    }
    return -1;
  }

  /** No event begins in what is left: white space and what is given up anyway need not wait for the next run. */
  #between(from: number): undefined {
    const { bytes } = this;
    if (this.#lost || bytes.length - from > RECORD_LIMIT) this.#position = Math.max(from, bytes.length - START.length);
    return undefined;
  }
}

function trimmedEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] as number) <= 0x20) at -= 1;
  return at;
}

function inCdata(bytes: Buffer, from: number, at: number): boolean {
  const opened = bytes.subarray(from, at).lastIndexOf(CDATA_START);
  if (opened < 0) return false;
  const closed = bytes.indexOf(CDATA_END, from + opened);
  return closed < 0 || closed > at;
}

/** Whether anything but white space, a prolog, comments and tags stands between two events. */
function holdsText(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to && (bytes[at] as number) <= 0x20) at += 1;
  if (at === to) return false;
  const between = bytes
    .toString('latin1', at, to)
    .replace(/<\?.*?\?>|<!--.*?-->|<\/?Events\b[^>]*>|\u00ef\u00bb\u00bf/gs, '');
  return between.trim() !== '';
}
