import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { NeedleSearch } from '../needles.ts';
import type { ByteRange, LogReader } from '../record.ts';
import { RANGE_SIZE, rangesOf } from '../scan/ranges.ts';
import { type Guess, Ledger, type PackedBatch, type Reading, type ReadRange, STATE } from './protocol.ts';
import { readRange } from './read-range.ts';

/** As many texts are looked for in one pass. */
const MOST_TEXTS = 8;
/** As many are considered, as far as bits go. */
const MOST_GUESSED = 30;
/** As much of a log is looked at to tell which texts are rare: those that stand there less often than once for so many bytes. */
const SAMPLE = 256 << 10;
const RARE = 64 << 10;
const BATCH_SIZE = 1024;
const HELD_BYTES = 16 << 20;

/** A guess at what a run will look for; undefined where there is none. */
export function guessFor(path: string, texts: readonly string[], rangeSize = RANGE_SIZE): Guess | undefined {
  if (texts.length === 0) return undefined;
  const ranges = Math.ceil((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / rangeSize) + 1;
  const shared = new SharedArrayBuffer(Ledger.sizeFor(ranges));
  return { path, rangeSize, texts: texts.slice(0, MOST_GUESSED), shared };
}

/**
 * Reads a log's ranges before the run has said what it looks for: records that hold one of a guess's texts are kept. Where what the
 * run looks for holds one of them as well, its records are among those.
 */
export class ReadAhead {
  readonly #guess: Guess;
  readonly #reader: LogReader;
  readonly #ranges: readonly ByteRange[];
  readonly #ledger: Ledger;
  readonly #needles: readonly (readonly string[])[];
  readonly #done: ReadRange[] = [];
  #held = 0;

  private constructor(guess: Guess, reader: LogReader, texts: readonly string[]) {
    this.#guess = guess;
    this.#reader = reader;
    this.#needles = [texts];
    this.#ranges = rangesOf({ name: '', path: guess.path }, reader, guess.rangeSize);
    this.#ledger = new Ledger(guess.shared);
    this.#ledger.lookFor(texts.reduce((bits, text) => bits | (1 << guess.texts.indexOf(text)), 0));
  }

  /** Undefined where none of the readers knows the log, or each of the texts is common. */
  static of(guess: Guess, readers: readonly LogReader[]): ReadAhead | undefined {
    const head = headOf(guess.path);
    const reader = readers.find((known) => known.detects(head));
    const texts = reader ? rareTexts(head, guess.texts) : [];
    return reader && texts.length > 0 ? new ReadAhead(guess, reader, texts) : undefined;
  }

  /** Reads one more range; false when there is none, or enough was read. */
  readOn(): boolean {
    const range = this.#done.length;
    if (range >= this.#ranges.length || this.#held > HELD_BYTES || this.#ledger.isStopped) return false;
    if (!this.#ledger.claim(range, STATE.there)) return false;
    const { path } = this.#guess;
    const what = {
      path,
      format: this.#reader.name,
      ranges: this.#ranges,
      batchSize: BATCH_SIZE,
      needles: this.#needles,
    };
    const read = tried(() => readRange(this.#reader, what, range, []));
    for (const { bytes } of read.batches) this.#held += bytes.length;
    this.#done.push(read);
    return true;
  }

  /** What was read, as a reading wants it; nothing holds where it cuts the log otherwise. */
  *answers({ format, ranges, needles }: Reading): Iterable<ReadRange> {
    const isSame = format === this.#reader.name && this.#done.every((_, at) => areSame(ranges[at], this.#ranges[at]));
    const search = NeedleSearch.of(needles);
    for (const { records, batches } of this.#done) {
      if (!isSame || !search) yield NOTHING;
      else yield { records, batches: batches.map((batch) => withNeedles(batch, search)).filter(hasRecords) };
    }
  }
}

/** The run reads by itself what cannot be read here, and finds out why. */
function tried(read: () => ReadRange): ReadRange {
  try {
    return read();
  } catch {
    return NOTHING;
  }
}

const NOTHING: ReadRange = { records: undefined, batches: [] };

const hasRecords = ({ numbers }: PackedBatch): boolean => numbers.length > 0;

const areSame = (left: ByteRange | undefined, right: ByteRange | undefined): boolean =>
  left?.start === right?.start && left?.end === right?.end;

function withNeedles(batch: PackedBatch, search: NeedleSearch): PackedBatch {
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.length);
  const wanted = [...batch.numbers.keys()].filter((at) => {
    const record = bytes.subarray(batch.starts[at], batch.ends[at]);
    return search.over(record)(0, record.length);
  });
  return {
    ...batch,
    starts: Uint32Array.from(wanted, (at) => batch.starts[at] as number),
    ends: Uint32Array.from(wanted, (at) => batch.ends[at] as number),
    numbers: Float64Array.from(wanted, (at) => batch.numbers[at] as number),
  };
}

function headOf(path: string): Buffer {
  const handle = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(SAMPLE);
    return bytes.subarray(0, readSync(handle, bytes, 0, SAMPLE, 0));
  } finally {
    closeSync(handle);
  }
}

/** Those that stand in few records, the first ones. */
function rareTexts(head: Buffer, texts: readonly string[]): readonly string[] {
  const sample = head.toString('latin1').toLowerCase();
  const most = sample.length / RARE;
  return texts.filter((text) => sample.split(text, most + 2).length - 1 <= most).slice(0, MOST_TEXTS);
}
