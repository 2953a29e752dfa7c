import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { MessagePort, Worker } from 'node:worker_threads';

/** What a thread begins with. */
interface Guess {
  readonly path: string;
  readonly language: string;
  readonly query: string;
}

const SCRIPT = new URL('../bundle/reader-thread.cjs', import.meta.url);

/** Logs of fewer bytes in all are read sooner than a thread starts. */
const WORTH_THREAD = 64 << 20;

/**
 * A thread that begins to read a log before the command line is loaded, for a query over large logs: see `src/data/reader-thread/`.
 * Undefined where it would not be worth it.
 */
export async function startReaderThread(
  args: readonly string[],
): Promise<{ readonly worker: Worker; readonly port: MessagePort } | undefined> {
  const guess = guessFor(args);
  if (!guess || availableParallelism() < 2) return undefined;
  const { MessageChannel, Worker } = await import('node:worker_threads');
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  const worker = new Worker(SCRIPT, { workerData: { port: port2, guess }, transferList: [port2], stderr: true });
  worker.on('error', () => undefined);
  worker.unref();
  return { worker, port: port1 };
}

/** What these arguments will have read, if that is much; what is wrong with them the command line says later. */
export function guessFor(args: readonly string[], smallest = WORTH_THREAD): Guess | undefined {
  if (args[0] !== 'query' || args.includes('--no-pushdown')) return undefined;
  const [jobs] = valuesOf(args, 'jobs');
  if (jobs === '1' || valuesOf(args, 'batch').length > 0) return undefined;
  try {
    const logs = valuesOf(args, 'data').map((name) => resolve(name));
    const sizes = logs.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    if (sizes.reduce((sum, size) => sum + size, 0) < smallest) return undefined;
    const path = logs[
      sizes.reduce((largest, size, at) => (size > (sizes[largest] as number) ? at : largest), 0)
    ] as string;
    const [text, language = ''] = [valuesOf(args, 'text')[0], valuesOf(args, 'lang')[0]];
    return { path, language, query: text ?? readFileSync(valuesOf(args, 'file')[0] as string, 'utf8') };
  } catch {
    return undefined;
  }
}

/** What follows `--name`, or stands behind `--name=`. */
function valuesOf(args: readonly string[], name: string): readonly string[] {
  const values: string[] = [];
  let isOpen = false;
  for (const arg of args) {
    if (arg.startsWith(`--${name}=`)) values.push(arg.slice(name.length + 3));
    else if (arg.startsWith('-')) isOpen = arg === `--${name}`;
    else if (isOpen) values.push(arg);
  }
  return values;
}
