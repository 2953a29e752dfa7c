import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { openEventSource } from '../data/event-source.ts';
import type { EventSource, LogFile, RecordBatch } from '../data/record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type EventFilter, SigmaMatcher } from '../platforms/sigma/matcher/index.ts';
import { workerFile } from './pool.ts';
import { Replay } from './replay.ts';

/** What rules found in one log. */
export interface LogMatches {
  readonly file: number;
  /** The rules of the hits, and beside them the records. */
  readonly rules: readonly number[];
  readonly records: readonly number[];
  readonly events: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** How far a log has come. */
export interface LogProgress {
  readonly file: number;
  readonly events: number;
  /** About how much of the log is behind, from 0 to 1. */
  readonly share: number;
  /** Rules that hit for the first time in this log, with their records. */
  readonly hits: readonly (readonly [rule: number, record: number])[];
}

export interface MatchOptions {
  readonly filters: readonly EventFilter[];
  readonly logs: readonly LogFile[];
  /** Worker threads at most. */
  readonly jobs: number;
  readonly recover?: boolean;
  /** Logs of fewer bytes in all are matched sooner than threads are started. */
  readonly worthThreads?: number;
  readonly onProgress: (progress: LogProgress) => void;
}

/** What a worker thread is given to match rules with. */
export interface ScanWork {
  readonly scan: Pick<MatchOptions, 'filters' | 'logs' | 'recover'>;
}

/** What a worker answers to the number of a log. */
export type ScanAnswer = { readonly progress: LogProgress } | { readonly matches: LogMatches };

const WORTH_THREADS = 32 << 20;
const INTERVAL_MS = 100;

/** Matches rules against every event of the logs, several logs at a time where that is worth it; in the order of the logs. */
export async function matchLogs(options: MatchOptions): Promise<readonly LogMatches[]> {
  const { filters, logs, jobs, worthThreads = WORTH_THREADS } = options;
  const threads = Math.min(jobs, logs.length);
  if (threads > 1 && sizeOf(logs) >= worthThreads) return inThreads(options, threads);
  const matcher = new SigmaMatcher(filters);
  try {
    const source = openEventSource(logs);
    return logs.map((_, file) => matchLog(matcher, source, file, options));
  } finally {
    matcher.close();
  }
}

/** Matches one log, and says from time to time how far it has come. */
export function matchLog(
  matcher: SigmaMatcher,
  source: EventSource,
  file: number,
  { recover, onProgress }: Pick<MatchOptions, 'recover' | 'onProgress'>,
): LogMatches {
  const replay = new Replay(source);
  const rules: number[] = [];
  const records: number[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<number>();
  let hits: [number, number][] = [];
  let said = performance.now();
  let expected = 0;
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  for (const batch of replay.read(file, { batchSize: 1024, report, ...(recover && { recover: true }) })) {
    matcher.match(batch, (rule, record) => {
      rules.push(rule);
      records.push(record);
      if (seen.has(rule)) return;
      seen.add(rule);
      hits.push([rule, record]);
    });
    expected ||= expectedEvents(source.files[file] as LogFile, batch);
    const now = performance.now();
    if (now - said < INTERVAL_MS) continue;
    said = now;
    onProgress({ file, events: replay.events, share: Math.min(0.99, replay.events / expected), hits });
    hits = [];
  }
  onProgress({ file, events: replay.events, share: 1, hits });
  return { file, rules, records, events: replay.events, diagnostics };
}

const EVENTS_WEIGHED = 32;

/** How many events a log may hold, by the lengths of the first; what is packed holds more. */
function expectedEvents(log: LogFile, batch: RecordBatch): number {
  const weighed = Math.min(batch.length, EVENTS_WEIGHED);
  if (weighed === 0) return 0;
  let characters = 0;
  for (let index = 0; index < weighed; index += 1) characters += batch.raw(index).length + 1;
  return Math.max(1, (sizeOf([log]) * weighed) / characters);
}

export function sizeOf(logs: readonly LogFile[]): number {
  return logs.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** The largest logs first, so that no thread is left with one of them in the end. */
async function inThreads(options: MatchOptions, threads: number): Promise<LogMatches[]> {
  const { filters, logs, recover, onProgress } = options;
  const scan = { filters, logs, ...(recover && { recover }) };
  const bySize = [...scan.logs.keys()].sort(
    (left, right) => sizeOf([scan.logs[right] as LogFile]) - sizeOf([scan.logs[left] as LogFile]),
  );
  const found: LogMatches[] = [];
  const work: ScanWork = { scan };
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(workerFile(), { workerData: work });
      const next = (): void => {
        const file = bySize.shift();
        if (file !== undefined) worker.postMessage(file);
        else worker.terminate().then(() => resolve(), reject);
      };
      worker.on('error', reject);
      worker.on('message', (answer: ScanAnswer) => {
        if ('progress' in answer) onProgress(answer.progress);
        else {
          found.push(answer.matches);
          next();
        }
      });
      next();
    });
  await Promise.all(Array.from({ length: threads }, run));
  return found.sort((left, right) => left.file - right.file);
}
