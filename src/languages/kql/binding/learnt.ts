import type { KqlEnvironment, KqlFunction } from '../environment.ts';
import { type Globals, type KustoSymbol, loadKusto } from './kusto.ts';

/**
 * What the binder learns of the functions of one workspace: their bound bodies, by the arguments of a call. Pictures of
 * the workspace share it, so that an ASIM parser is analysed once and not for each query that names another table.
 */
class Learnt {
  readonly #functions = new Map<KqlFunction, KustoSymbol>();
  readonly #kept = new Map<string, unknown>();

  /** One symbol for each function: what is learnt is kept by symbol. */
  functionSymbol(found: KqlFunction, make: () => KustoSymbol): KustoSymbol {
    const symbol = this.#functions.get(found) ?? make();
    this.#functions.set(found, symbol);
    return symbol;
  }

  /** Lets a picture share with others under `key`: those in which every body of a function means the same. */
  share(key: string, globals: Globals): void {
    const { GlobalBindingCache } = loadKusto().Binding;
    const cache = this.#kept.get(key) ?? new GlobalBindingCache();
    this.#kept.delete(key);
    this.#kept.set(key, cache);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    globals.Cache.GetOrCreate$1(GlobalBindingCache, () => cache);
  }
}

const MOST_KEPT = 4;

const learntOf = new WeakMap<KqlEnvironment, Learnt>();

export function learntIn(environment: KqlEnvironment): Learnt {
  const known = learntOf.get(environment) ?? new Learnt();
  learntOf.set(environment, known);
  return known;
}

/**
 * Bodies that ask whatever tables there are mean something else in each picture. `Device*` does not: every picture with
 * such a body has all tables of that name.
 */
export const asksEveryTable = (body: string): boolean =>
  /\b(?:find|search|macro-expand)\b|\bunion\b[^|]*?[\s,]\*\s*(?:[,|;)]|$)|\)\s*,\s*\*\s*(?:[,|;)]|$)/.test(body);
