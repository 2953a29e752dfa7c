import type { ByteRange, ByteSpans, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { type ParseDocument, SpanBatch, SpanCollector } from '../readers/span-batch.ts';
import type { Capture } from '../scan/capture.ts';
import { noTexts, SpanTexts } from '../scan/text-codes.ts';
import { type Answer, Ledger, type PackedBatch, type PackedTexts, type ReadRange, STATE } from './protocol.ts';
import { readRange } from './read-range.ts';
import type { ReaderThread } from './reader-thread.ts';

/** Ranges that are read ahead here while the thread is at the next one. */
const MOST_AHEAD = 4;
/** A range for which the thread takes longer (it has died, or others have the processor) is read here. */
const PATIENCE_MS = 30;
const DONE: ReadonlySet<number> = new Set([STATE.counted, STATE.sent]);

export interface SharedLog {
  readonly log: LogFile;
  readonly reader: LogReader;
  readonly ranges: readonly ByteRange[];
}

/** What a reading asks of a thread. */
export type Helper = Pick<ReaderThread, 'begin' | 'ask' | 'answers'> & Partial<Pick<ReaderThread, 'readAhead'>>;

/** The records of a log, in order, read by a thread and the run together. The same as `reader.read` gives. */
export function* readTogether(log: SharedLog, options: ReadOptions, thread: Helper): Iterable<RecordBatch> {
  const reading = new SharedReading(log, options, thread);
  const parse = log.reader.parser?.(log.log, options);
  if (!parse) throw new Error(`Internal error: "${log.reader.name}" is not read in ranges.`);
  const gather = new Gatherer(options, parse);
  let before = 0;
  try {
    for (const [at, range] of log.ranges.entries()) {
      const { records, batches } = reading.take(at);
      if (records === undefined) {
        yield* gather.rest();
        const rest = { start: range.start, end: Number.POSITIVE_INFINITY, recordsBefore: before };
        yield* log.reader.read(log.log, { ...options, range: rest });
        return;
      }
      for (const batch of batches) {
        yield* gather.add(batch, before, (captures) => reading.found(captures, batch.found));
      }
      before += records;
      // What rows cost, most of all when code runs for the first time, is spent while the thread reads on.
      if (isPowerOfTwo(at + 1) && at + 1 < log.ranges.length && !reading.isKnown(at + 1)) yield* gather.rest();
    }
    yield* gather.rest();
    options.onEnd?.(before);
  } finally {
    reading.stop();
  }
}

const isPowerOfTwo = (number: number): boolean => (number & (number - 1)) === 0;

type FoundTexts = (captures: readonly Capture[]) => PackedTexts | null | undefined;

/** Makes batches of what ranges hold. */
class Gatherer {
  readonly #parse: ParseDocument;
  /** Of records that hold needles there are few in a range: those of many make up a batch. */
  readonly #collector: SpanCollector | undefined;

  constructor({ needles, batchSize }: ReadOptions, parse: ParseDocument) {
    this.#parse = parse;
    this.#collector = needles && new SpanCollector(batchSize, parse);
  }

  *add(packed: PackedBatch, before: number, found: FoundTexts): Iterable<SpanBatch> {
    const { starts, ends, numbers } = packed;
    const bytes = Buffer.from(packed.bytes.buffer, packed.bytes.byteOffset, packed.bytes.length);
    const collector = this.#collector;
    if (!collector) {
      const ahead: ByteSpans['ahead'] = (captures) => {
        const texts = found(captures);
        if (!texts) return texts;
        return texts.numbers.length === 0 ? noTexts(starts.length) : new SpanTexts(texts.numbers, bytes, texts.places);
      };
      yield new SpanBatch(
        { bytes, starts, ends, ahead },
        numbers.map((number) => before + number),
        this.#parse,
      );
      return;
    }
    for (const [index, number] of numbers.entries()) {
      const batch = collector.add(before + number, bytes.subarray(starts[index], ends[index]));
      if (batch) yield batch;
    }
  }

  /** What was gathered since the last batch. */
  *rest(): Iterable<SpanBatch> {
    const batch = this.#collector?.flush();
    if (batch) yield batch;
  }
}

class SharedReading {
  readonly #log: SharedLog;
  readonly #options: ReadOptions;
  readonly #thread: Helper;
  readonly #ledger: Ledger;
  readonly #id: number;
  readonly #asked: (readonly Capture[])[] = [];
  /** Which of those asked begin with a capture. */
  readonly #beginning = new Map<Capture | undefined, number[]>();
  readonly #ahead = new Map<number, ReadRange>();
  readonly #answers = new Map<number, Answer>();
  /** Ranges that were not waited for. */
  readonly #overdue = new Set<number>();

  constructor(log: SharedLog, options: ReadOptions, thread: Helper) {
    const { ranges, reader } = log;
    const { batchSize, needles } = options;
    const { path } = log.log;
    const ahead = thread.readAhead?.({ path, format: reader.name, ranges }, needles);
    const shared = ahead?.shared ?? new SharedArrayBuffer(Ledger.sizeFor(ranges.length));
    this.#log = log;
    this.#options = options;
    this.#thread = thread;
    this.#ledger = new Ledger(shared, ranges.length);
    // The first is read here, unless it has been: what it takes to start the thread's work is not waited for.
    this.#ledger.claim(0, STATE.here);
    const reading = { path, format: reader.name, ranges, batchSize, shared, isGuessed: ahead !== undefined };
    this.#id = thread.begin({ ...reading, ...(needles && { needles }) });
  }

  take(range: number): ReadRange {
    const known = this.#ahead.get(range);
    if (known) {
      this.#ahead.delete(range);
      return known;
    }
    if (this.#ledger.state(range) === STATE.here || this.#ledger.claim(range, STATE.here)) return this.#read(range);
    for (;;) {
      const { finished } = this.#ledger;
      const answer = this.#answerTo(range);
      if (answer) return answer;
      // A thread that has not answered at all is waited for once.
      const patience = finished === 0 && this.#overdue.size > 0 ? 0 : PATIENCE_MS;
      if (this.#readAhead(range) || this.#ledger.waitForMore(finished, patience)) continue;
      this.#overdue.add(range);
      return this.#read(range);
    }
  }

  /** Whether a range was read already. */
  isKnown(range: number): boolean {
    return this.#ahead.has(range) || DONE.has(this.#ledger.state(range));
  }

  /** Values that the thread found; undefined where it was not asked yet. From now on it is. */
  found(captures: readonly Capture[], found: PackedBatch['found']): PackedTexts | null | undefined {
    const [first] = captures;
    const beginning = this.#beginning.get(first) ?? [];
    const at = beginning.find((at) => areSame(this.#asked[at] as readonly Capture[], captures));
    if (at !== undefined) return found[at];
    this.#beginning.set(first, [...beginning, this.#asked.length]);
    this.#asked.push(captures);
    this.#thread.ask({ reading: this.#id, captures });
    return undefined;
  }

  stop(): void {
    this.#ledger.stop();
    this.#takeAnswers();
    this.#answers.clear();
  }

  #read(range: number): ReadRange {
    const { log, reader, ranges } = this.#log;
    return readRange(reader, { path: log.path, format: reader.name, ranges, ...this.#options }, range, []);
  }

  #answerTo(range: number): ReadRange | undefined {
    const records = this.#ledger.records(range);
    switch (this.#ledger.state(range)) {
      case STATE.counted:
        return { records, batches: [] };
      case STATE.broken:
        return this.#read(range);
      case STATE.sent: {
        this.#takeAnswers();
        const answer = this.#answers.get(range);
        if (!answer) return this.#read(range);
        this.#answers.delete(range);
        this.#ledger.hold(-answer.kilobytes);
        return { records, batches: answer.batches };
      }
      default:
        return undefined;
    }
  }

  /** Reads one of the next ranges that nobody has claimed; false when there is none, or enough was read ahead. */
  #readAhead(range: number): boolean {
    if (this.#ahead.size >= MOST_AHEAD) return false;
    const { length } = this.#log.ranges;
    for (let next = range + 1; next < length; next += 1) {
      if (!this.#ledger.claim(next, STATE.here)) continue;
      this.#ahead.set(next, this.#read(next));
      return true;
    }
    return false;
  }

  #takeAnswers(): void {
    for (const answer of this.#thread.answers()) {
      if (answer.reading !== this.#id) continue;
      if (this.#overdue.has(answer.range)) this.#ledger.hold(-answer.kilobytes);
      else this.#answers.set(answer.range, answer);
    }
  }
}

const areSame = (left: readonly Capture[], right: readonly Capture[]): boolean =>
  left.length === right.length && left.every((capture, at) => capture === right[at]);
