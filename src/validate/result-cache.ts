import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** How many results one base keeps: beyond that only those of the last run stay. */
const MOST_KEPT = 50_000;
/** How many bases a file keeps: code and knowledge change back and forth between branches. */
const MOST_BASES = 3;
/** A line of results; older files had no lines. */
const MARKED = /^[\w+/=]+ \[/;

/**
 * What was found in each document, by its content and everything else that the findings rest on. A cache that cannot be
 * read or written is no cache, never an error.
 */
export class ResultCache {
  readonly #file: string;
  readonly #base: string;
  /** Results of other bases, as lines: they are kept unread. */
  readonly #others: readonly string[];
  readonly #known: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly #used = new Map<string, readonly Diagnostic[]>();
  #grown = false;

  /** `base` stands for all that documents share: the version of the tool, the knowledge. */
  constructor(file: string, base: string) {
    this.#file = file;
    this.#base = base;
    const lines = readLines(file);
    const own = lines.find((line) => line.startsWith(this.#mark()));
    this.#others = lines.filter((line) => line !== own && MARKED.test(line));
    this.#known = own === undefined ? new Map() : parseResults(own.slice(this.#mark().length));
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

  /** What the line of a base begins with. */
  #mark(): string {
    return `${createHash('sha256').update(this.#base).digest('base64')} `;
  }

  save(): void {
    if (!this.#grown) return;
    const all = new Map([...this.#known, ...this.#used]);
    const kept = all.size > MOST_KEPT ? this.#used : all;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const draft = `${this.#file}.${process.pid}`;
      const lines = [this.#mark() + JSON.stringify([...kept]), ...this.#others];
      writeFileSync(draft, `${lines.slice(0, MOST_BASES).join('\n')}\n`);
      renameSync(draft, this.#file);
    } catch {
      return;
    }
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function parseResults(text: string): ReadonlyMap<string, readonly Diagnostic[]> {
  try {
    const entries: unknown = JSON.parse(text);
    return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
  } catch {
    return new Map();
  }
}

const isEntry = (entry: unknown): entry is [string, readonly Diagnostic[]] =>
  Array.isArray(entry) && typeof entry[0] === 'string' && Array.isArray(entry[1]);
