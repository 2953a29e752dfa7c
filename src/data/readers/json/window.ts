import { LineFeeds } from './scanner.ts';

/** The part of a log that is being scanned: what lies behind is dropped when more is read. */
export class Window {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  lineFeeds = new LineFeeds(this.bytes);
  readonly #chunks: Iterator<Buffer>;

  constructor(chunks: Iterable<Buffer>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  /** Reads on, keeping what begins at `keep`; false at the end of the log. */
  more(keep: number): boolean {
    const parts = [this.bytes.subarray(keep)];
    const kept = this.bytes.length - keep;
    let added = 0;
    // As much again as is kept: the cost of a long value stays linear.
    do {
      const { value, done } = this.#chunks.next();
      if (done) break;
      parts.push(value);
      added += value.length;
    } while (added < kept);
    if (added === 0) return false;
    this.bytes = Buffer.concat(parts);
    this.lineFeeds = new LineFeeds(this.bytes);
    this.at = 0;
    return true;
  }

  /** Steps over the bracket of an array that holds everything; true when there is one. */
  skipOpening(): boolean {
    this.more(0);
    let at = 0;
    while ((this.bytes[at] ?? 0x21) <= 0x20) at += 1;
    if (this.bytes[at] !== 0x5b) return false;
    this.at = at + 1;
    return true;
  }
}
