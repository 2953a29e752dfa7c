import { append } from '../../../util/append.ts';
import type { KqlEnvironment, KqlFunction } from '../environment.ts';
import { functionNamed } from './defender.ts';
import { type BindingCache, type Globals, type KustoSymbol, loadKusto, type SignatureMap } from './kusto.ts';

const WORD = /[A-Za-z_][A-Za-z0-9_]*/g;

/**
 * What the binder learns of the functions of one workspace: their bound bodies, by the arguments of a call. Pictures of
 * the workspace share it, so that an ASIM parser is analysed once and not for each query that names another table.
 */
class Learnt {
  readonly #functions = new Map<KqlFunction, KustoSymbol>();
  readonly #kept = new Map<string, BindingCache>();

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

  /** What of this holds in a workspace with the same tables and other functions. */
  in(environment: KqlEnvironment): Learnt {
    const changed = this.#changedIn(environment);
    const stale = new Set<KustoSymbol>();
    const next = new Learnt();
    for (const [found, symbol] of this.#functions) {
      const now = functionNamed(found.name, environment);
      if (!now || changed.has(found.name)) stale.add(symbol);
      else next.#functions.set(now, symbol);
    }
    for (const [key, cache] of this.#kept) next.#kept.set(key, stale.size === 0 ? cache : withoutThese(cache, stale));
    return next;
  }

  /** Names that mean another function, or whose bodies reach one that does. */
  #changedIn(environment: KqlEnvironment): ReadonlySet<string> {
    const names = new Set(environment.functionNames());
    const known = new Set([...this.#functions.keys()].map(({ name }) => name));
    const queue: string[] = [];
    const callers = new Map<string, string[]>();
    for (const found of this.#functions.keys()) {
      const { name } = found;
      if (!isSame(functionNamed(name, environment), found)) queue.push(name);
      for (const word of wordsOf(found)) {
        // A name that nothing was learnt of had no function behind it.
        if (!known.has(word) && names.has(word)) queue.push(word);
        else if (!known.has(word)) continue;
        const list = callers.get(word);
        if (list) list.push(name);
        else callers.set(word, [name]);
      }
    }
    const changed = new Set<string>();
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (changed.has(name)) continue;
      changed.add(name);
      append(queue, callers.get(name) ?? []);
    }
    return changed;
  }
}

const MOST_KEPT = 4;

/** Read anew, a function may still say the same. */
const isSame = (now: KqlFunction | undefined, before: KqlFunction): boolean =>
  now === before || (now !== undefined && now.parameters === before.parameters && now.body === before.body);

const words = new WeakMap<KqlFunction, ReadonlySet<string>>();

function wordsOf(found: KqlFunction): ReadonlySet<string> {
  const known = words.get(found) ?? new Set(`${found.parameters}\n${found.body}`.match(WORD) ?? []);
  words.set(found, known);
  return known;
}

/** A copy without what was learnt of some functions. */
function withoutThese(cache: BindingCache, stale: ReadonlySet<KustoSymbol>): BindingCache {
  const { Binding, list } = loadKusto();
  const copy = new Binding.GlobalBindingCache();
  const { UnifiedNameColumnsMap, UnifiedNameAndTypeColumnsMap, CommonColumnsMap } = cache;
  Object.assign(copy, { UnifiedNameColumnsMap, UnifiedNameAndTypeColumnsMap, CommonColumnsMap });
  const keep = (from: SignatureMap, to: SignatureMap): void => {
    for (const signature of list<KustoSymbol>(from.Keys)) {
      const found: { v?: unknown } = {};
      if (!stale.has(signature['Symbol'] as KustoSymbol) && from.TryGetValue(signature, found)) {
        to.AddOrUpdate(signature, found.v);
      }
    }
  };
  keep(cache.CallSiteToExpansionMap, copy.CallSiteToExpansionMap);
  keep(cache.CallSiteToResultTypeMap, copy.CallSiteToResultTypeMap);
  keep(cache.DatabaseFunctionBodyFacts, copy.DatabaseFunctionBodyFacts);
  return copy;
}

const learntOf = new WeakMap<KqlEnvironment, Learnt>();
/** By what environments have in common. */
const lastLearnt = new WeakMap<object, Learnt>();

export function learntIn(environment: KqlEnvironment): Learnt {
  const known = learntOf.get(environment);
  if (known) return known;
  const { schemas } = environment;
  const made = (schemas && lastLearnt.get(schemas)?.in(environment)) ?? new Learnt();
  learntOf.set(environment, made);
  if (schemas) lastLearnt.set(schemas, made);
  return made;
}

/**
 * Bodies that ask whatever tables there are mean something else in each picture. `Device*` does not: every picture with
 * such a body has all tables of that name.
 */
export const asksEveryTable = (body: string): boolean =>
  /\b(?:find|search|macro-expand)\b|\bunion\b[^|]*?[\s,]\*\s*(?:[,|;)]|$)|\)\s*,\s*\*\s*(?:[,|;)]|$)/.test(body);
