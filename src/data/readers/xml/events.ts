import { NeedleSearch } from '../../needles.ts';
import type { LogFile, ReadOptions } from '../../record.ts';
import { BEHIND_RANGE, type ByteSource, openByteSource } from '../../scan/byte-source.ts';
import { EventSplit, WINDOW } from '../../scan/event-split.ts';
import { fitsNeedleTable } from '../../scan/needle-table.ts';
import { giveBackScanMemory, type ScanMemory, takeScanMemory } from '../../scan/memory.ts';
import { type ParseDocument, SpanBatch, SpanCollector } from '../span-batch.ts';
import { isKnownText } from '../text-document.ts';
import { EventScanner, firstEvent } from './event-scanner.ts';

/** Bytes that are looked at together: they fit into the processor's cache. */
const WINDOW_SIZE = 1 << 20;
/** As much of a log is looked at to tell which needles are rare. */
const SAMPLE = 256 << 10;
/** An event larger than this is left to the scanner that knows limits. */
const LARGEST_EVENT = 4 << 20;
const CHUNK_SIZE = 4 << 20;
const LINE_FEED = 0x0a;

export interface EventsOptions extends ReadOptions {
  readonly parse: ParseDocument;
  malformed(record: number, why: string): void;
}

/**
 * The events of a log. Regular text (one event after another, nothing but white space between them) is split by
 * {@link EventSplit}, sixteen bytes at a time; from the first irregularity on, and for the last event, by
 * {@link EventScanner}.
 */
export function* readEvents(file: LogFile, options: EventsOptions): Iterable<SpanBatch> {
  const source = openByteSource(file, options);
  const memory = takeScanMemory();
  try {
    const search = NeedleSearch.of(options.needles);
    const collector = new SpanCollector(options.batchSize, options.parse);
    const fast = new RegularEvents(source, memory, search, options, collector);
    yield* fast.read();
    const isPart = options.range !== undefined && Number.isFinite(options.range.end);
    // Within a log only what is regular to the end of its range is known not to reach beyond.
    if (isPart && (fast.isIrregular || fast.rest.length !== BEHIND_RANGE)) return;
    const number = isPart
      ? fast.number
      : yield* scannedEvents(fast.rest, source, fast.number, search, options, collector);
    const last = collector.flush();
    if (last) yield last;
    options.onEnd?.(number);
  } finally {
    giveBackScanMemory(memory);
    source.close();
  }
}

class RegularEvents {
  /** Of the last event that was passed. */
  number: number;
  /** Reading stopped before the end. */
  isIrregular = false;
  /** What was read and not passed. */
  rest: Buffer = Buffer.alloc(0);
  readonly #source: ByteSource;
  readonly #memory: ScanMemory;
  readonly #search: NeedleSearch | undefined;
  /** What the split does not look for itself. */
  #others: NeedleSearch | undefined;
  readonly #options: EventsOptions;
  readonly #collector: SpanCollector;

  constructor(
    source: ByteSource,
    memory: ScanMemory,
    search: NeedleSearch | undefined,
    options: EventsOptions,
    collector: SpanCollector,
  ) {
    this.#source = source;
    this.#memory = memory;
    this.#options = options;
    this.#collector = collector;
    this.#search = search;
    this.#others = search;
    this.number = options.range?.recordsBefore ?? 0;
  }

  /** Looks for the group of needles that fewest of the first events hold; the others are asked of what it keeps. */
  #chosenSplit(end: number, start: number, spelling: number): EventSplit {
    const search = this.#search;
    const groups = (search?.groups ?? []).filter(fitsNeedleTable);
    const sampled = Math.min(end, start + SAMPLE);
    let best: readonly string[] = [];
    let fewest = Number.POSITIVE_INFINITY;
    for (const group of groups) {
      const kept =
        groups.length === 1
          ? 0
          : new EventSplit(this.#memory, group).split(WINDOW + start, WINDOW + sampled, spelling).kept;
      if (kept >= fewest) continue;
      best = group;
      fewest = kept;
    }
    if (best.length > 0) this.#others = search?.without(best);
    return new EventSplit(this.#memory, best);
  }

  *read(): Iterable<SpanBatch> {
    const memory = this.#memory;
    let size = WINDOW_SIZE;
    let filled = 0;
    let spelling: number | undefined;
    let split: EventSplit | undefined;
    for (;;) {
      memory.reserve(WINDOW + size);
      const read = this.#source.fill(memory.bytes.subarray(WINDOW + filled, WINDOW + size));
      filled += read;
      let start = 0;
      let irregular = false;
      if (spelling === undefined) {
        const first = firstEvent(this.#bytes(0, filled));
        start = first?.start ?? 0;
        spelling = first?.spelling;
        irregular = spelling === undefined;
      }
      if (read > 0 && spelling !== undefined) {
        split ??= this.#chosenSplit(filled, start, spelling);
        let full = true;
        while (full) {
          const result = split.split(WINDOW + start, WINDOW + filled, spelling);
          yield* this.#kept(result.entries, start, result.next - WINDOW);
          this.number += result.counted;
          start = result.next - WINDOW;
          ({ full, irregular } = result);
        }
      }
      if (read === 0 || irregular || filled - start > LARGEST_EVENT) {
        this.rest = Buffer.from(this.#bytes(start, filled));
        this.isIrregular = irregular;
        return;
      }
      memory.bytes.copyWithin(WINDOW, WINDOW + start, WINDOW + filled);
      filled -= start;
      if (filled > size / 2) size *= 2;
    }
  }

  *#kept(entries: Int32Array, from: number, to: number): Iterable<SpanBatch> {
    if (entries.length === 0) return;
    if (!this.#search) yield* this.#all(entries, from, to);
    else yield* this.#some(entries);
  }

  /** Batches over one copy of the bytes. */
  *#all(entries: Int32Array, from: number, to: number): Iterable<SpanBatch> {
    const bytes = Buffer.from(this.#bytes(from, to));
    const count = entries.length / 3;
    const { batchSize, parse } = this.#options;
    const before = this.number + 1;
    const offset = WINDOW + from;
    const numbers = new Float64Array(count);
    const starts = new Uint32Array(count);
    const ends = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) {
      numbers[index] = before + (entries[index * 3] as number);
      starts[index] = (entries[index * 3 + 1] as number) - offset;
      ends[index] = (entries[index * 3 + 2] as number) - offset;
    }
    for (let at = 0; at < count; at += batchSize) {
      const end = Math.min(count, at + batchSize);
      const spans = { bytes, starts: starts.subarray(at, end), ends: ends.subarray(at, end) };
      yield new SpanBatch(spans, numbers.subarray(at, end), parse);
    }
  }

  /** What the memory holds may change when a batch is given away: the batches come after all was copied. */
  #some(entries: Int32Array): readonly SpanBatch[] {
    const batches: SpanBatch[] = [];
    for (let at = 0; at < entries.length; at += 3) {
      const [ordinal, start, end] = [entries[at], entries[at + 1], entries[at + 2]] as unknown as [
        number,
        number,
        number,
      ];
      const event = this.#bytes(start - WINDOW, end - WINDOW);
      if (this.#others && !this.#others.over(event)(0, event.length)) continue;
      const batch = this.#collector.add(this.number + 1 + ordinal, event);
      if (batch) batches.push(batch);
    }
    return batches;
  }

  #bytes(from: number, to: number): Buffer {
    const { buffer } = this.#memory.bytes;
    return Buffer.from(buffer as ArrayBuffer, WINDOW + from, to - from);
  }
}

/** The events of text that may hold anything; the number of the last. */
function* scannedEvents(
  first: Buffer,
  source: ByteSource,
  before: number,
  search: NeedleSearch | undefined,
  { malformed }: EventsOptions,
  collector: SpanCollector,
): Generator<SpanBatch, number> {
  const scanner = new EventScanner();
  let number = before;
  for (let chunk = first; chunk.length > 0; chunk = nextChunk(source)) {
    scanner.feed(chunk);
    const { bytes } = scanner;
    const wanted = search?.over(bytes);
    for (let found = scanner.next(); found; found = scanner.next()) {
      const others = found.between ? otherLines(bytes, found.between) : [];
      if (others.length > 0) {
        number = yield* added(others, number, search, collector);
        continue;
      }
      number += 1;
      if (found.problem !== undefined) malformed(number, found.problem);
      if (found.start === found.end || wanted?.(found.start, found.end) === false) continue;
      const batch = collector.add(number, bytes.subarray(found.start, found.end));
      if (batch) yield batch;
    }
  }
  const rest = scanner.rest();
  const others = rest?.between ? otherLines(scanner.bytes, rest.between) : [];
  if (others.length > 0) number = yield* added(others, number, search, collector);
  else if (rest) {
    number += 1;
    malformed(number, rest.problem);
    const bytes = scanner.bytes.subarray(rest.start, rest.end);
    if (bytes.length > 0 && (!search || search.over(bytes)(0, bytes.length))) {
      const batch = collector.add(number, bytes);
      if (batch) yield batch;
    }
  }
  return number;
}

/** The lines between events when most of them are of formats that are known by themselves: the log was put together of several. */
function otherLines(
  bytes: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
): readonly Buffer[] {
  const lines: Buffer[] = [];
  let known = 0;
  for (let at = start; at < end;) {
    const newline = bytes.indexOf(LINE_FEED, at);
    const stop = newline < 0 || newline > end ? end : newline;
    const line = bytes.toString('utf8', at, stop).trim();
    if (line !== '') {
      lines.push(Buffer.from(line));
      if (isKnownText(line)) known += 1;
    }
    at = stop + 1;
  }
  return known * 2 > lines.length ? lines : [];
}

function* added(
  lines: readonly Buffer[],
  before: number,
  search: NeedleSearch | undefined,
  collector: SpanCollector,
): Generator<SpanBatch, number> {
  let number = before;
  for (const line of lines) {
    number += 1;
    if (search && !search.over(line)(0, line.length)) continue;
    const batch = collector.add(number, line);
    if (batch) yield batch;
  }
  return number;
}

function nextChunk(source: ByteSource): Buffer {
  const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
  return chunk.subarray(0, source.fill(chunk));
}
