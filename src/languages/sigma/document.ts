import type { LoweredQuery, Plan } from '../../plan/plan.ts';
import type { SigmaCollection } from './collection.ts';
import { ambiguityOf, NESTING_LIMIT, referencesTo } from './correlation.ts';
import { type LoweredReference, lowerCorrelation } from './correlation-plan.ts';
import type { ItemContext } from './item.ts';
import { RuleProblems, type YamlPath } from './problems.ts';
import { type LoweredRule, lowerRule, parseRule, planOf } from './rule.ts';

type Document = Readonly<Record<string, unknown>>;

export interface DocumentContext extends ItemContext {
  readonly collection: SigmaCollection;
  /** The correlation itself gives a row for each moment; those that it names do not. */
  readonly everyMoment?: boolean;
}

/** Lowers a rule with the filters that apply to it, or a correlation with the rules it names. */
export function lowerDocument(
  document: Document,
  context: DocumentContext,
): Pick<LoweredQuery, 'plan' | 'stages' | 'parts'> | undefined {
  if (document['correlation'] !== undefined) {
    const lowered = lowerNested(document, context, 0, [document]);
    return lowered && { plan: lowered.plan, stages: lowered.stages };
  }
  const rule = filteredRule(document, context);
  return rule && { ...planOf(rule), parts: rule.parts };
}

function lowerNested(
  document: Document,
  context: DocumentContext,
  firstStage: number,
  within: readonly Document[],
): LoweredReference | undefined {
  const { problems, collection } = context;
  const lowerReference = (reference: string, first: number, path: YamlPath): LoweredReference | undefined => {
    const named = collection.rule(reference);
    if (!named) {
      problems.add('query-error', `There is no rule with the id or name "${reference}".`, { path });
      return undefined;
    }
    if (collection.isAmbiguous(reference)) {
      problems.add('query-error', ambiguityOf(reference), { path });
      return undefined;
    }
    if (within.includes(named) || within.length >= NESTING_LIMIT) {
      problems.add('query-error', `The correlation of "${reference}" refers to itself or is nested too deep.`, {
        path,
      });
      return undefined;
    }
    const own = new RuleProblems();
    const inner = { ...context, problems: own };
    const lowered =
      named['correlation'] === undefined
        ? ruleFrom(named, inner, first)
        : lowerNested(named, inner, first, [...within, named]);
    if (!lowered) {
      const [problem] = own.list;
      const message = `The rule "${reference}" cannot be run: ${problem?.message ?? 'it is no rule.'}`;
      problems.addFollowing(problem?.name ?? 'query-error', message, { path });
    }
    return lowered;
  };
  const everyMoment = within.length === 1 && context.everyMoment === true;
  const isKnown = (reference: string): boolean => collection.rule(reference) !== undefined;
  const lowered = lowerCorrelation(document, lowerReference, isKnown, problems, firstStage, everyMoment);
  return lowered && { ...lowered, references: referencesTo(document) };
}

function ruleFrom(document: Document, context: DocumentContext, firstStage: number): LoweredReference | undefined {
  const rule = filteredRule(document, context);
  if (!rule) return undefined;
  const { plan, stages } = planOf(rule);
  return { plan: movedBy(plan, firstStage), stages, references: referencesTo(document) };
}

/** The plan with its stages counted from another number. */
function movedBy(plan: Plan, stages: number): Plan {
  const moved = { ...plan, stage: (plan.stage ?? 0) + stages };
  return moved.op === 'Filter' ? { ...moved, input: movedBy(moved.input, stages) } : moved;
}

/** A filter's condition must hold beside the rule's own. */
function filteredRule(document: Document, context: DocumentContext): LoweredRule | undefined {
  const parsed = parseRule(document, context);
  if (!parsed) return undefined;
  const rule = lowerRule(parsed);
  const steps = [...rule.steps];
  for (const filter of context.collection.filters(document)) {
    const own = new RuleProblems();
    const lowered = parseRule(filter, { ...context, problems: own }, 'filter');
    const title = String(filter['title'] ?? 'without a title');
    if (!lowered) {
      const reason = own.list[0]?.message ?? 'it is no filter.';
      const message = `The filter "${title}" cannot be applied: ${reason}`;
      context.problems.addFollowing('query-error', message, { path: [] });
      return undefined;
    }
    for (const { text, expression } of lowerRule(lowered).steps) {
      steps.push({ text: `filter "${title}": ${text}`, span: { start: 0, end: 0 }, expression });
    }
  }
  return { ...rule, steps };
}
