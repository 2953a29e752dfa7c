import { suggest } from '../../diagnostics/suggest.ts';
import type { Plan } from '../../plan/plan.ts';
import type { SplEnvironment } from './environment.ts';
import { expandMacros } from './expansion.ts';
import { lowerLateSearch } from './late-lowering.ts';
import { SplProblem } from './problems.ts';
import type { LowerScope } from './scope.ts';

/** A saved search as a command names it, with the values of its `$tokens$`. */
export interface SavedSearchCall {
  readonly name: string;
  readonly tokens: ReadonlyMap<string, string>;
  readonly start: number;
  readonly end: number;
}

/**
 * The plan of a saved search, run over the same data. A problem in its text is told at the place that names it.
 *
 * @throws SplProblem when there is none of that name, when it calls itself, or when its text is at fault.
 */
export function lowerSavedSearch({ name, tokens, start, end }: SavedSearchCall, scope: LowerScope): Plan {
  const { environment } = scope;
  const text = environment.savedSearch?.(name);
  if (text === undefined) {
    const close = suggest(name, environment.savedSearchNames?.() ?? []);
    const hint =
      close === undefined ? 'Saved searches are the detections of the repository.' : `Did you mean "${close}"?`;
    throw new SplProblem('unknown-saved-search', `There is no saved search "${name}".`, start, end, hint);
  }
  const filled = text.replace(/\$([\w.]+)\$/g, (token, key: string) => tokens.get(key) ?? token);
  const inner = without(environment, name);
  const expanded = expandMacros(filled, inner);
  const [problem] = expanded.problems;
  if (problem) throw new SplProblem(problem.name, `${problem.message} (${name})`, start, end, problem.hint);
  try {
    return placed(lowerLateSearch(expanded.text, inner, false), scope, start, end);
  } catch (error) {
    if (!(error instanceof SplProblem)) throw error;
    throw new SplProblem(error.problem, `${error.message} (${name})`, start, end, error.hint);
  }
}

/** An environment in which a saved search cannot be found: it is being lowered. */
const without = (environment: SplEnvironment, hidden: string): SplEnvironment => ({
  macro: (name, count) => environment.macro(name, count),
  macroNames: () => environment.macroNames(),
  lookup: (name) => environment.lookup(name),
  lookupNames: () => environment.lookupNames(),
  dataModel: (name) => environment.dataModel(name),
  dataModelNames: () => environment.dataModelNames(),
  savedSearch: (name) => (name === hidden ? undefined : environment.savedSearch?.(name)),
  savedSearchNames: () => [...(environment.savedSearchNames?.() ?? [])].filter((name) => name !== hidden),
  fingerprint: environment.fingerprint,
});

/** Places inside of another text mean nothing here: they become the place that names the saved search. */
function placed(plan: Plan, scope: LowerScope, start: number, end: number): Plan {
  const span = scope.span(start, end);
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'span' && isSpan(inner) ? span : walk(inner)]),
    );
  };
  return walk(plan) as Plan;
}

const isSpan = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
