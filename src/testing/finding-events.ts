import type { EventSource, LogFile, ReadOptions, RecordBatch } from '../data/record.ts';
import type { Finding } from './findings.ts';

/** A finding and when its search made it, in nanoseconds since 1970. */
export interface TimedFinding extends Finding {
  readonly time: bigint;
}

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** The text that a finding is indexed as: a time, then `field="value"`; several values as several pairs. */
export function stashText({ time, fields }: TimedFinding): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((text) => `${name}="${text.replace(/[\\"]/g, '\\$&')}"`),
  );
  return [String(time / NANOSECONDS_PER_SECOND), ...pairs].join(', ');
}

/** The events of a replay, and after them the findings that were made before, each in its index. */
export class EventsWithFindings implements EventSource {
  readonly files: readonly LogFile[];
  readonly #events: EventSource;
  readonly #groups: readonly (readonly TimedFinding[])[];

  constructor(events: EventSource, findings: readonly TimedFinding[]) {
    this.#events = events;
    const groups = new Map<string, TimedFinding[]>();
    for (const finding of findings) {
      const key = `${finding.index} ${finding.source}`;
      const group = groups.get(key);
      if (group) group.push(finding);
      else groups.set(key, [finding]);
    }
    this.#groups = [...groups.values()];
    this.files = [...events.files, ...this.#groups.map(fileOf)];
  }

  *read(file: number, options: ReadOptions): Iterable<RecordBatch> {
    const findings = this.#groups[file - this.#events.files.length];
    if (!findings) {
      yield* this.#events.read(file, options);
      return;
    }
    const texts = findings.map(stashText);
    for (let start = 0; start < texts.length; start += options.batchSize) {
      const part = texts.slice(start, start + options.batchSize);
      yield {
        length: part.length,
        record: (index) => start + index + 1,
        raw: (index) => part[index] as string,
        document: () => ({ kind: 'text' }),
        timeText: (index) => (part[index] as string).slice(0, (part[index] as string).indexOf(',')),
      };
    }
    options.onEnd?.(texts.length);
  }
}

/** Findings are written by the summary indexer: sourcetype "stash", the saved search as source. */
function fileOf(findings: readonly TimedFinding[]): LogFile {
  const { index, source } = findings[0] as TimedFinding;
  const what = index === 'risk' ? 'risk events' : 'findings';
  return { name: `${what} of ${source}`, path: '', source, sourcetype: 'stash', index };
}
