/** An event's place in the scanner's bytes; with a problem, what there is of it: nothing when start and end are equal. */
export interface FoundEvent {
  readonly start: number;
  readonly end: number;
  readonly problem?: string;
  /** Text between events: its lines may be events of another format. */
  readonly between?: { readonly start: number; readonly end: number };
}

const NAME = '<Event';
/** The tag's name ends at white space or at the tag's end: neither `<EventData>` nor `<EventID>` is an event. */
const NAME_ENDS: readonly number[] = [0x20, 0x3e, 0x0a, 0x0d, 0x09];
const END = Buffer.from('</Event>');
/** Searched without its `<`, which is everywhere. */
const CDATA_MARK = Buffer.from('![CDATA[');
const CDATA_START = Buffer.from('<![CDATA[');
const CDATA_END = Buffer.from(']]>');
const NONE = Number.POSITIVE_INFINITY;
/** A record that grows beyond this is given up: its end tag is missing. */
const RECORD_LIMIT = 64 << 20;

const OUTSIDE = 'text stands outside of any event';
const CUT_OFF = 'the event does not end';
const NO_START = 'its start tag is damaged';

const startTags = new Map(NAME_ENDS.map((end) => [end, Buffer.from(NAME + String.fromCharCode(end))]));

/**
 * Finds `<Event …>…</Event>` in bytes that arrive in runs. Feed a run, then call `next` until it gives nothing; what is
 * left waits for the next run.
 *
 * Within one event the start of another is searched for in the spellings that the file has shown so far. What ends
 * before the next begins, with no start tag of its own, is an event whose start tag is damaged.
 */
export class EventScanner {
  bytes: Buffer = Buffer.alloc(0);
  #position = 0;
  /** Inside a record that was given up: everything up to the next event is dropped. */
  #lost = false;
  #cdata = false;
  /** Bytes that ended the name of start tags so far. */
  readonly #nameEnds = new Set<number>();
  /** Where each spelling was last found, and from where it was searched for. */
  readonly #known = new Map<number, { readonly from: number; readonly at: number }>();

  feed(chunk: Buffer): void {
    const left = this.bytes.subarray(this.#position);
    this.bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    this.#position = 0;
    this.#known.clear();
    this.#cdata = this.bytes.includes(CDATA_MARK);
  }

  next(): FoundEvent | undefined {
    const { bytes } = this;
    const from = this.#position;
    const start = this.#startFrom(from);
    const damaged = this.#lost ? undefined : this.#damagedStart(from, start);
    if (damaged) return damaged;
    if (start === NONE) return this.#between(from);
    if (!this.#lost && holdsText(bytes, from, start)) {
      this.#position = start;
      return { start: from, end: from, problem: OUTSIDE, between: { start: from, end: start } };
    }
    this.#lost = false;
    const again = this.#anotherStart(start + NAME.length);
    const end = this.#endBefore(start, again);
    if (end === NONE && again !== NONE) {
      this.#position = again;
      return { start, end: trimmedEnd(bytes, start, again), problem: CUT_OFF };
    }
    if (end === NONE) {
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
    const start = this.#startFrom(this.#position);
    if (start !== NONE) return { start, end: trimmedEnd(bytes, start, bytes.length), problem: CUT_OFF };
    const between = { start: this.#position, end: bytes.length };
    return holdsText(bytes, between.start, between.end) ? { start: 0, end: 0, problem: OUTSIDE, between } : undefined;
  }

  /** An end tag before the next event begins: an event whose start tag is none. */
  #damagedStart(from: number, start: number): FoundEvent | undefined {
    const { bytes } = this;
    if (skipBlanks(bytes, from) === start) return undefined;
    const end = this.#find(END, from) + END.length;
    if (end === NONE || end > start) return undefined;
    this.#position = end;
    return { start: skipBlanks(bytes, from), end, problem: NO_START };
  }

  /** No event begins in what is left: white space and what is given up anyway need not wait for the next run. */
  #between(from: number): undefined {
    const { bytes } = this;
    if (this.#lost || bytes.length - from > RECORD_LIMIT) this.#position = Math.max(from, bytes.length - NAME.length);
    return undefined;
  }

  /** Where the next event begins: mostly right here, behind white space. */
  #startFrom(from: number): number {
    const { bytes } = this;
    const here = skipBlanks(bytes, from);
    const nameEnd = bytes[here + NAME.length];
    if (nameEnd !== undefined && startTags.get(nameEnd)?.equals(bytes.subarray(here, here + NAME.length + 1))) {
      this.#nameEnds.add(nameEnd);
      return here;
    }
    const found = this.#firstOf(NAME_ENDS, from);
    const seen = bytes[found + NAME.length];
    if (seen !== undefined) this.#nameEnds.add(seen);
    return found;
  }

  #anotherStart(from: number): number {
    return this.#firstOf(this.#nameEnds, from);
  }

  #firstOf(nameEnds: Iterable<number>, from: number): number {
    let next = NONE;
    for (const nameEnd of nameEnds) {
      const at = this.#nextStartTag(nameEnd, from);
      if (at < next) next = at;
    }
    return next;
  }

  /** A spelling that does not come again is not searched for again. */
  #nextStartTag(nameEnd: number, from: number): number {
    const known = this.#known.get(nameEnd);
    if (known && known.from <= from && known.at >= from) return known.at;
    const at = this.#find(startTags.get(nameEnd) as Buffer, from);
    this.#known.set(nameEnd, { from, at });
    return at;
  }

  /** Behind the end tag of the event at `start`, which has to stand before `limit`. */
  #endBefore(start: number, limit: number): number {
    const end = this.#find(END, start + NAME.length) + END.length;
    return end <= limit ? end : NONE;
  }

  #find(text: Buffer, from: number): number {
    const { bytes } = this;
    let at = bytes.indexOf(text, from);
    while (at >= 0 && this.#cdata && inCdata(bytes, from, at)) at = bytes.indexOf(text, at + text.length);
    return at < 0 ? NONE : at;
  }
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] as number) <= 0x20) at += 1;
  return at;
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
  const at = skipBlanks(bytes, from);
  if (at >= to) return false;
  const between = bytes
    .toString('latin1', at, to)
    .replace(/<\?.*?\?>|<!--.*?-->|<\/?Events\b[^>]*>|\u00ef\u00bb\u00bf/gs, '');
  return between.trim() !== '';
}

/** Where a log's first event begins, when nothing but a prolog stands before it; and the byte that ends its tag's name. */
export function firstEvent(bytes: Buffer): { readonly start: number; readonly spelling: number } | undefined {
  for (let at = bytes.indexOf(NAME); at >= 0; at = bytes.indexOf(NAME, at + 1)) {
    const spelling = bytes[at + NAME.length];
    if (spelling === undefined) return undefined;
    if (NAME_ENDS.includes(spelling)) return holdsText(bytes, 0, at) ? undefined : { start: at, spelling };
  }
  return undefined;
}

/** Where the next event begins behind the end of one, spelled as the log's first is. */
export function nextEvent(bytes: Buffer, head: Buffer): number | undefined {
  const spelling = firstEvent(head)?.spelling;
  const tag = spelling === undefined ? undefined : startTags.get(spelling);
  if (!tag) return undefined;
  for (let at = bytes.indexOf(END); at >= 0; at = bytes.indexOf(END, at + 1)) {
    const start = skipBlanks(bytes, at + END.length);
    if (tag.equals(bytes.subarray(start, start + tag.length))) return start;
  }
  return undefined;
}
