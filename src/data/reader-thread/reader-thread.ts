import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { NeedleSearch } from '../needles.ts';
import type { ReadOptions } from '../record.ts';
import { type Ahead, type Answer, type Asked, Ledger, type Reading } from './protocol.ts';

/** This file runs from dist/data/reader-thread/, or from src/data/reader-thread/ with dist/ beside src/. */
const PLACES = ['../../bundle/reader-thread.cjs', '../../../dist/bundle/reader-thread.cjs'];

/** A thread that was started, and how to talk with it. */
export interface StartedThread {
  readonly worker: Worker;
  readonly port: MessagePort;
}

/**
 * A thread that reads ranges of a log while the run reads others. Where it does not start, falls silent or dies, the run
 * reads everything by itself: it never waits for the thread without end.
 */
export class ReaderThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #readings = 0;

  constructor({ worker, port }: StartedThread) {
    this.#worker = worker;
    this.#port = port;
  }

  /** Undefined where the thread's code was not built. */
  static start(guess?: {
    readonly path: string;
    readonly language: string;
    readonly query: string;
  }): ReaderThread | undefined {
    const file = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(fileURLToPath(url)));
    if (!file) return undefined;
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(file, { workerData: { port: port2, guess }, transferList: [port2], stderr: true });
    worker.on('error', () => undefined);
    worker.unref();
    port1.unref();
    return new ReaderThread({ worker, port: port1 });
  }

  /** What the thread has read of a log before the first reading, where it serves that reading. */
  readAhead(log: Log, needles: ReadOptions['needles']): Ahead | undefined {
    if (this.#readings > 0) return undefined;
    const ahead = receiveMessageOnPort(this.#port)?.message as Ahead | undefined;
    if (!ahead) return undefined;
    const served = serving(ahead, log, needles);
    if (!served) new Ledger(ahead.shared, ahead.ranges.length).stop();
    return served;
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
      // What it reads ahead comes too late.
      if ('reading' in next.message) yield next.message as Answer;
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

type Log = Pick<Ahead, 'path' | 'format' | 'ranges'>;

/** What was read of a log ahead, where what has the needles has one of the texts that were looked for. */
export function serving(
  ahead: Ahead,
  { path, format, ranges }: Log,
  needles: ReadOptions['needles'],
): Ahead | undefined {
  const isOfLog = ahead.path === path && ahead.format === format && isDeepStrictEqual(ahead.ranges, ranges);
  const hasOne = (text: string): boolean => ahead.texts.some((looked) => text.includes(looked));
  const groups = isOfLog ? NeedleSearch.of(needles)?.groups : undefined;
  return groups?.some((group) => group.every(hasOne)) ? ahead : undefined;
}
