import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { overBudget } from './run-job.ts';
import { FORGET, type JobOutcome, type WireJob } from './worker-protocol.ts';

export interface PoolOptions {
  readonly workers: number;
  /** Heap of one worker, in megabytes. */
  readonly memoryMb: number;
}

/** A worker may take this much longer than a job's budget before it is ended from outside. */
const GRACE_MS = 500;

/** What starts a worker from the bundle: this file runs from dist/testing/, or from src/testing/ with dist/ beside it. */
export function workerFile(): URL {
  const built = new URL('../start/worker.js', import.meta.url);
  return existsSync(fileURLToPath(built)) ? built : new URL('../../dist/start/worker.js', import.meta.url);
}

interface Seat {
  readonly worker: Worker;
  answer: ((outcome: JobOutcome) => void) | undefined;
  timer: NodeJS.Timeout | undefined;
  budgetMs: number;
}

/**
 * Runs jobs in worker threads, in order, at most `workers` at a time. A job that exceeds its time or the memory of its
 * worker, or that brings the worker down, ends as a failure of its own; the others go on in a new worker.
 */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #idle: Seat[] = [];
  readonly #workers = new Set<Worker>();
  readonly #waiting: (() => void)[] = [];
  #seats = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  async run(job: WireJob): Promise<JobOutcome> {
    const seat = await this.#takeSeat();
    return new Promise((resolve) => {
      seat.answer = resolve;
      seat.budgetMs = job.budgetMs;
      seat.timer = setTimeout(() => {
        this.#fail(seat, 'budget-exceeded', overBudget(job.budgetMs));
      }, job.budgetMs + GRACE_MS);
      seat.worker.postMessage(job);
    });
  }

  /** What workers read of the platforms' knowledge is read anew by the jobs that follow; the workers themselves stay. */
  forgetKnowledge(): void {
    for (const worker of this.#workers) worker.postMessage(FORGET);
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    for (const { worker } of this.#idle) this.#workers.delete(worker);
    await Promise.all(this.#idle.splice(0).map((seat) => seat.worker.terminate()));
  }

  async #takeSeat(): Promise<Seat> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#seats < this.#options.workers) {
      this.#seats += 1;
      return this.#newSeat();
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#takeSeat();
  }

  #newSeat(): Seat {
    const worker = new Worker(workerFile(), {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryMb },
    });
    this.#workers.add(worker);
    const seat: Seat = { worker, answer: undefined, timer: undefined, budgetMs: 0 };
    worker.on('message', ({ outcome }: { outcome: JobOutcome }) => {
      this.#settle(seat, outcome);
      this.#idle.push(seat);
      this.#waiting.shift()?.();
    });
    worker.on('error', (error: Error) => {
      if (isOutOfMemory(error)) {
        this.#fail(
          seat,
          'budget-exceeded',
          `The run needed more than the ${this.#options.memoryMb} MB that one worker may use.`,
        );
      } else {
        this.#fail(seat, 'internal-failure', bugText(error));
      }
    });
    return seat;
  }

  #settle(seat: Seat, outcome: JobOutcome): void {
    clearTimeout(seat.timer);
    const { answer } = seat;
    seat.answer = undefined;
    answer?.(outcome);
  }

  /** Gives up the seat's worker, and with it the job. */
  #fail(seat: Seat, name: string, message: string): void {
    if (!seat.answer) return;
    this.#seats -= 1;
    this.#workers.delete(seat.worker);
    seat.worker.removeAllListeners();
    seat.worker.on('error', () => undefined);
    seat.worker.terminate().catch(() => undefined);
    this.#settle(seat, { ended: 'failure', name, message, diagnostics: [], durationMs: seat.budgetMs });
    this.#waiting.shift()?.();
  }
}

/** Whether a worker came down because it needed more memory than it may use. */
export const isOutOfMemory = (error: Error & { readonly code?: string }): boolean =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** A failure of ours in one line: what went wrong, and where first. */
export function bugText(error: Error): string {
  const place = /\(?((?:file:)?\/[^\s()]+:\d+:\d+)\)?/.exec(error.stack ?? '')?.[1];
  const where = place === undefined ? '' : ` (${place.replace(/^.*\/(dist|src)\//, '$1/')})`;
  return `firedrill failed; this is a bug in firedrill, not in your content: ${error.name}: ${error.message}${where}`;
}
