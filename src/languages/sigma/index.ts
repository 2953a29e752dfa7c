import type { Lowering } from '../front-end.ts';
import { isMap } from './detection.ts';
import { RuleProblems } from './problems.ts';
import { lowerRule, planOf } from './rule.ts';

export { printSigmaCell } from './cell.ts';
export { sigmaEntries } from './functions/index.ts';
export type { Logsource } from './logsource.ts';
export { MODIFIERS } from './modifiers/index.ts';

/** What a rule may name besides itself. */
export interface SigmaOptions {
  /** The rule with this `id` or `name`: what a correlation refers to. */
  readonly rule?: (reference: string) => unknown;
  /** The values of a placeholder (`|expand`). */
  readonly placeholder?: (name: string) => readonly string[] | undefined;
}

/**
 * Lowers a Sigma rule, given as its parsed YAML, to a filter over the events of its logsource. Never throws for
 * content: what is wrong with the rule is among the problems, each with the path of the value it is about.
 */
export function lowerSigma(document: unknown, options: SigmaOptions = {}): Lowering {
  const problems = new RuleProblems();
  if (!isMap(document)) {
    problems.add('query-error', 'A Sigma rule is a map.', { path: [] });
    return { problems: problems.list };
  }
  const rule = lowerRule(document, { problems, placeholder: options.placeholder ?? (() => undefined) });
  if (!rule) return { problems: problems.list };
  const { plan, stages } = planOf(rule);
  return { query: { language: 'sigma', plan, stages, parts: rule.parts }, problems: problems.list };
}
