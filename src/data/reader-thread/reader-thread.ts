import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { LogFile } from '../record.ts';
import { scanModule } from '../scan/memory.ts';
import type { Answer, Asked, Reading } from './protocol.ts';

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

  private constructor(file: URL) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.unref();
    const workerData = { port: port2, module: scanModule() };
    this.#worker = new Worker(file, { workerData, transferList: [port2], stderr: true });
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
  }

  /** A thread for these logs; undefined where they are read sooner without one. */
  static startFor(logs: readonly Pick<LogFile, 'path'>[]): ReaderThread | undefined {
    const size = logs.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
    return size >= WORTH_THREAD ? ReaderThread.start() : undefined;
  }

  /** Undefined where the thread's code was not built. */
  static start(): ReaderThread | undefined {
    const file = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(fileURLToPath(url)));
    return file && new ReaderThread(file);
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
