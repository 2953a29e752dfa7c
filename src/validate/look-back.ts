import type { Expression, Span } from '../plan/expression.ts';
import { inputsOf, type LoweredQuery, type Plan } from '../plan/plan.ts';

/** How far back a comparison with the clock lets a query look, in minutes. */
export interface LookBack {
  readonly minutes: number;
  readonly span: Span;
}

/**
 * What a KQL query itself says of how far back it looks: per table that it reads, the bounds on the time of its rows,
 * the nearest first. What a parser does within its body is not the query's.
 */
export function lookBacks(query: LoweredQuery): readonly (readonly LookBack[])[] {
  if (query.language !== 'kql') return [];
  const found: LookBack[][] = [];
  const visit = (plan: Plan, bounds: readonly LookBack[]): void => {
    const inputs = inputsOf(plan);
    if (plan.called !== undefined || (inputs.length === 0 && plan.op === 'Scan')) {
      found.push([...bounds].sort((left, right) => left.minutes - right.minutes));
      return;
    }
    const own = plan.op === 'Filter' ? [...bounds, ...boundsOf(plan.predicate)] : KEEPS_TIME.has(plan.op) ? bounds : [];
    for (const input of inputs) visit(input, own);
  };
  visit(query.plan, []);
  return found;
}

/** Steps behind which the time of a row is still that of its event. */
const KEEPS_TIME: ReadonlySet<Plan['op']> = new Set(['Sort', 'Extend', 'Project', 'Pick', 'Union']);

const TIME = /^(?:TimeGenerated|Timestamp)$/;
const TICKS_PER_MINUTE = 600_000_000;

function boundsOf(predicate: Expression): readonly LookBack[] {
  if (predicate.kind !== 'call') return [];
  const [left, right] = predicate.arguments;
  switch (predicate.function) {
    case 'kql.and':
      return predicate.arguments.flatMap(boundsOf);
    case 'kql.greater':
    case 'kql.greater-or-equal':
    case 'kql.between':
      return boundOf(left, right);
    case 'kql.less':
    case 'kql.less-or-equal':
      return boundOf(right, left);
    default:
      return [];
  }
}

function boundOf(time: Expression | undefined, moment: Expression | undefined): readonly LookBack[] {
  const isTime =
    (time?.kind === 'column' && TIME.test(time.name)) ||
    (time?.kind === 'call' && time.function === 'kql.ingestion_time');
  const ticks = isTime && moment ? ticksBeforeNow(moment) : undefined;
  return ticks === undefined || !moment?.span || ticks <= 0
    ? []
    : [{ minutes: ticks / TICKS_PER_MINUTE, span: moment.span }];
}

/** `ago(1h)`, `now(-1h)`, `now() - 1h`. */
function ticksBeforeNow(moment: Expression): number | undefined {
  if (moment.kind !== 'call') return undefined;
  const [first, second] = moment.arguments;
  if (moment.function === 'kql.ago') return ticksOf(first);
  if (moment.function === 'kql.now' && first?.kind === 'call' && first.function === 'kql.negate') {
    return ticksOf(first.arguments[0]);
  }
  if (moment.function === 'kql.subtract' && first?.kind === 'call' && first.function === 'kql.now') {
    return first.arguments.length === 0 ? ticksOf(second) : undefined;
  }
  return undefined;
}

function ticksOf(expression: Expression | undefined): number | undefined {
  if (expression?.kind !== 'literal') return undefined;
  const { value } = expression;
  return value !== null && typeof value === 'object' && 'ticks' in value ? Number(value.ticks) : undefined;
}
