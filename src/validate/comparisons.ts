import type { CallExpression, Expression, Span } from '../plan/expression.ts';
import { inputsOf, type LoweredQuery, type Plan } from '../plan/plan.ts';

/** A comparison of a column, unchanged since its source, with texts of the query. */
export interface Comparison {
  readonly column: string;
  /** The table or function that the column comes from, as the query names it. */
  readonly source: string;
  readonly values: readonly string[];
  /** Whether a cell compares as true with one of the values. */
  readonly matches: (cell: string, value: string) => boolean;
  readonly span: Span | undefined;
}

const fold = (text: string): string => text.toLowerCase();

/** How each operator compares, generously (a term counts as a part); the names are those of the functions in a plan. */
const OPERATORS: Readonly<Record<string, (cell: string, value: string) => boolean>> = {
  equals: (cell, value) => cell === value,
  'equals-ci': (cell, value) => fold(cell) === fold(value),
  in: (cell, value) => cell === value,
  'in-ci': (cell, value) => fold(cell) === fold(value),
  has: (cell, value) => fold(cell).includes(fold(value)),
  'has-cs': (cell, value) => cell.includes(value),
  'has-any': (cell, value) => fold(cell).includes(fold(value)),
  hasprefix: (cell, value) => fold(cell).includes(fold(value)),
  'hasprefix-cs': (cell, value) => cell.includes(value),
  hassuffix: (cell, value) => fold(cell).includes(fold(value)),
  'hassuffix-cs': (cell, value) => cell.includes(value),
  contains: (cell, value) => fold(cell).includes(fold(value)),
  'contains-cs': (cell, value) => cell.includes(value),
  startswith: (cell, value) => fold(cell).startsWith(fold(value)),
  'startswith-cs': (cell, value) => cell.startsWith(value),
  endswith: (cell, value) => fold(cell).endsWith(fold(value)),
  'endswith-cs': (cell, value) => cell.endsWith(value),
};

/** The comparisons in the filters of a KQL query whose column nothing before the filter has changed. */
export function comparisons(query: LoweredQuery): readonly Comparison[] {
  if (query.language !== 'kql') return [];
  const found: Comparison[] = [];
  const visit = (plan: Plan): void => {
    if (plan.op === 'Filter') {
      for (const call of calls(plan.predicate)) {
        const operator = operatorOf(call);
        const [left, ...right] = call.arguments;
        const values = right.flatMap(texts);
        if (!operator || left?.kind !== 'column' || values.length === 0 || values.includes(undefined)) continue;
        const source = sourceOf(plan.input, left.name, query);
        if (source !== undefined) {
          found.push({
            column: left.name,
            source,
            values: values as readonly string[],
            matches: operator,
            span: call.span,
          });
        }
      }
    }
    for (const input of inputsOf(plan)) visit(input);
  };
  visit(query.plan);
  return found;
}

function operatorOf(call: CallExpression): ((cell: string, value: string) => boolean) | undefined {
  const name = call.function.replace(/^kql\./, '');
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
}

/** The calls that are not under a negation, where a comparison that never holds would always hold. */
function* calls(expression: Expression): Generator<CallExpression> {
  if (expression.kind !== 'call') return;
  yield expression;
  if (/^kql\.(and|or)$/.test(expression.function)) for (const argument of expression.arguments) yield* calls(argument);
}

/** The texts of an argument; undefined among them for what is not known before the run. */
function texts(argument: Expression): readonly (string | undefined)[] {
  if (argument.kind !== 'literal') return [undefined];
  const { value } = argument;
  if (Array.isArray(value)) return value.map((element) => (typeof element === 'string' ? element : undefined));
  return [typeof value === 'string' ? value : undefined];
}

/** The table or function a column comes from, when no step between has made, renamed or joined it. */
function sourceOf(plan: Plan, column: string, query: LoweredQuery): string | undefined {
  let current = plan;
  for (;;) {
    if (current.stage === undefined || current.stage === 0) return sourceName(current, query);
    switch (current.op) {
      case 'Filter':
      case 'Sort':
      case 'Limit':
        break;
      case 'Extend':
        if (current.columns.some(({ name }) => name === column)) return undefined;
        break;
      case 'Project': {
        const kept = current.columns.find(({ name }) => name === column);
        if (kept?.expression.kind !== 'column' || kept.expression.name !== column) return undefined;
        break;
      }
      default:
        return undefined;
    }
    const [input] = inputsOf(current);
    if (!input) return undefined;
    current = input;
  }
}

/** The first step as the query writes it, when that is a name or a call of one; else the name of the scanned table. */
function sourceName(plan: Plan, query: LoweredQuery): string | undefined {
  const written = /^\s*([A-Za-z_]\w*)\s*(\([^|]*\))?\s*$/.exec(query.stages[0]?.text ?? '')?.[1];
  if (written !== undefined) return written;
  return plan.op === 'Scan' ? /^table:(.+)$/.exec(plan.source)?.[1] : undefined;
}
