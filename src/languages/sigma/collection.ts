import { isMap } from './detection.ts';

/** Sigma documents that name each other: what correlations and filters refer to. */
export interface SigmaCollection {
  /** The rule or correlation with this `id` or `name`. */
  rule(reference: string): Readonly<Record<string, unknown>> | undefined;
  /** Whether several rules are called so: a name has to be unique where something refers to it. */
  isAmbiguous(reference: string): boolean;
  /** The filters that apply to a rule. */
  filters(rule: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[];
}

/** Indexes parsed documents of rules, correlations and filters; anything else is passed over. */
export function sigmaCollection(documents: Iterable<unknown>): SigmaCollection {
  const rules = new Map<string, Readonly<Record<string, unknown>>>();
  const ambiguous = new Set<string>();
  const filters: Readonly<Record<string, unknown>>[] = [];
  for (const document of documents) {
    if (!isMap(document)) continue;
    if (isMap(document['filter'])) filters.push(document);
    else {
      for (const key of ['id', 'name']) {
        const reference = document[key];
        if (typeof reference !== 'string') continue;
        const first = rules.get(reference);
        if (!first) rules.set(reference, document);
        else if (first !== document) ambiguous.add(reference);
      }
    }
  }
  return {
    rule: (reference) => rules.get(reference),
    isAmbiguous: (reference) => ambiguous.has(reference),
    filters: (rule) => filters.filter((filter) => appliesTo(filter, rule)),
  };
}

/**
 * A filter names the rules it applies to (`any` and `all` stand for every rule), and its logsource must cover theirs.
 *
 * @see https://sigmahq.io/docs/meta/filters
 */
function appliesTo(filter: Readonly<Record<string, unknown>>, rule: Readonly<Record<string, unknown>>): boolean {
  const section = filter['filter'];
  const scope = filter['logsource'];
  const logsource = rule['logsource'];
  if (!isMap(section) || !isMap(scope) || !isMap(logsource)) return false;
  for (const key of ['product', 'category', 'service']) {
    if (typeof scope[key] === 'string' && scope[key] !== logsource[key]) return false;
  }
  const { rules } = section;
  if (typeof rules === 'string' && /^(?:any|all)$/i.test(rules)) return true;
  const references: readonly unknown[] = Array.isArray(rules) ? rules : [rules];
  return (
    references.length === 0 || references.some((reference) => reference === rule['id'] || reference === rule['name'])
  );
}

export const EMPTY_COLLECTION: SigmaCollection = { rule: () => undefined, isAmbiguous: () => false, filters: () => [] };
