import { createHash } from 'node:crypto';
import type { ContentObject, Detection } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** How many findings are kept: an edit and its undoing many times over. */
const MOST_KEPT = 20_000;

/** Tells what a document's findings rest on, of all that is around it; undefined when everything may matter. */
export type ReachOf = (item: Detection | ContentObject) => Promise<string | undefined>;

/**
 * Findings of one process, for who validates the same content again and again: by what a document reaches, so that an
 * edit of a macro, a lookup or a parser has only those looked at anew that name it.
 */
export class RecentFindings {
  readonly #found = new Map<string, readonly Diagnostic[]>();
  readonly #noted = new Set<string>();

  key(...parts: readonly string[]): string {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(`${part.length}:`).update(part);
    return hash.digest('base64').slice(0, 32);
  }

  get(key: string): readonly Diagnostic[] | undefined {
    return this.#found.get(key);
  }

  put(key: string, diagnostics: readonly Diagnostic[]): void {
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
