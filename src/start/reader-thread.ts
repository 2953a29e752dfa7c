import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';

/** A thread that has begun to read a log before the command line was loaded: see `src/data/reader-thread/`. */
export interface StartedThread {
  readonly worker: Worker;
  readonly port: MessagePort;
}

/** What it begins with. */
export interface Guess {
  readonly path: string;
  readonly language: string;
  readonly query: string;
}

const SCRIPT = new URL('../bundle/reader-thread.cjs', import.meta.url);

/** Logs of fewer bytes in all are read sooner than a thread starts. */
const WORTH_THREAD = 64 << 20;

/** For a query over large logs. Undefined where the thread would not be worth it, or the arguments are not understood. */
export function startReaderThread(args: readonly string[]): StartedThread | undefined {
  if (args[0] !== 'query' || availableParallelism() < 2) return undefined;
  try {
    const { values, positionals } = parseArgs({
      args: args.slice(1),
      strict: false,
      allowPositionals: true,
      options: {
        lang: { type: 'string' },
        text: { type: 'string' },
        file: { type: 'string' },
        data: { type: 'string', multiple: true },
        jobs: { type: 'string' },
        batch: { type: 'string' },
      },
    });
    if (values['no-pushdown'] || values.jobs === '1' || values.batch !== undefined) return undefined;
    const logs = [...(values.data ?? []), ...positionals].map((name) => resolve(String(name)));
    const sizes = logs.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    if (sizes.reduce((sum, size) => sum + size, 0) < WORTH_THREAD) return undefined;
    const path = logs[sizes.indexOf(Math.max(...sizes))] as string;
    const query = values.text ?? readFileSync(String(values.file), 'utf8');
    return start({ path, language: String(values.lang), query: String(query) });
  } catch {
    // The command line says what is wrong with them.
    return undefined;
  }
}

function start(guess: Guess): StartedThread {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  const worker = new Worker(SCRIPT, { workerData: { port: port2, guess }, transferList: [port2], stderr: true });
  worker.on('error', () => undefined);
  worker.unref();
  return { worker, port: port1 };
}
