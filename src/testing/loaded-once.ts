import type { Diagnostic } from '../diagnostics/diagnostic.ts';

type Report = (diagnostic: Diagnostic) => void;

/** Who is told of trouble, and whether there was any. */
interface Listener {
  report: Report;
  troubled: boolean;
}

/**
 * Knowledge that one run after another uses. Parts of it are read when they are first needed, and what is wrong with them
 * is reported then: once anything was, the next run reads it anew and reports the same.
 */
export class LoadedOnce<Knowledge, Roots = readonly string[]> {
  readonly #load: (roots: Roots, report: Report) => Knowledge;
  readonly #known = new Map<string, { readonly knowledge: Knowledge; readonly listener: Listener }>();

  constructor(load: (roots: Roots, report: Report) => Knowledge) {
    this.#load = load;
  }

  of(roots: Roots, report: Report): Knowledge {
    const key = JSON.stringify(roots);
    const known = this.#known.get(key);
    if (known && !known.listener.troubled) {
      known.listener.report = report;
      return known.knowledge;
    }
    const listener: Listener = { report, troubled: false };
    const knowledge = this.#load(roots, (diagnostic) => {
      listener.troubled = true;
      listener.report(diagnostic);
    });
    this.#known.set(key, { knowledge, listener });
    return knowledge;
  }
}
