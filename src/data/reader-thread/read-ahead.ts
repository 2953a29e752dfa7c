import { closeSync, openSync, readSync } from 'node:fs';
import { NeedleSearch } from '../needles.ts';
import type { ByteRange, LogReader } from '../record.ts';
import { RANGE_SIZE, rangesOf } from '../scan/ranges.ts';
import { type Ahead, Ledger, type PackedBatch, type Reading, type ReadRange, STATE } from './protocol.ts';
import { readRange } from './read-range.ts';

/** As many texts are looked for in one pass. */
const MOST_TEXTS = 8;
/** As much of a log is looked at to tell which texts are rare: those that stand there less often than once for so many bytes. */
const SAMPLE = 256 << 10;
const RARE = 64 << 10;
const BATCH_SIZE = 1024;
const HELD_BYTES = 16 << 20;

/**
 * Reads a log's ranges before the run has said what it looks for: records that hold one of a guess's texts are kept. Where what the
 * run looks for holds one of them as well, its records are among those.
 */
export class ReadAhead {
  readonly what: Ahead;
  readonly #reader: LogReader;
  readonly #ledger: Ledger;
  readonly #done: ReadRange[] = [];
  #held = 0;

  private constructor(path: string, reader: LogReader, texts: readonly string[], ranges: readonly ByteRange[]) {
    const shared = new SharedArrayBuffer(Ledger.sizeFor(ranges.length));
    this.what = { path, format: reader.name, ranges, shared, texts };
    this.#reader = reader;
    this.#ledger = new Ledger(shared, ranges.length);
  }

  /** Undefined where none of the readers knows the log, it is small, or each of the texts is common in it. */
  static of(
    path: string,
    texts: readonly string[],
    readers: readonly LogReader[],
    { rangeSize = RANGE_SIZE, rare = RARE } = {},
  ): ReadAhead | undefined {
    const head = headOf(path);
    const reader = readers.find((known) => known.detects(head));
    const wanted = reader ? rareTexts(head, texts, rare) : [];
    if (!reader || wanted.length === 0) return undefined;
    const ranges = rangesOf({ name: '', path }, reader, rangeSize);
    return ranges.length > 1 ? new ReadAhead(path, reader, wanted, ranges) : undefined;
  }

  /** Reads one more range; false when there is none, or enough was read. */
  readOn(): boolean {
    const range = this.#done.length;
    const { ranges, texts } = this.what;
    if (range >= ranges.length || this.#held > HELD_BYTES || this.#ledger.isStopped) return false;
    if (!this.#ledger.claim(range, STATE.there)) return false;
    const read = tried(() =>
      readRange(this.#reader, { ...this.what, batchSize: BATCH_SIZE, needles: [texts] }, range, []),
    );
    for (const { bytes } of read.batches) this.#held += bytes.length;
    this.#done.push(read);
    return true;
  }

  /** What was read, as the reading that became of it wants it. */
  *answers({ needles }: Pick<Reading, 'needles'>): Iterable<ReadRange> {
    const search = NeedleSearch.of(needles);
    for (const { records, batches } of this.#done.splice(0)) {
      yield {
        records,
        batches: search ? batches.map((batch) => withNeedles(batch, search)).filter(hasRecords) : batches,
      };
    }
  }
}

/** The run reads by itself what cannot be read here, and finds out why. */
function tried(read: () => ReadRange): ReadRange {
  try {
    return read();
  } catch {
    return { records: undefined, batches: [] };
  }
}

const hasRecords = ({ numbers }: PackedBatch): boolean => numbers.length > 0;

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
function rareTexts(head: Buffer, texts: readonly string[], rare: number): readonly string[] {
  const sample = head.toString('latin1').toLowerCase();
  const most = sample.length / rare;
  return texts.filter((text) => sample.split(text, most + 2).length - 1 <= most).slice(0, MOST_TEXTS);
}
