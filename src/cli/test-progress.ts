import type { CommandIo } from './io.ts';
import { ProgressLine } from './progress.ts';

/** Says on a terminal how many tests are done, how fast, and how long the rest will take; nothing anywhere else. */
export class TestProgress {
  readonly #line: ProgressLine;
  readonly #total: number;
  readonly #now: () => number;
  readonly #started: number;
  #done = 0;

  constructor(io: CommandIo, quiet: boolean, total: number, now: () => number = () => performance.now()) {
    this.#line = new ProgressLine(io, quiet);
    this.#total = total;
    this.#now = now;
    this.#started = now();
    this.#show();
  }

  /** One more test is done; `print` prints its result. */
  done(print: () => void): void {
    this.#done += 1;
    this.#line.above(print);
    this.#show();
  }

  end(): void {
    this.#line.clear();
  }

  #show(): void {
    this.#line.show(progressText(this.#done, this.#total, this.#now() - this.#started));
  }
}

/** `12 of 2,000 tests, 35 a second, 57 s left`. */
export function progressText(done: number, total: number, elapsedMs: number): string {
  const head = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} tests`;
  if (done === 0 || elapsedMs <= 0) return head;
  const rate = done / (elapsedMs / 1000);
  const left = Math.ceil((total - done) / rate);
  const time = left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`;
  return `${head}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, ${time} left`;
}
