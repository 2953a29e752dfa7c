import type { Expression } from './expression.ts';
import type { Library } from './library.ts';
import { namePattern } from './name-pattern.ts';
import { mapInputs } from './map-inputs.ts';
import type { NamedExpression, Plan, TimeBound } from './plan.ts';

/** Tells each scan when its rows must have happened to matter: what filters ask of a column that is handed on as it is. */
export function pushBounds(plan: Plan, bounds: readonly TimeBound[], library: Library): Plan {
  const below = (kept: readonly TimeBound[]): Plan => mapInputs(plan, (input) => pushBounds(input, kept, library));
  switch (plan.op) {
    case 'Scan':
      return bounds.length === 0 ? plan : { ...plan, bounds: [...(plan.bounds ?? []), ...bounds] };
    case 'Filter':
      return below([...bounds, ...boundsOf(plan.predicate, library)]);
    case 'Sort':
      return below(plan.limit === undefined ? bounds : []);
    case 'Union':
      return below(bounds);
    case 'Extend':
      return below(bounds.flatMap((bound) => through(bound, plan.columns, true)));
    case 'Project':
      return below(bounds.flatMap((bound) => through(bound, plan.columns, false)));
    case 'Pick': {
      const made = (plan.rename ?? []).map(({ to }) => namePattern(to));
      return below(bounds.filter(({ column }) => !made.some((test) => test(column))));
    }
    case 'Let':
      return {
        ...plan,
        value: pushBounds(plan.value, [], library),
        body: pushBounds(plan.body, bounds, library),
      };
    default:
      return below([]);
  }
}

/** When a row must have happened for the predicate to hold, as far as its functions say. */
function boundsOf(expression: Expression, library: Library): readonly TimeBound[] {
  if (expression.kind !== 'call') return [];
  const definition = library.scalar(expression.function);
  return definition?.bounds?.(expression.arguments, (inner) => boundsOf(inner, library), expression.options) ?? [];
}

/** The bound in terms of the columns before; none where the column is computed. */
function through(bound: TimeBound, columns: readonly NamedExpression[], others: boolean): readonly TimeBound[] {
  const source = columns.find(({ name }) => name === bound.column);
  if (!source) return others ? [bound] : [];
  return source.expression.kind === 'column' ? [{ ...bound, column: source.expression.name }] : [];
}
