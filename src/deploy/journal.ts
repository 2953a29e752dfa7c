import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ObjectState } from './object.ts';
import type { Plan } from './plan.ts';

/** What happened, one line each, written before the next thing happens. */
export type JournalEntry =
  | { readonly plan: Plan }
  /** A step is about to be taken: what was there before it. */
  | { readonly begin: number; readonly before: ObjectState | null }
  | { readonly done: number }
  | { readonly failed: number; readonly message: string }
  | { readonly end: 'done' | 'failed' };

/** A run as its journal tells it. */
export interface Run {
  readonly plan: Plan;
  /** By step: what was there before it. */
  readonly begun: ReadonlyMap<number, ObjectState | null>;
  readonly done: ReadonlySet<number>;
  readonly finished: boolean;
}

/** A file that only grows; every line is on the disk before `write` returns. */
export class Journal {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a', 0o600);
  }

  write(entry: JournalEntry): void {
    writeSync(this.#descriptor, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Reads a journal; a last line that was cut off never happened. Undefined when there is no run in it. */
export function readJournal(path: string): Run | undefined {
  if (!existsSync(path)) return undefined;
  let plan: Plan | undefined;
  const begun = new Map<number, ObjectState | null>();
  const done = new Set<number>();
  let finished = false;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const entry = parseEntry(line);
    if (!entry) continue;
    if ('plan' in entry) plan = entry.plan;
    else if ('begin' in entry) {
      // The first time counts: what a resumed run finds may be half of our own work.
      if (!begun.has(entry.begin)) begun.set(entry.begin, entry.before);
    } else if ('done' in entry) done.add(entry.done);
    else if ('end' in entry) finished = entry.end === 'done';
  }
  return plan && { plan, begun, done, finished };
}

function parseEntry(line: string): JournalEntry | undefined {
  if (line.trim() === '') return undefined;
  try {
    return JSON.parse(line) as JournalEntry;
  } catch {
    return undefined;
  }
}
