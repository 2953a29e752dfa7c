import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { openEventSource } from '../data/event-source.ts';
import type { EventSource, LogFile } from '../data/record.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import { FILE_START } from '../diagnostics/diagnostic.ts';
import { type EventFilter, SigmaMatcher } from '../platforms/sigma/matcher/index.ts';
import { LogAssembly, type LogMatches } from './log-matches.ts';
import { bugText, isOutOfMemory, workerFile } from './pool.ts';
import { type Hit, matchPart, type PartMatches, type PartProgress, partsOf, type ScanPart } from './scan-part.ts';

/** How far all logs have come. */
export interface MatchProgress {
  readonly events: number;
  /** About how much is behind, from 0 to 1. */
  readonly share: number;
  /** The log that was told of last, and its hits that became known, the first of each rule among them. */
  readonly file: number;
  readonly hits: readonly Hit[];
}

export interface MatchOptions {
  readonly filters: readonly EventFilter[];
  readonly logs: readonly LogFile[];
  /** Worker threads at most. */
  readonly jobs: number;
  /** Heap of one worker, in megabytes. */
  readonly memoryMb: number;
  readonly recover?: boolean;
  /** Also which events the hits are, not only how many. */
  readonly events: boolean;
  /** Milliseconds of work after which threads are worth what it takes to start them. */
  readonly patienceMs?: number;
  /** Bytes of the parts that a large log is cut into. */
  readonly partBytes?: number;
  readonly onProgress: (progress: MatchProgress) => void;
}

/** What a worker thread is given to match rules with. */
export interface ScanWork {
  readonly scan: Pick<MatchOptions, 'filters' | 'logs' | 'recover' | 'events'>;
}

/** What a worker answers to a part. */
export type ScanAnswer = { readonly progress: PartProgress } | { readonly matches: PartMatches };

const PATIENCE_MS = 1000;
/** A part of more bytes takes a thread too long for the others to wait. */
const SMALL_BYTES = 24 << 20;

/** Matches rules against every event of the logs, in several threads where that is worth it; in the order of the logs. */
export async function matchLogs(options: MatchOptions): Promise<readonly LogMatches[]> {
  const source = openEventSource(options.logs);
  const work = new Work(options, source);
  matchAlone(work, options, source);
  const threads = Math.min(options.jobs, work.left);
  if (threads > 0) {
    work.sortBySize();
    await Promise.all(Array.from({ length: threads }, () => inThread(work, options)));
  }
  return work.results();
}

/** What is left to do, and what was found. */
class Work {
  readonly #options: MatchOptions;
  readonly #assemblies: readonly LogAssembly[];
  readonly #queue: ScanPart[];
  #bytesLeft: number;
  readonly #bytes: number;
  /** Of all logs: events, and bytes that are behind. */
  #events = 0;
  #behind = 0;
  readonly #told: { readonly events: number; readonly bytes: number }[] = [];

  constructor(options: MatchOptions, source: EventSource) {
    this.#options = options;
    const parts = options.logs.map((log, file) => partsOf(source, file, Math.max(1, sizeOf(log)), options.partBytes));
    this.#assemblies = parts.map((ofLog) => new LogAssembly(ofLog));
    this.#queue = parts.flat();
    this.#bytes = this.#queue.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#bytesLeft = this.#bytes;
  }

  get left(): number {
    return this.#queue.length;
  }

  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  /** The next part, or the next of at most so many bytes. */
  take(most = Number.POSITIVE_INFINITY): ScanPart | undefined {
    for (;;) {
      const at = this.#queue.findIndex(({ bytes }) => bytes <= most);
      const part = this.#queue[at];
      if (!part) return undefined;
      this.#queue.splice(at, 1);
      this.#bytesLeft -= part.bytes;
      // What a log that was given up, or is read in one piece, still had in the queue is left out.
      if (this.#of(part).awaits(part)) return part;
    }
  }

  /** The largest first, so that no thread is left with one of them in the end; the parts of a log stay in their order. */
  sortBySize(): void {
    const weight = ({ range, bytes }: ScanPart): number => (range ? SMALL_BYTES : bytes);
    this.#queue.sort((left, right) => weight(right) - weight(left));
  }

  tell(progress: PartProgress): void {
    this.#of(progress).advance(progress);
    this.#report(progress.file);
  }

  add(matches: PartMatches): void {
    const assembly = this.#of(matches);
    const rest = assembly.add(matches);
    if (rest) {
      this.#queue.unshift(rest);
      this.#bytesLeft += rest.bytes;
    }
    this.#report(matches.file);
  }

  /** Gives up the log of a part: what went wrong is said about it alone. */
  fail({ file }: ScanPart, name: 'run-failure' | 'data-limit', message: string): void {
    const assembly = this.#assemblies[file] as LogAssembly;
    const log = this.#options.logs[file]?.name ?? '';
    assembly.fail(createDiagnostic(name, log, FILE_START, `The log could not be scanned: ${message}`));
    this.#report(file);
  }

  results(): readonly LogMatches[] {
    return this.#assemblies.map((assembly) => assembly.result());
  }

  #report(file: number): void {
    const { events, bytes, hits } = this.#of({ file }).progress();
    const before = this.#told[file];
    this.#events += events - (before?.events ?? 0);
    this.#behind += bytes - (before?.bytes ?? 0);
    this.#told[file] = { events, bytes };
    this.#options.onProgress({ events: this.#events, share: Math.min(1, this.#behind / this.#bytes), file, hits });
  }

  #of({ file }: { readonly file: number }): LogAssembly {
    return this.#assemblies[file] as LogAssembly;
  }
}

/** Does the work in this thread: all of it, or until threads are worth it. */
function matchAlone(work: Work, options: MatchOptions, source: EventSource): void {
  const { jobs, patienceMs = PATIENCE_MS } = options;
  const matcher = new SigmaMatcher(options.filters);
  const started = performance.now();
  let done = 0;
  const isWorthThreads = (): boolean =>
    jobs > 1 && work.left > 1 && performance.now() - started >= patienceMs && work.bytesLeft >= done;
  try {
    while (!isWorthThreads()) {
      const part = work.take(jobs > 1 && work.left > 1 ? SMALL_BYTES : undefined);
      if (!part) return;
      try {
        work.add(matchPart(matcher, source, part, { ...options, onProgress: (progress) => work.tell(progress) }));
      } catch (error) {
        work.fail(part, 'run-failure', bugText(error as Error));
      }
      done += part.bytes;
    }
  } finally {
    matcher.close();
  }
}

/** Does parts of the work in a worker until none is left. One that comes down takes its log with it, and another takes its place. */
async function inThread(work: Work, options: MatchOptions): Promise<void> {
  const { filters, logs, recover, events, memoryMb } = options;
  const workerData: ScanWork = { scan: { filters, logs, events, ...(recover && { recover }) } };
  while (work.left > 0) {
    const worker = new Worker(workerFile(), { workerData, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    await new Promise<void>((resolve) => {
      let part: ScanPart | undefined;
      const next = (): void => {
        part = work.take();
        if (part) worker.postMessage(part);
        else resolve();
      };
      worker.on('message', (answer: ScanAnswer) => {
        if ('progress' in answer) return work.tell(answer.progress);
        work.add(answer.matches);
        next();
      });
      worker.on('error', (error: Error) => {
        const isLarge = isOutOfMemory(error);
        const why = isLarge ? `it needs more than the ${memoryMb} MB that one worker may use.` : bugText(error);
        if (part) work.fail(part, isLarge ? 'data-limit' : 'run-failure', why);
        resolve();
      });
      next();
    });
    await worker.terminate();
  }
}

function sizeOf({ path }: LogFile): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
