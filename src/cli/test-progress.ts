import type { TestResult } from '../testing/result.ts';
import type { CommandIo } from './io.ts';
import { ProgressLine, progressBar } from './progress.ts';

export interface TestCounts {
  readonly total: number;
  readonly started: number;
  readonly done: number;
  readonly failed: number;
}

/** Says on a terminal how many tests run and are done, how fast, and how long the rest will take; nothing anywhere else. */
export class TestProgress {
  readonly #line: ProgressLine;
  readonly #total: number;
  readonly #now: () => number;
  readonly #begun: number;
  #started = 0;
  #done = 0;
  #failed = 0;

  constructor(io: CommandIo, quiet: boolean, total: number, now: () => number = () => performance.now()) {
    this.#line = new ProgressLine(io, quiet);
    this.#total = total;
    this.#now = now;
    this.#begun = now();
    this.#show();
  }

  /** One more test begins. */
  started(): void {
    this.#started += 1;
    this.#show();
  }

  /** One more test is done; `print` prints its result. */
  done({ verdict }: Pick<TestResult, 'verdict'>, print: () => void): void {
    this.#done += 1;
    if (verdict === 'fail' || verdict === 'error') this.#failed += 1;
    this.#show();
    this.#line.above(print);
  }

  end(): void {
    this.#line.clear();
  }

  #show(): void {
    const counts = { total: this.#total, started: this.#started, done: this.#done, failed: this.#failed };
    this.#line.show(progressText(counts, this.#now() - this.#begun));
  }
}

/** `━━━━━━──────────────  612 of 2,000 tests, 4 running, 1 failed, 35 a second, 40 s left`. */
export function progressText({ total, started, done, failed }: TestCounts, elapsedMs: number): string {
  const bar = progressBar(total === 0 ? 0 : done / total);
  const parts = [`${done.toLocaleString('en')} of ${total.toLocaleString('en')} tests`];
  if (started > done) parts.push(`${started - done} running`);
  if (failed > 0) parts.push(`${failed.toLocaleString('en')} failed`);
  if (done > 0 && elapsedMs > 0) {
    const rate = done / (elapsedMs / 1000);
    const left = Math.ceil((total - done) / rate);
    parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`);
    parts.push(left < 60 ? `${left} s left` : `${Math.floor(left / 60)} min ${left % 60} s left`);
  }
  return `${bar}  ${parts.join(', ')}`;
}
