import type { CallExpression, Span } from '../../plan/expression.ts';
import type { LoweredQuery, Plan, Scan } from '../../plan/plan.ts';
import { inputsOf } from '../../plan/plan.ts';
import { columnsIn, expressionsOf, plansOf } from '../expressions.ts';
import { addedBy } from '../output-columns.ts';

export interface ScanField {
  readonly scan: Scan;
  readonly field: string;
  /** Of the field itself, when the plan knows it. */
  readonly span: Span | undefined;
  /** The call that it is an argument of. */
  readonly call: CallExpression | undefined;
  /** The stage that uses it. */
  readonly stage: Span | undefined;
}

/** The fields that the steps right above a scan read from it: as far as nothing has reshaped its rows. */
export function* scanFields(query: LoweredQuery, source: string): Generator<ScanField> {
  for (const plan of plansOf(query.plan)) {
    const below = inputsOf(plan).length === 1 ? scanBelow(plan, source) : undefined;
    if (!below) continue;
    for (const expression of expressionsOf(plan)) {
      for (const { column, call } of columnsIn(expression)) {
        if (below.made.has(column.name)) continue;
        const stage = query.stages[plan.stage ?? -1]?.span;
        yield { scan: below.scan, field: column.name, span: column.span ?? call?.span, call, stage };
      }
    }
  }
}

/** The scan under a step, and the columns that the steps between them add. */
function scanBelow(
  plan: Plan,
  source: string,
): { readonly scan: Scan; readonly made: ReadonlySet<string> } | undefined {
  const made = new Set<string>();
  let [current] = inputsOf(plan);
  while (current) {
    switch (current.op) {
      case 'Scan':
        return current.source === source ? { scan: current, made } : undefined;
      case 'Filter':
      case 'Sort':
      case 'Limit':
        break;
      case 'Extend':
        for (const { name } of current.columns) made.add(name);
        break;
      case 'Expand':
        for (const { from, to } of current.columns) if (from !== to) made.add(to);
        break;
      case 'Window':
        {
          const adds = addedBy(current);
          if (!adds) return undefined;
          for (const name of adds) made.add(name);
        }
        break;
      default:
        return undefined;
    }
    [current] = inputsOf(current);
  }
  return undefined;
}

/** The field as a word of its own within a span: a macro that stands there may name it without showing it. */
export function placeOfField(text: string, field: string, span: Span | undefined): Span | undefined {
  if (!span) return undefined;
  const word = new RegExp(`(?<![\\w.])${field.replace(/[.+?^${}()|[\]\\*]/g, '\\$&')}(?![\\w.])`);
  const match = word.exec(text.slice(span.start, span.end));
  return match ? { start: span.start + match.index, end: span.start + match.index + field.length } : undefined;
}
