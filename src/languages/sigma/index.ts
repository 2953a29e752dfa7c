import type { QueryProblem } from '../../diagnostics/query-problem.ts';
import type { Lowering } from '../front-end.ts';
import { EMPTY_COLLECTION, type SigmaCollection } from './collection.ts';
import { isMap } from './detection.ts';
import { lowerDocument } from './document.ts';
import { RuleProblems } from './problems.ts';
import { parseRule } from './rule.ts';

export { printSigmaCell } from './cell.ts';
export { type SigmaCollection, sigmaCollection } from './collection.ts';
export { sigmaEntries } from './functions/index.ts';
export type { Logsource } from './logsource.ts';
export { MODIFIERS } from './modifiers/index.ts';

/** What a rule may name besides itself. */
export interface SigmaOptions {
  /** The documents that correlations refer to, and the filters that apply to rules. */
  readonly collection?: SigmaCollection;
  /** The values of a placeholder (`|expand`). */
  readonly placeholder?: (name: string) => readonly string[] | undefined;
  /** A correlation gives a row for each moment at which its condition holds, not for each stretch of them. */
  readonly everyMoment?: boolean;
}

/**
 * Lowers a Sigma rule or correlation, given as its parsed YAML: a rule to a filter over the events of its logsource, a
 * correlation to a window over the rules it names. Never throws for content: what is wrong is among the problems, each
 * with the path of the value it is about.
 */
export function lowerSigma(document: unknown, options: SigmaOptions = {}): Lowering {
  const problems = new RuleProblems();
  if (!isMap(document)) {
    problems.add('query-error', 'A Sigma rule is a map.', { path: [] });
    return { problems: problems.list };
  }
  const lowered = lowerDocument(document, {
    problems,
    collection: options.collection ?? EMPTY_COLLECTION,
    placeholder: options.placeholder ?? (() => undefined),
    ...(options.everyMoment && { everyMoment: true }),
  });
  if (!lowered) return { problems: problems.list };
  return { query: { language: 'sigma', ...lowered }, problems: problems.list };
}

/** What is wrong with a filter, whatever rules it applies to. */
export function filterProblems(document: unknown): readonly QueryProblem[] {
  const problems = new RuleProblems();
  if (isMap(document)) parseRule(document, { problems, placeholder: () => [] }, 'filter');
  return problems.list;
}
