import { statSync } from 'node:fs';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { ContentObject, Detection, YamlDocument } from './model.ts';

/** What was read of one file. */
export interface FileDraft {
  readonly detections: readonly Detection[];
  readonly objects: readonly ContentObject[];
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, SourceText>;
}

/**
 * Files that were read before, for who reads the same content again and again: a watch, an editor. A file that did not
 * change gives the same objects, so that what rests on them can be kept by them.
 */
export class ContentCache {
  readonly #drafts = new Map<string, { readonly stamp: string; readonly draft: FileDraft }>();
  readonly #open = new Map<string, string>();
  readonly #merged = new WeakMap<Detection, { readonly side: YamlDocument; readonly detection: Detection }>();
  #edits = 0;

  /** The text of a file as an editor has it: it holds in place of the file's own; undefined gives it up. */
  setText(path: string, text: string | undefined): void {
    this.#edits += 1;
    this.#drafts.delete(path);
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, text);
  }

  text(path: string): string | undefined {
    return this.#open.get(path);
  }

  /** Files that only an editor has. */
  openPaths(): Iterable<string> {
    return this.#open.keys();
  }

  /** What was read of a file, read anew when it has changed. `how` stands for the way of reading. */
  draft(path: string, how: string, read: () => FileDraft): FileDraft {
    const stamp = `${how}|${this.#open.has(path) ? `open ${this.#edits}` : stampOf(path)}`;
    const known = this.#drafts.get(path);
    if (known && (known.stamp === stamp || (this.#open.has(path) && known.stamp.startsWith(`${how}|open `)))) {
      return known.draft;
    }
    const draft = read();
    this.#drafts.set(path, { stamp, draft });
    return draft;
  }

  /** A detection with the tests of its side file: the same object for the same two. */
  merged(detection: Detection, side: YamlDocument, merge: () => Detection): Detection {
    const known = this.#merged.get(detection);
    if (known?.side === side) return known.detection;
    const made = merge();
    this.#merged.set(detection, { side, detection: made });
    return made;
  }
}

function stampOf(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  return status ? `${status.mtimeMs} ${status.size} ${status.ino}` : '';
}
