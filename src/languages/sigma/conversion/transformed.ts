import type { SigmaCollection } from '../collection.ts';
import { type Condition, namesMatching } from '../condition.ts';
import { applyPipelines, parseRuleFor, type Pipeline, type TransformedRule } from '../pipelines/index.ts';
import { RuleProblems } from '../problems.ts';
import type { RuleCondition, SigmaRule } from '../rule.ts';
import { ConversionRefusal } from './predicate.ts';

type Document = Readonly<Record<string, unknown>>;

export interface TransformContext {
  readonly collection: SigmaCollection;
  readonly pipelinesFor: (document: Document) => readonly Pipeline[];
  readonly problems: RuleProblems;
}

/** A rule on its way to a query. */
export interface ReadyRule {
  readonly transformed: TransformedRule;
  readonly pipelines: readonly Pipeline[];
  /**
   * The name that the pipelines have for a field of the rule's events.
   *
   * @throws ConversionRefusal when they have none or several.
   */
  nameOf(field: string): string;
}

/**
 * A rule with the filters that apply to it, put through its pipelines; undefined when problems stand in the way.
 *
 * @throws PipelineFailure when a pipeline refuses the rule.
 */
export function readyRule(document: Document, context: TransformContext): ReadyRule | undefined {
  const pipelines = context.pipelinesFor(document);
  const parsed = parseRuleFor(document, pipelines, context.problems);
  const rule = parsed && filtered(parsed, document, pipelines, context);
  if (!rule) return undefined;
  const shown = (fields: readonly string[]): readonly string[] =>
    applyPipelines({ ...rule, document: { ...document, fields } }, pipelines).fields;
  return {
    transformed: applyPipelines(rule, pipelines),
    pipelines,
    nameOf: (field) => {
      const names = [...shown([field])];
      for (const name of shown([])) {
        if (names.includes(name)) names.splice(names.indexOf(name), 1);
      }
      const [only] = names;
      if (only !== undefined && names.length === 1) return only;
      throw new ConversionRefusal(`The pipelines have ${names.length} names for the field "${field}" of the rule.`);
    },
  };
}

function filtered(
  rule: SigmaRule,
  document: Document,
  pipelines: readonly Pipeline[],
  { collection, problems }: TransformContext,
): SigmaRule | undefined {
  let result = rule;
  for (const [index, filter] of collection.filters(document).entries()) {
    const own = new RuleProblems();
    const parsed = parseRuleFor(filter, pipelines, own, 'filter');
    if (!parsed) {
      const title = String(filter['title'] ?? 'without a title');
      const reason = own.list[0]?.message ?? 'it is no filter.';
      problems.add('query-error', `The filter "${title}" cannot be applied: ${reason}`, { path: [] });
      return undefined;
    }
    result = both(result, parsed, `filter ${index} `);
  }
  return result;
}

/** A rule that asks for what both ask for. Detections of the second get a prefix that no condition can name. */
function both(first: SigmaRule, second: SigmaRule, prefix: string): SigmaRule {
  const spelled = (rule: SigmaRule, before: string): readonly Condition[] =>
    rule.conditions.map(({ condition }) => inFull(condition, [...rule.detections.keys()], before));
  const [own, ...further] = spelled(second, prefix) as [Condition, ...Condition[]];
  const added: Condition = further.length === 0 ? own : { kind: 'or', parts: [own, ...further], span: own.span };
  const spelledFirst = spelled(first, '');
  return {
    ...first,
    detections: new Map([
      ...first.detections,
      ...[...second.detections].map(([name, detection]) => [prefix + name, detection] as const),
    ]),
    conditions: first.conditions.map((given, index): RuleCondition => {
      const condition = spelledFirst[index] as Condition;
      return { ...given, condition: { kind: 'and', parts: [condition, added], span: condition.span } };
    }),
  };
}

/** A condition that names each of its detections. */
function inFull(condition: Condition, names: readonly string[], prefix: string): Condition {
  const { span } = condition;
  switch (condition.kind) {
    case 'detection':
      return { ...condition, name: prefix + condition.name };
    case 'not':
      return { ...condition, part: inFull(condition.part, names, prefix) };
    case 'of': {
      const parts = namesMatching(condition.pattern, names).map((name): Condition => {
        return { kind: 'detection', name: prefix + name, span };
      });
      const [only] = parts;
      if (only && parts.length === 1) return only;
      return { kind: condition.quantifier === 'all' ? 'and' : 'or', parts, span };
    }
    default:
      return { ...condition, parts: condition.parts.map((part) => inFull(part, names, prefix)) };
  }
}
