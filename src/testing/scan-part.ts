import type { ByteRange, EventSource, RecordBatch } from '../data/record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SigmaMatcher } from '../platforms/sigma/matcher/index.ts';
import { Replay } from './replay.ts';

/** A piece of the work of a scan: a log, or a range of one. */
export interface ScanPart {
  readonly file: number;
  /** Among the parts of its log, from 0. */
  readonly part: number;
  readonly range?: ByteRange;
  readonly bytes: number;
}

/** A rule and a record that it matches; within a range records are counted from its beginning. */
export type Hit = readonly [rule: number, record: number];

/** How far a part has come. */
export interface PartProgress {
  readonly file: number;
  readonly part: number;
  readonly events: number;
  /** About how much of the part is behind, from 0 to 1. */
  readonly share: number;
  /** Rules that hit for the first time in this part. */
  readonly hits: readonly Hit[];
}

/** What rules found in a part. */
export interface PartMatches {
  readonly file: number;
  readonly part: number;
  /** The rules of the hits, and beside them the records; undefined where only their number is wanted. */
  readonly rules?: Uint32Array;
  readonly records?: Uint32Array;
  /** How often each rule hit. */
  readonly counts: ReadonlyMap<number, number>;
  readonly events: number;
  readonly diagnostics: readonly Diagnostic[];
  /** False for a range that does not stand for itself: see {@link ByteRange}. */
  readonly holds: boolean;
}

export interface MatchPartOptions {
  readonly recover?: boolean;
  /** Also which events the hits are, not only how many. */
  readonly events: boolean;
  readonly onProgress: (progress: PartProgress) => void;
}

const INTERVAL_MS = 100;

/** Matches one part, and says from time to time how far it has come. */
export function matchPart(
  matcher: SigmaMatcher,
  source: EventSource,
  { file, part, range, bytes }: ScanPart,
  { recover, events: wanted, onProgress }: MatchPartOptions,
): PartMatches {
  const replay = new Replay(source);
  const before = range?.recordsBefore ?? 0;
  const rules: number[] = [];
  const records: number[] = [];
  const counts = new Map<number, number>();
  const diagnostics: Diagnostic[] = [];
  let hits: Hit[] = [];
  let said = performance.now();
  let expected = 0;
  let ended = false;
  const hit = (rule: number, record: number): void => {
    if (wanted) {
      rules.push(rule);
      records.push(record);
    }
    const count = counts.get(rule) ?? 0;
    if (count === 0) hits.push([rule, record]);
    counts.set(rule, count + 1);
  };
  const tell = (share: number): void => {
    onProgress({ file, part, events: replay.events - before, share, hits });
    hits = [];
  };
  const options = {
    batchSize: 1024,
    report: (diagnostic: Diagnostic): void => {
      diagnostics.push(diagnostic);
    },
    onEnd: (): void => {
      ended = true;
    },
    ...(recover && { recover: true }),
    ...(range && { range }),
  };
  for (const batch of replay.read(file, options)) {
    matcher.match(batch, hit);
    expected ||= expectedEvents(bytes, batch);
    const now = performance.now();
    if (now - said < INTERVAL_MS) continue;
    said = now;
    tell(Math.min(0.99, (replay.events - before) / expected));
  }
  tell(1);
  // Where the number of its first record is known, a range is read to the end of the log.
  const isCertain = range === undefined || range.recordsBefore !== undefined;
  return {
    file,
    part,
    ...(wanted && { rules: Uint32Array.from(rules), records: Uint32Array.from(records) }),
    counts,
    events: Math.max(0, replay.events - before),
    diagnostics,
    holds: isCertain || (ended && diagnostics.length === 0),
  };
}

const EVENTS_WEIGHED = 32;

/** How many events so many bytes may hold, by the lengths of the first; what is packed holds more. */
function expectedEvents(bytes: number, batch: RecordBatch): number {
  const weighed = Math.min(batch.length, EVENTS_WEIGHED);
  if (weighed === 0) return 0;
  let characters = 0;
  for (let index = 0; index < weighed; index += 1) characters += batch.raw(index).length + 1;
  return Math.max(1, (bytes * weighed) / characters);
}

/** A log of more bytes is matched in parts of so many. */
const PART_BYTES = 16 << 20;

/** The parts that a log is matched in: one where it cannot be cut, or is not worth it. */
export function partsOf(source: EventSource, file: number, bytes: number, partBytes = PART_BYTES): readonly ScanPart[] {
  const ranges = bytes > partBytes ? (source.ranges?.(file, partBytes) ?? []) : [];
  if (ranges.length < 2) return [{ file, part: 0, bytes }];
  return ranges.map((range, part) => ({ file, part, range, bytes: Math.min(range.end, bytes) - range.start }));
}
