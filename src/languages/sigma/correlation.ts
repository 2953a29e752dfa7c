import { column, type Expression, literal } from '../../plan/expression.ts';
import type { Extend, Plan, Stage } from '../../plan/plan.ts';
import { type Condition, ConditionFailure, parseCondition } from './condition.ts';
import { CORRELATED } from './correlated.ts';
import { isMap } from './detection.ts';
import type { CorrelateOptions, CorrelationType, Criterion, RuleCondition } from './functions/correlate.ts';
import type { RuleProblems, YamlPath } from './problems.ts';

/** The plan of a rule by its reference; the first stage it may use is given. */
export type LowerReference = (reference: string, firstStage: number, path: YamlPath) => LoweredReference | undefined;

export interface LoweredReference {
  readonly plan: Plan;
  readonly stages: readonly Stage[];
}

const TYPES: readonly CorrelationType[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
];
const OPERATORS = ['lt', 'lte', 'gt', 'gte', 'eq', 'neq'] as const;
const NANOSECONDS_PER_UNIT: Readonly<Record<string, bigint>> = {
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
  M: 2_629_746_000_000_000n,
  y: 31_556_952_000_000_000n,
};

/**
 * Lowers a correlation: the rows of the rules that it names, each with the values it is grouped and measured by, then
 * one operator that slides its window over them.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md
 */
export function lowerCorrelation(
  document: Readonly<Record<string, unknown>>,
  lowerReference: LowerReference,
  problems: RuleProblems,
  firstStage: number,
): LoweredReference | undefined {
  const section = document['correlation'];
  if (!isMap(section)) return undefined;
  const type = typeOf(section, problems);
  const rules = rulesOf(section, problems);
  const groupBy = textsAt(section, 'group-by', problems) ?? [];
  const timespan = timespanOf(section, problems);
  const aliases = aliasesOf(section, problems);
  const condition = type && rules && conditionOf(section, type, rules, problems);
  if (!type || !rules || timespan === undefined || !aliases || !condition) return undefined;
  const stages: Stage[] = [];
  const inputs: Plan[] = [];
  for (const [index, reference] of rules.entries()) {
    const path = ['correlation', 'rules', index];
    const lowered = lowerReference(reference, firstStage + stages.length, path);
    if (!lowered) continue;
    stages.push(...lowered.stages);
    inputs.push(marked(lowered.plan, index, reference, groupBy, aliases, condition.field));
  }
  if (inputs.length < rules.length || problems.hasErrors) return undefined;
  const options: CorrelateOptions = {
    type,
    rules,
    groupBy,
    timespan: timespan.nanoseconds,
    criteria: condition.criteria,
    ...(condition.percentile !== undefined && { percentile: condition.percentile }),
    ...(condition.rules && { ruleCondition: condition.rules }),
  };
  const input: Plan = inputs.length === 1 ? (inputs[0] as Plan) : { op: 'Union', inputs };
  const plan: Plan = { op: 'Reshape', input, function: 'sigma.correlate', options, stage: firstStage + stages.length };
  const by = groupBy.length === 0 ? '' : ` by ${groupBy.join(', ')}`;
  const text = `correlation ${type}${by} within ${timespan.text}`;
  return { plan, stages: [...stages, { text, span: { start: 0, end: 0 } }] };
}

/** The rows of one rule with the columns that the correlation reads; an alias stands for another field in each rule. */
function marked(
  plan: Plan,
  index: number,
  reference: string,
  groupBy: readonly string[],
  aliases: Aliases,
  field: string | undefined,
): Extend {
  const columns: { name: string; expression: Expression }[] = [
    { name: CORRELATED.rule, expression: literal(index) },
    ...groupBy.map((name, at) => ({
      name: CORRELATED.group(at),
      expression: column(aliases.get(name)?.get(reference) ?? name),
    })),
  ];
  if (field !== undefined) {
    columns.push({ name: CORRELATED.value, expression: column(aliases.get(field)?.get(reference) ?? field) });
  }
  return { op: 'Extend', input: plan, columns, ...(plan.stage !== undefined && { stage: plan.stage }) };
}

type Section = Readonly<Record<string, unknown>>;
type Aliases = ReadonlyMap<string, ReadonlyMap<string, string>>;

function typeOf(section: Section, problems: RuleProblems): CorrelationType | undefined {
  const { type } = section;
  const found = TYPES.find((known) => known === type);
  if (!found) {
    const message =
      typeof type === 'string' ? `There is no correlation type "${type}".` : 'The correlation has no type.';
    problems.add('invalid-argument', message, { path: ['correlation', 'type'] });
  }
  return found;
}

/** The rules that are named, or for a condition in words those that stand in it. */
function rulesOf(section: Section, problems: RuleProblems): readonly string[] | undefined {
  if (section['rules'] === undefined && typeof section['condition'] === 'string') {
    const words = section['condition'].match(/[\w-]+/g) ?? [];
    return [...new Set(words.filter((word) => !/^(?:and|or|not)$/i.test(word)))];
  }
  const rules = textsAt(section, 'rules', problems);
  if (!rules || rules.length === 0) {
    problems.add('invalid-argument', 'The correlation names no rules.', { path: ['correlation', 'rules'] });
    return undefined;
  }
  return rules;
}

function textsAt(section: Section, key: string, problems: RuleProblems): readonly string[] | undefined {
  const given = section[key];
  if (given === undefined || given === null) return undefined;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.every((entry) => typeof entry === 'string')) return list;
  problems.add('type-mismatch', `"${key}" must be a list of strings.`, { path: ['correlation', key] });
  return undefined;
}

function timespanOf(section: Section, problems: RuleProblems): { nanoseconds: bigint; text: string } | undefined {
  const given = section['timespan'];
  const found = typeof given === 'string' ? /^(\d+)([smhdwMy])$/.exec(given) : null;
  const unit = NANOSECONDS_PER_UNIT[found?.[2] ?? ''];
  if (!found || unit === undefined || Number(found[1]) === 0) {
    const message = 'The timespan must be a number and one of s, m, h, d, w, M, y.';
    problems.add('invalid-argument', message, { path: ['correlation', 'timespan'] });
    return undefined;
  }
  return { nanoseconds: BigInt(found[1] as string) * unit, text: found[0] };
}

function aliasesOf(section: Section, problems: RuleProblems): Aliases | undefined {
  const given = section['aliases'] ?? {};
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  if (isMap(given)) {
    for (const [alias, mapping] of Object.entries(given)) {
      const fields = isMap(mapping) ? Object.entries(mapping) : [];
      if (!isMap(mapping) || !fields.every(([, field]) => typeof field === 'string')) {
        const message = `The alias "${alias}" must map rules to fields.`;
        problems.add('type-mismatch', message, { path: ['correlation', 'aliases', alias] });
        return undefined;
      }
      aliases.set(alias, new Map(fields as [string, string][]));
    }
    return aliases;
  }
  problems.add('type-mismatch', '"aliases" must be a map.', { path: ['correlation', 'aliases'] });
  return undefined;
}

interface LoweredCondition {
  readonly criteria: readonly Criterion[];
  readonly field?: string;
  readonly percentile?: number;
  readonly rules?: RuleCondition;
}

function conditionOf(
  section: Section,
  type: CorrelationType,
  rules: readonly string[],
  problems: RuleProblems,
): LoweredCondition | undefined {
  const path: YamlPath = ['correlation', 'condition'];
  const given = section['condition'];
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (given === undefined && temporal) return { criteria: [{ operator: 'gte', value: rules.length }] };
  if (typeof given === 'string' && temporal) return conditionInWords(given, rules, path, problems);
  if (!isMap(given)) {
    problems.add('invalid-condition', 'The correlation has no condition.', { path });
    return undefined;
  }
  const criteria: Criterion[] = [];
  for (const operator of OPERATORS) {
    if (given[operator] === undefined) continue;
    const value = Number(given[operator]);
    if (given[operator] === null || !Number.isFinite(value)) {
      problems.add('invalid-condition', `"${operator}" takes a number.`, { path: [...path, operator] });
      return undefined;
    }
    criteria.push({ operator, value });
  }
  if (criteria.length === 0) {
    problems.add('invalid-condition', 'The condition compares with nothing: lt, lte, gt, gte, eq or neq.', { path });
    return undefined;
  }
  const { field, percentile } = given;
  if (!type.startsWith('value_')) return { criteria };
  if (typeof field !== 'string') {
    problems.add('invalid-condition', `A ${type} correlation needs a field in its condition.`, { path });
    return undefined;
  }
  if (type !== 'value_percentile') return { criteria, field };
  const rank = Number(percentile);
  if (percentile === undefined || !(rank >= 0 && rank <= 100)) {
    problems.add('unsupported-correlation', 'A percentile correlation without its percentile is not supported.', {
      path,
    });
    return undefined;
  }
  return { criteria, field, percentile: rank };
}

/** `rule_a and (rule_b or rule_c)`. What must not happen would have to be waited for, so `not` is refused. */
function conditionInWords(
  text: string,
  rules: readonly string[],
  path: YamlPath,
  problems: RuleProblems,
): LoweredCondition | undefined {
  const lower = (condition: Condition): RuleCondition => {
    switch (condition.kind) {
      case 'detection': {
        const rule = rules.indexOf(condition.name);
        if (rule < 0) {
          throw new ConditionFailure(`The correlation does not name the rule "${condition.name}".`, condition.span);
        }
        return { rule };
      }
      case 'and':
        return { all: condition.parts.map(lower) };
      case 'or':
        return { any: condition.parts.map(lower) };
      case 'not':
        throw new Unsupported('A correlation of events that must not happen is not supported.');
      case 'of':
        throw new ConditionFailure('A condition of a correlation names its rules one by one.', condition.span);
    }
  };
  try {
    return { criteria: [], rules: lower(parseCondition(text)) };
  } catch (error) {
    if (error instanceof Unsupported) problems.add('unsupported-correlation', error.message, { path });
    else if (error instanceof ConditionFailure)
      problems.add('invalid-condition', error.message, { path, ...error.span });
    else throw error;
    return undefined;
  }
}

class Unsupported extends Error {}
