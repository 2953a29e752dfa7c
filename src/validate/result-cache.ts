import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** How many results a file keeps: beyond that only those of the last run stay. */
const MOST_KEPT = 50_000;

/**
 * What was found in each document, by its content and everything else that the findings rest on. A cache that cannot be
 * read or written is no cache, never an error.
 */
export class ResultCache {
  readonly #file: string;
  readonly #base: string;
  readonly #known: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly #used = new Map<string, readonly Diagnostic[]>();
  #grown = false;

  /** `base` stands for all that documents share: the version of the tool, the knowledge. */
  constructor(file: string, base: string) {
    this.#file = file;
    this.#base = base;
    this.#known = readResults(file);
  }

  key(...parts: readonly string[]): string {
    const hash = createHash('sha256').update(this.#base);
    for (const part of parts) hash.update(`${part.length}:`).update(part);
    return hash.digest('base64').slice(0, 32);
  }

  get(key: string): readonly Diagnostic[] | undefined {
    const found = this.#known.get(key);
    if (found) this.#used.set(key, found);
    return found;
  }

  put(key: string, diagnostics: readonly Diagnostic[]): void {
    this.#used.set(key, diagnostics);
    this.#grown = true;
  }

  save(): void {
    if (!this.#grown) return;
    const all = new Map([...this.#known, ...this.#used]);
    const kept = all.size > MOST_KEPT ? this.#used : all;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const draft = `${this.#file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify([...kept]));
      renameSync(draft, this.#file);
    } catch {
      return;
    }
  }
}

function readResults(file: string): ReadonlyMap<string, readonly Diagnostic[]> {
  try {
    const entries: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
  } catch {
    return new Map();
  }
}

const isEntry = (entry: unknown): entry is [string, readonly Diagnostic[]] =>
  Array.isArray(entry) && typeof entry[0] === 'string' && Array.isArray(entry[1]);
