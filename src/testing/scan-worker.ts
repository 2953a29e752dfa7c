import { parentPort } from 'node:worker_threads';
import { openEventSource } from '../data/event-source.ts';
import { SigmaMatcher } from '../platforms/sigma/matcher/index.ts';
import { matchLog, type ScanAnswer, type ScanWork } from './match-logs.ts';

/** Answers each number of a log with what the rules find in it. */
export function answerScans({ scan: { filters, logs, recover } }: ScanWork): void {
  const matcher = new SigmaMatcher(filters);
  const source = openEventSource(logs);
  const answer = (message: ScanAnswer): void => parentPort?.postMessage(message);
  parentPort?.on('message', (file: number) => {
    const onProgress = (progress: Extract<ScanAnswer, { progress: unknown }>['progress']): void => answer({ progress });
    answer({ matches: matchLog(matcher, source, file, { ...(recover && { recover }), onProgress }) });
  });
}
