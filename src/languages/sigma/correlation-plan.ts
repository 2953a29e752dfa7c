import { column, type Expression, literal } from '../../plan/expression.ts';
import type { Extend, Plan, Stage } from '../../plan/plan.ts';
import { CORRELATED } from './correlated.ts';
import { checkAliases, type Correlation, fieldOf, parseCorrelation } from './correlation.ts';
import type { CorrelateOptions } from './functions/correlate.ts';
import type { RuleProblems, YamlPath } from './problems.ts';
import { append } from '../../util/append.ts';

/** The plan of a rule by its reference; the first stage it may use is given. */
export type LowerReference = (reference: string, firstStage: number, path: YamlPath) => LoweredReference | undefined;

export interface LoweredReference {
  readonly plan: Plan;
  readonly stages: readonly Stage[];
  /** What the rule is called by those that refer to it. */
  readonly references: readonly string[];
}

/**
 * Lowers a correlation: the rows of the rules that it names, each with the values it is grouped and measured by, then
 * one operator that slides its window over them.
 */
export function lowerCorrelation(
  document: Readonly<Record<string, unknown>>,
  lowerReference: LowerReference,
  isKnown: (reference: string) => boolean,
  problems: RuleProblems,
  firstStage: number,
  everyMoment: boolean,
): Omit<LoweredReference, 'references'> | undefined {
  const correlation = parseCorrelation(document, problems);
  if (!correlation) return undefined;
  checkAliases(correlation, isKnown, problems);
  const { type, references, groupBy, timespan, criteria, fields, percentile, rules } = correlation;
  const stages: Stage[] = [];
  const inputs: Plan[] = [];
  for (const [index, reference] of references.entries()) {
    const path = ['correlation', 'rules', index];
    const lowered = lowerReference(reference, firstStage + stages.length, path);
    if (!lowered) continue;
    append(stages, lowered.stages);
    inputs.push(marked(lowered, index, correlation));
  }
  if (inputs.length < references.length || problems.hasErrors) return undefined;
  const options: CorrelateOptions = {
    type,
    rules: references,
    groupBy,
    timespan: timespan.nanoseconds,
    criteria,
    fields: fields.length,
    ...(percentile !== undefined && { percentile }),
    ...(rules && { ruleCondition: rules }),
    ...(everyMoment && { everyMoment }),
  };
  const input: Plan = inputs.length === 1 ? (inputs[0] as Plan) : { op: 'Union', inputs };
  const plan: Plan = { op: 'Reshape', input, function: 'sigma.correlate', options, stage: firstStage + stages.length };
  const by = groupBy.length === 0 ? '' : ` by ${groupBy.join(', ')}`;
  const text = `correlation ${type}${by} within ${timespan.text}`;
  return { plan, stages: [...stages, { text, span: { start: 0, end: 0 } }] };
}

/** The rows of one rule with the columns that the correlation reads; an alias stands for another field in each rule. */
function marked({ plan, references }: LoweredReference, index: number, correlation: Correlation): Extend {
  const of = (name: string): Expression => column(fieldOf(correlation, name, references));
  const columns: { name: string; expression: Expression }[] = [
    { name: CORRELATED.rule, expression: literal(index) },
    ...correlation.groupBy.map((name, at) => ({ name: CORRELATED.group(at), expression: of(name) })),
  ];
  for (const [at, name] of correlation.fields.entries())
    columns.push({ name: CORRELATED.value(at), expression: of(name) });
  return { op: 'Extend', input: plan, columns, ...(plan.stage !== undefined && { stage: plan.stage }) };
}
