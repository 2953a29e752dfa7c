import type { ByteRange, ReadOptions } from '../record.ts';
import type { Capture } from '../scan/capture.ts';

/**
 * How a run and its reader thread work through one log together. Each of them claims a range after the other in shared
 * memory; what the thread finds travels as a message, unless there is nothing but a number of records to tell.
 */
export interface Reading {
  readonly id: number;
  readonly path: string;
  /** Name of the reader. */
  readonly format: string;
  readonly ranges: readonly ByteRange[];
  readonly batchSize: number;
  readonly needles?: ReadOptions['needles'];
  readonly shared: SharedArrayBuffer;
  /** The shared memory is that of what was read ahead, and answers what was claimed. */
  readonly isGuessed?: boolean;
}

/**
 * What a thread reads before the run says what it asks for: the records that hold one of these texts, which are in lower case.
 * A reading becomes of it where no record without any of them matters.
 */
export interface Ahead extends Pick<Reading, 'path' | 'format' | 'ranges' | 'shared'> {
  readonly texts: readonly string[];
}

/** What the run asks of every batch: the thread answers as many of these as it knew when it read the batch. */
export interface Asked {
  readonly reading: number;
  readonly captures: readonly Capture[];
}

/** `SpanTexts` without the bytes that they stand in. No numbers at all: no record has a text. */
export interface PackedTexts {
  readonly numbers: Uint32Array;
  readonly places: Uint32Array;
}

/** Records of a range, numbered from 1 in it. */
export interface PackedBatch {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly numbers: Float64Array;
  /** One for each {@link Asked} so far; null where the bytes do not tell. */
  readonly found: readonly (PackedTexts | null)[];
}

/** What a range holds. */
export interface ReadRange {
  /** Undefined: the range does not hold. */
  readonly records: number | undefined;
  readonly batches: readonly PackedBatch[];
}

/** A range's records on their way from the thread. */
export interface Answer {
  readonly reading: number;
  readonly range: number;
  readonly batches: readonly PackedBatch[];
  /** What they count for in `Ledger.held`. */
  readonly kilobytes: number;
}

export const STATE = { free: 0, here: 1, there: 2, counted: 3, sent: 4, broken: 5 } as const;

const HEAD = 3;

/** The shared memory of a reading. */
export class Ledger {
  readonly #numbers: Int32Array;
  readonly #ranges: number;

  constructor(shared: SharedArrayBuffer, ranges: number) {
    this.#numbers = new Int32Array(shared);
    this.#ranges = ranges;
  }

  static sizeFor(ranges: number): number {
    return (HEAD + 2 * ranges) * Int32Array.BYTES_PER_ELEMENT;
  }

  claim(range: number, state: typeof STATE.here | typeof STATE.there): boolean {
    return Atomics.compareExchange(this.#numbers, HEAD + range, STATE.free, state) === STATE.free;
  }

  state(range: number): number {
    return Atomics.load(this.#numbers, HEAD + range);
  }

  records(range: number): number {
    return Atomics.load(this.#numbers, HEAD + this.#ranges + range);
  }

  /** The thread is done with a range; what it sent was sent before. */
  finish(range: number, state: number, records: number): void {
    Atomics.store(this.#numbers, HEAD + this.#ranges + range, records);
    Atomics.store(this.#numbers, HEAD + range, state);
    Atomics.add(this.#numbers, 0, 1);
    Atomics.notify(this.#numbers, 0);
  }

  /** How many ranges the thread has finished. */
  get finished(): number {
    return Atomics.load(this.#numbers, 0);
  }

  /** Waits until the thread has finished more ranges than these; false when that takes too long. */
  waitForMore(finished: number, milliseconds: number): boolean {
    return Atomics.wait(this.#numbers, 0, finished, milliseconds) !== 'timed-out';
  }

  /** Kilobytes that were sent and not taken yet. */
  hold(kilobytes: number): void {
    Atomics.add(this.#numbers, 1, kilobytes);
    Atomics.notify(this.#numbers, 1);
  }

  /** Waits until fewer kilobytes than these are held, or the run wants nothing more. */
  waitForRoom(kilobytes: number): void {
    for (;;) {
      const held = Atomics.load(this.#numbers, 1);
      if (held < kilobytes || this.isStopped) return;
      Atomics.wait(this.#numbers, 1, held, 1000);
    }
  }

  /** The run wants nothing more. */
  stop(): void {
    Atomics.store(this.#numbers, 2, 1);
    Atomics.notify(this.#numbers, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#numbers, 2) !== 0;
  }
}
