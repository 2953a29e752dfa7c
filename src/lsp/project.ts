import { relative, resolve, sep } from 'node:path';
import type { Content } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import { LiveRepository } from '../testing/live-repository.ts';
import type { Workspace } from '../testing/workspace.ts';

/** The repository behind an editor: findings of the texts as the editor has them, and queries as they were last whole. */
export class Project {
  readonly root: string;
  readonly #live: LiveRepository;
  readonly #lowered = new Map<string, LoweredQuery>();
  readonly #last = new Map<string, Detection>();

  /** `paths`: only these files, whatever the configuration says; more may be added later. */
  constructor(root: string, paths?: readonly string[]) {
    this.root = root;
    this.#live = new LiveRepository({ cwd: root, ...(paths && { paths, explicit: false }) });
  }

  /** Undefined: the editor closed the file. */
  setText(path: string, text: string | undefined): void {
    this.#live.texts.setText(path, text);
  }

  /** A file changed on disk. */
  changed(path: string): void {
    this.#live.changed(path);
  }

  nameOf = (path: string): string => relative(this.root, path).split(sep).join('/');

  pathOf = (file: string): string => resolve(this.root, file);

  async diagnostics(): Promise<{ readonly files: Iterable<string>; readonly diagnostics: readonly Diagnostic[] }> {
    const { content, diagnostics } = await this.#live.refresh();
    for (const detection of content.detections) this.#last.set(detection.file, detection);
    return { files: content.sources.keys(), diagnostics };
  }

  load(): { readonly workspace: Workspace; readonly content: Content } {
    const loaded = this.#live.load();
    for (const detection of loaded.content.detections) this.#last.set(detection.file, detection);
    return loaded;
  }

  /** The detection of a file as it could last be read. */
  lastDetection(file: string): Detection | undefined {
    return this.#last.get(file);
  }

  /** The query of a detection; while it is being edited, as it was when it could last be read. */
  async lowered(detection: Detection, workspace: Workspace): Promise<LoweredQuery | undefined> {
    const { query } = await workspace.lower(detection);
    if (query) this.#lowered.set(detection.file, query);
    return query ?? this.#lowered.get(detection.file);
  }
}
