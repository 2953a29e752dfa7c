import { parentPort } from 'node:worker_threads';
import { openEventSource } from '../data/event-source.ts';
import { SigmaMatcher } from '../platforms/sigma/matcher/index.ts';
import type { ScanAnswer, ScanWork } from './match-logs.ts';
import { matchPart, type ScanPart } from './scan-part.ts';

/** Answers each part of a log with what the rules find in it. */
export function answerScans({ scan: { filters, logs, recover, events } }: ScanWork): void {
  const matcher = new SigmaMatcher(filters);
  const source = openEventSource(logs);
  const answer = (message: ScanAnswer): void => parentPort?.postMessage(message);
  parentPort?.on('message', (part: ScanPart) => {
    const onProgress = (progress: Extract<ScanAnswer, { progress: unknown }>['progress']): void => answer({ progress });
    answer({ matches: matchPart(matcher, source, part, { events, ...(recover && { recover }), onProgress }) });
  });
}
