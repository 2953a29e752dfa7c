import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Hit, PartMatches, PartProgress, ScanPart } from './scan-part.ts';
import { append } from '../util/append.ts';

/** What rules found in one log. */
export interface LogMatches {
  readonly file: number;
  /** The rules of the hits, and beside them the records; empty where only their number is wanted. */
  readonly rules: readonly number[];
  readonly records: readonly number[];
  /** How often each rule hit. */
  readonly counts: ReadonlyMap<number, number>;
  readonly events: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Nothing is known of this log: matching it failed. */
  readonly failed: boolean;
}

/** How far a log has come. */
interface LogProgress {
  readonly events: number;
  /** About how many of its bytes are behind. */
  readonly bytes: number;
  /** Hits that became known, the first of each rule among them. */
  readonly hits: readonly Hit[];
}

/**
 * Puts together what was found in the parts of one log. Parts come in any order; their records are numbered once all parts
 * before them are known. Where a part does not stand for itself, the log is read in one piece from there on.
 */
export class LogAssembly {
  readonly #file: number;
  readonly #bytes: number;
  #parts: readonly ScanPart[];
  readonly #matches: (PartMatches | undefined)[] = [];
  readonly #progress: (PartProgress | undefined)[] = [];
  readonly #hits: Hit[][] = [];
  /** Parts whose records are numbered, and how many records they have. */
  #known = 0;
  readonly #before: number[] = [0];
  #failure: Diagnostic | undefined;

  constructor(parts: readonly ScanPart[]) {
    this.#file = parts[0]?.file ?? 0;
    this.#bytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#parts = parts;
  }

  /** Whether it still matters what is found in a part. */
  awaits({ part }: Pick<ScanPart, 'part'>): boolean {
    return !this.#failure && part < this.#parts.length && this.#matches[part] === undefined;
  }

  /** Notes how far a part has come. */
  advance(progress: PartProgress): void {
    const { part, hits } = progress;
    if (!this.awaits(progress)) return;
    this.#progress[part] = progress;
    this.#hits[part] = [...(this.#hits[part] ?? []), ...hits];
  }

  /** Takes what was found in a part; the part that has to be read in its place and in that of those behind it, if any. */
  add(matches: PartMatches): ScanPart | undefined {
    if (!this.awaits(matches)) return undefined;
    this.#matches[matches.part] = matches;
    for (let next = this.#matches[this.#known]; next; next = this.#matches[this.#known]) {
      if (!next.holds) return this.#inOnePiece(this.#known);
      this.#known += 1;
      this.#before.push(this.#recordsBefore(this.#known - 1) + next.events);
    }
    return undefined;
  }

  /** Gives the log up. */
  fail(failure: Diagnostic): void {
    this.#failure = failure;
    this.#hits.length = 0;
  }

  /** How far the log has come; hits are told once. */
  progress(): LogProgress {
    if (this.#failure) return { events: 0, bytes: this.#bytes, hits: [] };
    const hits: Hit[] = [];
    for (let part = 0; part <= this.#known && part < this.#parts.length; part += 1) {
      const offset = this.#offset(part);
      for (const [rule, record] of this.#hits[part] ?? []) hits.push([rule, offset + record]);
      this.#hits[part] = [];
    }
    let events = 0;
    let bytes = 0;
    for (const [part, progress] of this.#progress.entries()) {
      events += progress?.events ?? 0;
      bytes += (progress?.share ?? 0) * (this.#parts[part]?.bytes ?? 0);
    }
    return { events, bytes, hits };
  }

  result(): LogMatches {
    const file = this.#file;
    if (this.#failure) {
      const nothing = { rules: [], records: [], counts: new Map<number, number>(), events: 0 };
      return { file, ...nothing, diagnostics: [this.#failure], failed: true };
    }
    const rules: number[] = [];
    const records: number[] = [];
    const counts = new Map<number, number>();
    const diagnostics: Diagnostic[] = [];
    for (const [part, matches] of this.#matches.entries()) {
      if (!matches) continue;
      const before = this.#offset(part);
      for (const rule of matches.rules ?? []) rules.push(rule);
      for (const record of matches.records ?? []) records.push(before + record);
      for (const [rule, count] of matches.counts) counts.set(rule, (counts.get(rule) ?? 0) + count);
      append(diagnostics, matches.diagnostics);
    }
    return { file, rules, records, counts, events: this.#before[this.#known] ?? 0, diagnostics, failed: false };
  }

  #inOnePiece(part: number): ScanPart {
    const before = this.#parts[part] as ScanPart;
    const start = before.range?.start ?? 0;
    const range = { start, end: Number.POSITIVE_INFINITY, recordsBefore: this.#recordsBefore(part) };
    const bytes = this.#parts.slice(part).reduce((sum, one) => sum + one.bytes, 0);
    const rest: ScanPart = { file: this.#file, part, range, bytes };
    this.#parts = [...this.#parts.slice(0, part), rest];
    for (const list of [this.#matches, this.#progress, this.#hits]) list.length = part;
    return rest;
  }

  #recordsBefore(part: number): number {
    return this.#before[part] ?? 0;
  }

  /** What is added to the numbers of a part's records. */
  #offset(part: number): number {
    return this.#parts[part]?.range?.recordsBefore === undefined ? this.#recordsBefore(part) : 0;
  }
}
