import {
  ambiguityOf,
  checkAliases,
  type Correlation,
  fieldOf,
  NESTING_LIMIT,
  parseCorrelation,
  referencesTo,
} from '../correlation.ts';
import { chainsOf as chainsOfCondition } from '../functions/window.ts';
import { RuleProblems } from '../problems.ts';
import { ConversionRefusal } from './predicate.ts';
import { type ReadyRule, readyRule, type TransformContext } from './transformed.ts';

/** A rule that a correlation names, with the fields that it is grouped and measured by as the pipelines name them. */
export interface CorrelatedRule extends ReadyRule {
  /** One for each field of `group-by`. */
  readonly groups: readonly string[];
  /** One for each field that is measured. */
  readonly values: readonly string[];
}

/** A correlation that another one names: it matches where a stretch of moments begins at which it holds. */
export interface NestedCorrelation {
  readonly correlation: Correlation;
  readonly inputs: readonly CorrelatedInput[];
  /** One for each field of the outer `group-by`. */
  readonly groups: readonly string[];
  /** One for each field that is measured. */
  readonly values: readonly string[];
}

export type CorrelatedInput = CorrelatedRule | NestedCorrelation;

export const isNested = (input: CorrelatedInput): input is NestedCorrelation => 'correlation' in input;

/** The rules of a correlation and of those that it names. */
export const rulesWithin = (inputs: readonly CorrelatedInput[]): readonly ReadyRule[] =>
  inputs.flatMap((input) => (isNested(input) ? rulesWithin(input.inputs) : [input]));

/** Columns that conversions of correlations compute by; no field of an event is called so. */
export const OWN = {
  rule: 'sigma_rule',
  value: 'sigma_value',
  change: 'sigma_change',
  time: 'sigma_time',
  holds: 'sigma_holds',
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

type Document = Readonly<Record<string, unknown>>;

/**
 * What a correlation names, on its way to a query; undefined when problems stand in the way.
 *
 * @throws ConversionRefusal, PipelineFailure
 */
export function correlatedInputs(
  correlation: Correlation,
  context: TransformContext,
  within: readonly Document[],
): readonly CorrelatedInput[] | undefined {
  checkAliases(correlation, (reference) => context.collection.rule(reference) !== undefined, context.problems);
  if (context.problems.hasErrors) return undefined;
  const inputs: CorrelatedInput[] = [];
  for (const [index, reference] of correlation.references.entries()) {
    const path = ['correlation', 'rules', index];
    const document = context.collection.rule(reference);
    if (!document) {
      context.problems.add('query-error', `There is no rule with the id or name "${reference}".`, { path });
      return undefined;
    }
    if (context.collection.isAmbiguous(reference)) {
      context.problems.add('query-error', ambiguityOf(reference), { path });
      return undefined;
    }
    const own = new RuleProblems();
    const inner = { ...context, problems: own };
    const isCorrelation = document['correlation'] !== undefined;
    if (isCorrelation && (within.includes(document) || within.length >= NESTING_LIMIT)) {
      const message = `The correlation of "${reference}" refers to itself or is nested too deep.`;
      context.problems.add('query-error', message, { path });
      return undefined;
    }
    const input = isCorrelation
      ? nestedInput(document, reference, correlation, inner, [...within, document])
      : ruleInput(document, correlation, inner);
    if (!input) {
      const [problem] = own.list;
      const message = `The rule "${reference}" cannot be converted: ${problem?.message ?? 'it is no rule.'}`;
      context.problems.add(problem?.name ?? 'query-error', message, { path });
      return undefined;
    }
    inputs.push(input);
  }
  return inputs;
}

function ruleInput(
  document: Document,
  correlation: Correlation,
  context: TransformContext,
): CorrelatedRule | undefined {
  const ready = readyRule(document, context);
  return ready && { ...ready, ...namesFor(correlation, document, (field) => ready.nameOf(field)) };
}

function nestedInput(
  document: Document,
  reference: string,
  outer: Correlation,
  context: TransformContext,
  within: readonly Document[],
): NestedCorrelation | undefined {
  const correlation = parseCorrelation(document, context.problems);
  const inputs = correlation && correlatedInputs(correlation, context, within);
  if (!inputs) return undefined;
  const nameOf = (field: string): string => {
    if (correlation.groupBy.includes(field)) return field;
    throw new ConversionRefusal(
      `"${reference}" is a correlation that is not grouped by "${field}": it has no such field.`,
    );
  };
  return { correlation, inputs, ...namesFor(outer, document, nameOf) };
}

function namesFor(
  correlation: Correlation,
  document: Document,
  nameOf: (field: string) => string,
): Pick<CorrelatedRule, 'groups' | 'values'> {
  const named = (name: string): string => nameOf(fieldOf(correlation, name, referencesTo(document)));
  return {
    groups: correlation.groupBy.map(named),
    values: correlation.fields.map(named),
  };
}

/** The orders of rules that a temporal_ordered correlation asks for, each the longest that counts. */
export function chainsOf({ references, rules }: Correlation): readonly (readonly number[])[] {
  return rules ? chainsOfCondition(rules) : [[...references.keys()]];
}
