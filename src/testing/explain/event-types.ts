import type { Expression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { conjunctsOf } from './conjuncts.ts';
import { describe } from './describe.ts';
import type { MissedEventType } from './model.ts';
import type { Lets, Probe } from './probe.ts';
import { tally } from './tally.ts';

/** Event types that are worth a look: those that the nearest event missed by the least. */
const SHOWN = 3;
const TRIED = 60;

/** For `tag=…` and `eventtype=…`: the event types that would have given it, and what the nearest event lacked. */
export function missedEventTypes(
  predicate: Expression,
  input: Plan,
  lets: Lets,
  probe: Probe,
): readonly MissedEventType[] {
  if (predicate.kind !== 'call' || predicate.function !== 'spl.search-compare') return [];
  const [field] = predicate.arguments;
  const { operator, value } = predicate.options as { readonly operator: string; readonly value: string };
  if (field?.kind !== 'column' || operator !== '=' || !/^(?:tag|eventtype)\b/.test(field.name)) return [];
  const known = probe.anatomy?.eventTypesBehind(field.name, value) ?? [];
  return known
    .slice(0, TRIED)
    .map(({ name, search, expression }): MissedEventType => {
      const conditions = conjunctsOf(expression, probe.library).map((part) => ({
        text: describe(part),
        expression: part,
      }));
      const [nearest] = tally(conditions, input, lets, probe).nearest;
      return {
        name,
        search,
        missing: nearest?.missed ?? [],
        ...(nearest?.event !== undefined && { event: nearest.event }),
      };
    })
    .sort((left, right) => left.missing.length - right.missing.length)
    .slice(0, SHOWN);
}
