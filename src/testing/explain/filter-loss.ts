import type { Expression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { alternativesOf, conjunctsOf } from './conjuncts.ts';
import { columnsOf, verbatim } from './describe.ts';
import { missedEventTypes } from './event-types.ts';
import { hintsFor } from './hints.ts';
import { makerOf } from './makers.ts';
import type { ColumnMaker, ExplainedPredicate, Loss } from './model.ts';
import type { Lets, Probe } from './probe.ts';
import { type Condition, type Tally, tally } from './tally.ts';

/** What the caller knows besides the predicate. */
export interface FilterContext {
  readonly stage: string | undefined;
  readonly lets: Lets;
  readonly probe: Probe;
  /** Searches whose terms stand in the predicate. */
  readonly searches: ReadonlyMap<Expression, Plan>;
  /** Why a search inside a condition found nothing. */
  lossOf(plan: Plan): Loss | undefined;
}

/** A filter had rows and let none through: each of its conditions alone and removed. */
export function filterLoss(predicate: Expression, input: Plan, context: FilterContext): Loss {
  const { probe, lets, stage } = context;
  const conjuncts = conjunctsOf(predicate, probe.library);
  const conditions: readonly Condition[] = conjuncts.map((expression) => ({
    text: probe.describe(expression),
    expression,
  }));
  const counted = tally(conditions, input, lets, probe);
  const choices = conjuncts.map(alternativesOf);
  const flat = choices.flat().map((expression) => ({ text: probe.describe(expression), expression }));
  const chosen = flat.length > 0 ? tally(flat, input, lets, probe) : undefined;
  const blamed = blame(counted, conditions);
  let next = 0;
  const predicates = conjuncts.map((expression, at): ExplainedPredicate => {
    const condition = counted.conditions[at];
    const first = next;
    next += choices[at]?.length ?? 0;
    const isBlamed = blamed.has(at);
    const search = isBlamed ? searchLoss(expression, context) : undefined;
    return {
      text: conditions[at]?.text ?? '',
      alone: condition?.alone ?? 0,
      without: condition?.without ?? 0,
      blamed: isBlamed,
      observed: condition?.observed ?? [],
      hints: condition && isBlamed ? hintsFor(expression, condition, counted) : [],
      alternatives: (choices[at] ?? []).map((_, index) => ({
        text: flat[first + index]?.text ?? '',
        alone: chosen?.conditions[first + index]?.alone ?? 0,
      })),
      makers: isBlamed ? makersOf(expression, input, lets, probe) : [],
      eventTypes: isBlamed ? missedEventTypes(expression, input, lets, probe) : [],
      ...(search && { search }),
    };
  });
  const inside = conjuncts.some((part) => part.span && !verbatim(part, probe.text))
    ? probe.writtenAt(predicate)
    : undefined;
  return {
    kind: 'filter',
    stage,
    ...(inside !== undefined && { within: inside }),
    rowsIn: counted.rows,
    what: sentence(predicates),
    predicates,
    nearest: counted.nearest,
    held: [],
    branches: [],
  };
}

/** Conditions that never hold; when each holds somewhere, those whose removal lets rows through, else what the nearest row missed. */
function blame({ conditions, nearest }: Tally, texts: readonly Condition[]): ReadonlySet<number> {
  const where = (holds: (at: number) => boolean) => conditions.map((_, at) => at).filter(holds);
  const never = where((at) => conditions[at]?.alone === 0);
  if (never.length > 0) return new Set(never);
  const inTheWay = where((at) => (conditions[at]?.without ?? 0) > 0);
  if (inTheWay.length > 0) return new Set(inTheWay);
  const missed = new Set(nearest[0]?.missed);
  return new Set(where((at) => missed.has(texts[at]?.text ?? '')));
}

export function sentence(predicates: readonly ExplainedPredicate[]): string {
  const never = predicates.filter(({ alone }) => alone === 0).map(({ text }) => text);
  if (never.length > 0) return `Held for no row: ${never.join('; ')}`;
  const blamed = predicates.filter((predicate) => predicate.blamed).map(({ text }) => text);
  const rest = blamed.length === 0 ? '' : ` In the way: ${blamed.join('; ')}`;
  return `Each condition holds for some row, but no row meets all of them.${rest}`;
}

function searchLoss(expression: Expression, context: FilterContext): Loss | undefined {
  for (const plan of [
    ...tablesIn(expression),
    ...(context.searches.has(expression) ? [context.searches.get(expression) as Plan] : []),
  ]) {
    const loss = context.lossOf(plan);
    if (loss) return loss;
  }
  return undefined;
}

function tablesIn(expression: Expression): readonly Plan[] {
  if (expression.kind === 'table') return [expression.plan];
  return expression.kind === 'call' ? expression.arguments.flatMap(tablesIn) : [];
}

function makersOf(expression: Expression, input: Plan, lets: Lets, probe: Probe): readonly ColumnMaker[] {
  return columnsOf(expression).flatMap((column) => makerOf(column, input, lets, probe) ?? []);
}
