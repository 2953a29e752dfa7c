import { dirname, isAbsolute, relative, sep } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Project } from './project.ts';

/** What only content has at the start of a line: other YAML outside the folder is nobody's business. */
const CONTENT =
  /^["']?(?:search|query|detection|correlation|filter|transformations|ParserQuery|FunctionQuery)["']?\s*:/m;

interface Loose {
  readonly project: Project;
  readonly paths: string[];
}

/**
 * The project of the folder that the editor has open, and for files from elsewhere one per folder, of the opened files
 * alone: their macros, lookups and configuration are looked for above them.
 */
export class Projects {
  readonly main: Project;
  readonly #loose = new Map<string, Loose>();

  constructor(root: string) {
    this.main = new Project(root);
  }

  /** The project of a file; undefined for a file from elsewhere that is no content. */
  of(path: string): Project | undefined {
    if (this.#isInside(path)) return this.main;
    const loose = this.#loose.get(dirname(path));
    return loose?.paths.includes(path) ? loose.project : undefined;
  }

  /** Undefined: the editor closed the file. */
  setText(path: string, text: string | undefined): void {
    if (this.#isInside(path)) return this.main.setText(path, text);
    const folder = dirname(path);
    const known = this.#loose.get(folder);
    if (text === undefined) {
      known?.paths.splice(known.paths.indexOf(path) >>> 0, 1);
      if (known?.paths.length === 0) this.#loose.delete(folder);
      else known?.project.setText(path, undefined);
      return;
    }
    if (!known?.paths.includes(path) && !CONTENT.test(text)) return;
    const loose = known ?? this.#open(folder);
    if (!loose.paths.includes(path)) loose.paths.push(path);
    loose.project.setText(path, text);
  }

  /** A file changed on disk. */
  changed(path: string): void {
    for (const project of this.#all()) project.changed(path);
  }

  /** The findings of all files, by their paths. */
  async diagnostics(): Promise<ReadonlyMap<string, readonly Diagnostic[]>> {
    const found = new Map<string, Diagnostic[]>();
    for (const project of this.#all()) {
      const { diagnostics } = await project.diagnostics();
      for (const diagnostic of diagnostics) {
        const path = project.pathOf(diagnostic.file);
        found.set(path, [...(found.get(path) ?? []), diagnostic]);
      }
    }
    return found;
  }

  #all(): readonly Project[] {
    return [this.main, ...[...this.#loose.values()].map(({ project }) => project)];
  }

  #open(folder: string): Loose {
    const paths: string[] = [];
    const loose = { project: new Project(folder, paths), paths };
    this.#loose.set(folder, loose);
    return loose;
  }

  #isInside(path: string): boolean {
    const way = relative(this.main.root, path);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  }
}
