import { type Correlation, fieldOf } from '../correlation.ts';
import { chainsOf as chainsOfCondition } from '../functions/window.ts';
import { RuleProblems } from '../problems.ts';
import { ConversionRefusal } from './predicate.ts';
import { type ReadyRule, readyRule, type TransformContext } from './transformed.ts';

/** A rule that a correlation names, with the fields that it is grouped and measured by as the pipelines name them. */
export interface CorrelatedRule extends ReadyRule {
  /** One for each field of `group-by`. */
  readonly groups: readonly string[];
  readonly value: string | undefined;
}

/** Columns that conversions of correlations compute by; no field of an event is called so. */
export const OWN = {
  rule: 'sigma_rule',
  value: 'sigma_value',
  change: 'sigma_change',
  time: 'sigma_time',
  count: 'sigma_count',
  all: 'sigma_all',
  ofRule: (index: number): string => `sigma_rule_${index}`,
  chain: (index: number, length: number): string => `sigma_chain_${index}_${length}`,
} as const;

/** What a temporal correlation measures: how many of its rules matched. */
export const RULES_SEEN = 'rules_matched';

/** The name of the column that shows what was compared. */
export const measureOf = ({ type }: Correlation): string => (type.startsWith('temporal') ? RULES_SEEN : type);

export const SECOND = 1_000_000_000n;

/**
 * The rules of a correlation on their way to a query; undefined when problems stand in the way.
 *
 * @throws ConversionRefusal, PipelineFailure
 */
export function correlatedRules(
  correlation: Correlation,
  context: TransformContext,
): readonly CorrelatedRule[] | undefined {
  const rules: CorrelatedRule[] = [];
  for (const [index, reference] of correlation.references.entries()) {
    const document = context.collection.rule(reference);
    const path = ['correlation', 'rules', index];
    if (!document) {
      context.problems.add('query-error', `There is no rule with the id or name "${reference}".`, { path });
      return undefined;
    }
    if (document['correlation'] !== undefined) {
      throw new ConversionRefusal(
        `"${reference}" is a correlation: it matches once for each stretch of events, which a query cannot tell from one match for each of them.`,
      );
    }
    const own = new RuleProblems();
    const ready = readyRule(document, { ...context, problems: own });
    if (!ready) {
      const [problem] = own.list;
      const message = `The rule "${reference}" cannot be converted: ${problem?.message ?? 'it is no rule.'}`;
      context.problems.add(problem?.name ?? 'query-error', message, { path });
      return undefined;
    }
    const named = (name: string): string => ready.nameOf(fieldOf(correlation, name, reference));
    rules.push({
      ...ready,
      groups: correlation.groupBy.map(named),
      value: correlation.field === undefined ? undefined : named(correlation.field),
    });
  }
  return rules;
}

/** The orders of rules that a temporal_ordered correlation asks for, each the longest that counts. */
export function chainsOf({ references, rules }: Correlation): readonly (readonly number[])[] {
  return rules ? chainsOfCondition(rules) : [[...references.keys()]];
}
