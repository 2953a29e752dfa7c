import { createHash } from 'node:crypto';
import type { ContentObject, Detection } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** How many findings are kept: an edit and its undoing many times over. */
const MOST_KEPT = 20_000;

/** What a document's findings rest on, of all that is around it. */
export interface Reach {
  readonly key: string;
  /** Stands for all names around it, where a hint may offer one of them for a name that is not known. */
  readonly names?: () => string;
}

/** Tells what a document reaches; undefined when everything may matter. */
export type ReachOf = (item: Detection | ContentObject) => Promise<Reach | undefined>;

/** The place of a document's findings. */
export interface KeptFindings {
  get(): readonly Diagnostic[] | undefined;
  put(diagnostics: readonly Diagnostic[]): void;
}

/**
 * Findings of one process, for who validates the same content again and again: by what a document reaches, so that an
 * edit of a macro, a lookup or a parser has only those looked at anew that name it.
 */
export class RecentFindings {
  readonly #found = new Map<string, readonly Diagnostic[]>();
  readonly #noted = new Set<string>();

  /** Findings with a hint that may name what is around have a place for these names. */
  keyed({ key: reached, names }: Reach, ...parts: readonly string[]): KeptFindings {
    const key = keyOf(reached, ...parts);
    const named = names && (() => keyOf(key, names()));
    return {
      get: () => this.#found.get(key) ?? (named && this.#found.get(named())),
      put: (diagnostics) => {
        const mayHint = named && diagnostics.some(({ name }) => NAMES_OTHERS.has(name));
        this.#put(mayHint ? named() : key, diagnostics);
      },
    };
  }

  #put(key: string, diagnostics: readonly Diagnostic[]): void {
    if (this.#found.size >= MOST_KEPT) {
      this.#found.clear();
      this.#noted.clear();
    }
    this.#found.set(key, diagnostics);
  }

  /** Whether a key of the other cache has been noted here; it is from now on. */
  isNoted(key: string): boolean {
    if (this.#noted.has(key)) return true;
    this.#noted.add(key);
    return false;
  }
}

/** What is not known in KQL gets a hint that names something else. */
const NAMES_OTHERS: ReadonlySet<string> = new Set([
  ...['unknown-table', 'unknown-workspace-function', 'unknown-watchlist'],
]);

function keyOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64').slice(0, 32);
}
