import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { NeedleSearch } from '../needles.ts';
import type { LogFile, ReadOptions } from '../record.ts';
import { scanModule } from '../scan/memory.ts';
import { RANGE_SIZE } from '../scan/ranges.ts';
import { type Answer, type Asked, type Guess, Ledger, type Reading } from './protocol.ts';
import { guessFor } from './read-ahead.ts';
import type { SharedLog } from './shared-reading.ts';

/** This file runs from dist/data/reader-thread/, or from src/data/reader-thread/ with dist/ beside src/. */
const PLACES = ['../../bundle/reader-thread.cjs', '../../../dist/bundle/reader-thread.cjs'];

/** Logs of fewer bytes in all are read sooner than a thread starts. */
const WORTH_THREAD = 64 << 20;

/**
 * A thread that reads ranges of a log while the run reads others. Where it does not start, falls silent or dies, the run
 * reads everything by itself: it never waits for the thread without end.
 */
export class ReaderThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #readings = 0;
  #guess: Guess | undefined;

  private constructor(file: URL, guess: Guess | undefined) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#guess = guess;
    port1.unref();
    const workerData = { port: port2, module: scanModule(), guess };
    this.#worker = new Worker(file, { workerData, transferList: [port2], stderr: true });
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
  }

  /**
   * A thread for these logs; undefined where they are read sooner without one. Until the run reads, it looks in the first large
   * one for texts that the run will perhaps look for.
   */
  static startFor(logs: readonly Pick<LogFile, 'path'>[], texts: readonly string[]): ReaderThread | undefined {
    const sizes = logs.map(({ path }) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    if (sizes.reduce((sum, size) => sum + size, 0) < WORTH_THREAD) return undefined;
    const first = logs[sizes.findIndex((size) => size > RANGE_SIZE)];
    return ReaderThread.start(first && guessFor(first.path, texts));
  }

  /** Undefined where the thread's code was not built. */
  static start(guess?: Guess): ReaderThread | undefined {
    const file = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(fileURLToPath(url)));
    return file && new ReaderThread(file, guess);
  }

  /** The shared memory of what the thread has read of a log so far, where that serves a reading. Only the first may ask. */
  readAhead({ log, ranges }: SharedLog, needles: ReadOptions['needles']): SharedArrayBuffer | undefined {
    const guess = this.#guess;
    this.#guess = undefined;
    if (!guess) return undefined;
    const ledger = new Ledger(guess.shared);
    const texts = guess.texts.filter((_, at) => (ledger.lookedFor & (1 << at)) !== 0);
    const holdsOne = (text: string): boolean => texts.some((looked) => text.includes(looked));
    const isOfLog = guess.path === log.path && ledger.room >= ranges.length;
    // What holds the needles holds one of the texts.
    if (isOfLog && NeedleSearch.of(needles)?.groups.some((group) => group.every(holdsOne))) return guess.shared;
    ledger.stop();
    return undefined;
  }

  /** Lets the thread take part in a reading; its number. */
  begin(reading: Omit<Reading, 'id'>): number {
    this.#readings += 1;
    const message: Reading = { ...reading, id: this.#readings };
    this.#port.postMessage(message);
    return this.#readings;
  }

  ask(asked: Asked): void {
    this.#port.postMessage(asked);
  }

  /** What has arrived and was not taken yet. */
  *answers(): Iterable<Answer> {
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
      yield next.message as Answer;
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
