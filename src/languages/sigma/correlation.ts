import { type Condition, ConditionFailure, parseCondition } from './condition.ts';
import { isMap } from './detection.ts';
import type { CorrelationType, Criterion, RuleCondition } from './functions/correlate.ts';
import { RuleProblems, type YamlPath } from './problems.ts';

/** By alias and rule, the field that the alias stands for. */
export type Aliases = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A correlation as parsed: what plans and conversions read. */
export interface Correlation extends CorrelationCondition {
  readonly type: CorrelationType;
  /** References to the rules it is about: ids or names. */
  readonly references: readonly string[];
  readonly groupBy: readonly string[];
  readonly timespan: { readonly nanoseconds: bigint; readonly text: string };
  readonly aliases: Aliases;
}

/** The field of a rule's events that a name in the correlation stands for; the rule is known by its name and its id. */
export function fieldOf({ aliases }: Correlation, name: string, rule: readonly string[]): string {
  const fields = aliases.get(name);
  const known = rule.find((reference) => fields?.has(reference));
  return known === undefined ? name : (fields?.get(known) ?? name);
}

/** What a rule may be called by those that refer to it. */
export const referencesTo = (document: Section): readonly string[] =>
  [document['name'], document['id']].filter((reference) => typeof reference === 'string');

/** What is wrong with a reference that several rules answer to. */
export const ambiguityOf = (reference: string): string => `Several rules have the id or name "${reference}".`;

/** Rules that aliases name must be there, as those that the correlation is about must. */
export function checkAliases(
  { aliases }: Correlation,
  isKnown: (reference: string) => boolean,
  problems: RuleProblems,
): void {
  for (const [alias, fields] of aliases) {
    for (const reference of fields.keys()) {
      if (isKnown(reference)) continue;
      const path = ['correlation', 'aliases', alias, reference];
      problems.add('query-error', `There is no rule with the id or name "${reference}".`, { path, key: true });
    }
  }
}

/** Correlations may name correlations, but not without end. */
export const NESTING_LIMIT = 8;

/** Every type of correlation. */
export const CORRELATION_TYPES: readonly CorrelationType[] = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_max',
  'value_min',
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
 * Parses the section `correlation` of a document; undefined when problems stand in the way.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md
 */
export function parseCorrelation(
  document: Readonly<Record<string, unknown>>,
  problems: RuleProblems,
): Correlation | undefined {
  const section = document['correlation'];
  if (!isMap(section)) return undefined;
  const type = typeOf(section, problems);
  const references = rulesOf(section, problems);
  const groupBy = textsAt(section, 'group-by', problems) ?? [];
  const timespan = timespanOf(section, problems);
  const aliases = aliasesOf(section, problems);
  const condition = type && references && conditionOf(section, type, references, problems);
  if (!type || !references || !timespan || !aliases || !condition || problems.hasErrors) return undefined;
  return { type, references, groupBy, timespan, aliases, ...condition };
}

/** References to the rules that a document, when it is a correlation, takes in: they are no queries of their own. */
export function partsOf(document: unknown): readonly string[] {
  const section = isMap(document) ? document['correlation'] : undefined;
  if (!isMap(section) || section['generate'] === true || (document as Section)['generate'] === true) return [];
  return rulesOf(section, new RuleProblems()) ?? [];
}

type Section = Readonly<Record<string, unknown>>;

function typeOf(section: Section, problems: RuleProblems): CorrelationType | undefined {
  const { type } = section;
  const found = CORRELATION_TYPES.find((known) => known === type);
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

function timespanOf(section: Section, problems: RuleProblems): Correlation['timespan'] | undefined {
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

/** What is asked of the events in a window. */
export interface CorrelationCondition {
  readonly criteria: readonly Criterion[];
  /** The fields whose values are counted together, or the one whose numbers are measured. */
  readonly fields: readonly string[];
  readonly percentile?: number;
  readonly rules?: RuleCondition;
}

function conditionOf(
  section: Section,
  type: CorrelationType,
  rules: readonly string[],
  problems: RuleProblems,
): CorrelationCondition | undefined {
  const path: YamlPath = ['correlation', 'condition'];
  const given = section['condition'];
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (given === undefined && temporal) return { criteria: [{ operator: 'gte', value: rules.length }], fields: [] };
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
  const { percentile } = given;
  if (!type.startsWith('value_')) return { criteria, fields: [] };
  const fields = fieldsOf(given, type, path, problems);
  if (!fields) return undefined;
  if (type !== 'value_percentile') return { criteria, fields };
  const rank = Number(percentile);
  if (percentile === undefined || !(rank >= 0 && rank <= 100)) {
    problems.add('unsupported-correlation', 'A percentile correlation without its percentile is not supported.', {
      path,
    });
    return undefined;
  }
  return { criteria, fields, percentile: rank };
}

/** What is measured: one field, of `value_count` also several whose values are counted as combinations. */
function fieldsOf(
  { field }: Section,
  type: CorrelationType,
  path: YamlPath,
  problems: RuleProblems,
): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(field) ? field : [field];
  const names = list.filter((name) => typeof name === 'string');
  if (names.length === list.length && (names.length === 1 || (names.length > 1 && type === 'value_count')))
    return names;
  const message =
    names.length > 1
      ? `A ${type} correlation measures one field.`
      : `A ${type} correlation needs a field in its condition.`;
  problems.add('invalid-condition', message, { path });
  return undefined;
}

/** `rule_a and (rule_b or rule_c)`. What must not happen would have to be waited for, so `not` is refused. */
function conditionInWords(
  text: string,
  rules: readonly string[],
  path: YamlPath,
  problems: RuleProblems,
): CorrelationCondition | undefined {
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
    return { criteria: [], fields: [], rules: lower(parseCondition(text)) };
  } catch (error) {
    if (error instanceof Unsupported) problems.add('unsupported-correlation', error.message, { path });
    else if (error instanceof ConditionFailure)
      problems.add('invalid-condition', error.message, { path, ...error.span });
    else throw error;
    return undefined;
  }
}

class Unsupported extends Error {}
