import { expressionsOf } from './expressions.ts';
import type { CallExpression, Expression, Span } from '../plan/expression.ts';
import { inputsOf, type LoweredQuery, type Plan } from '../plan/plan.ts';

/** A comparison of a column, unchanged since its source, with texts of the query. */
export interface Comparison {
  readonly column: string;
  /** What its source calls the column. */
  readonly original: string;
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

/** The comparisons of a KQL query whose column nothing since its source has changed; those within parsers are not its own. */
export function comparisons(query: LoweredQuery): readonly Comparison[] {
  if (query.language !== 'kql') return [];
  const found: Comparison[] = [];
  const visit = (plan: Plan, bound: Bound): void => {
    if (plan.called !== undefined) return;
    if (plan.op === 'Let') {
      visit(plan.value, bound);
      visit(plan.body, new Map(bound).set(plan.name, plan.value));
      return;
    }
    const [input] = inputsOf(plan);
    for (const expression of input ? expressionsOf(plan) : []) {
      for (const call of conditions(expression)) {
        const comparison = comparisonOf(call);
        const origin = comparison && originOf(input as Plan, comparison.column, bound);
        if (comparison && origin) found.push({ ...comparison, ...origin });
      }
      for (const table of tablesIn(expression)) visit(table, bound);
    }
    for (const below of inputsOf(plan)) visit(below, bound);
  };
  visit(query.plan, new Map());
  return found;
}

/** What the names of `Let` stand for. */
type Bound = ReadonlyMap<string, Plan>;

function comparisonOf(call: CallExpression): Omit<Comparison, 'source' | 'original'> | undefined {
  const operator = operatorOf(call);
  if (!operator) return undefined;
  const isSwapped = SYMMETRIC.test(call.function) && call.arguments[0]?.kind === 'literal';
  const [left, ...right] = isSwapped ? [...call.arguments].reverse() : call.arguments;
  const values = right.flatMap(texts);
  if (left?.kind !== 'column' || values.length === 0 || values.includes(undefined)) return undefined;
  return { column: left.name, values: values as readonly string[], matches: operator, span: call.span };
}

const SYMMETRIC = /^kql\.equals(?:-ci)?$/;

function operatorOf(call: CallExpression): ((cell: string, value: string) => boolean) | undefined {
  const name = call.function.replace(/^kql\./, '');
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
}

/** Calls that ask a condition and do not turn it round: under a negation, what never holds would always hold. */
const ASKS = /^kql\.(?:and|or|iff|case|countif|sumif|minif|maxif|avgif|dcountif|make_set_if|make_list_if|take_anyif)$/;

function* conditions(expression: Expression): Generator<CallExpression> {
  if (expression.kind !== 'call') return;
  yield expression;
  if (ASKS.test(expression.function)) for (const argument of expression.arguments) yield* conditions(argument);
}

function* tablesIn(expression: Expression): Generator<Plan> {
  if (expression.kind === 'table') yield expression.plan;
  if (expression.kind === 'call') for (const argument of expression.arguments) yield* tablesIn(argument);
}

/** The texts of an argument; undefined among them for what is not known before the run. */
function texts(argument: Expression): readonly (string | undefined)[] {
  if (argument.kind !== 'literal') return [undefined];
  const { value } = argument;
  if (Array.isArray(value)) return value.map((element) => (typeof element === 'string' ? element : undefined));
  return [typeof value === 'string' ? value : undefined];
}

type Origin = Pick<Comparison, 'source' | 'original'>;

/** The table or function a column comes from, when no step between has made it. */
function originOf(plan: Plan, column: string, bound: Bound): Origin | undefined {
  let current = plan;
  let name = column;
  for (;;) {
    if (current.called !== undefined) return { source: current.called, original: name };
    switch (current.op) {
      case 'Scan': {
        const source = /^table:(.+)$/.exec(current.source)?.[1];
        return source === undefined ? undefined : { source, original: name };
      }
      case 'Reference': {
        const value = bound.get(current.name);
        if (!value) return undefined;
        current = value;
        continue;
      }
      case 'Let':
        return undefined;
      case 'Filter':
      case 'Sort':
      case 'Limit':
      case 'Distinct':
        break;
      case 'Extend':
        if (current.columns.some((added) => added.name === name)) return undefined;
        break;
      case 'Project':
      case 'Aggregate': {
        const list = current.op === 'Project' ? current.columns : current.by;
        const kept = list.find((candidate) => candidate.name === name);
        if (kept?.expression.kind !== 'column') return undefined;
        name = kept.expression.name;
        break;
      }
      case 'Join': {
        const kept = current.output === 'overlay' ? undefined : current.output.find((output) => output.name === name);
        if (!kept) return undefined;
        name = kept.column;
        current = current[kept.side];
        continue;
      }
      default:
        return undefined;
    }
    const [input] = inputsOf(current);
    if (!input) return undefined;
    current = input;
  }
}
