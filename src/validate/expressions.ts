import type { CallExpression, ColumnExpression, Expression } from '../plan/expression.ts';
import { inputsOf, type Plan } from '../plan/plan.ts';

const plansBelow = new WeakMap<Plan, readonly Plan[]>();

/** A plan and all that it reads from, each before its inputs; tables within expressions are left out. */
export function plansOf(plan: Plan): readonly Plan[] {
  const known = plansBelow.get(plan);
  if (known) return known;
  const plans: Plan[] = [];
  collect(plan, plans);
  plansBelow.set(plan, plans);
  return plans;
}

function collect(plan: Plan, plans: Plan[]): void {
  plans.push(plan);
  for (const input of inputsOf(plan)) collect(input, plans);
}

/** The expressions that an operator evaluates on each row of its input. */
export function expressionsOf(plan: Plan): readonly Expression[] {
  switch (plan.op) {
    case 'Filter':
      return [plan.predicate];
    case 'Extend':
    case 'Project':
      return plan.columns.map(({ expression }) => expression);
    case 'Aggregate':
      return [
        ...plan.by.map(({ expression }) => expression),
        ...plan.aggregates.flatMap((aggregate) => aggregate.arguments),
      ];
    case 'Sort':
      return plan.keys.map(({ expression }) => expression);
    default:
      return [];
  }
}

/** The calls of an expression, the outer ones first. */
export function callsOf(expression: Expression): readonly CallExpression[] {
  const calls: CallExpression[] = [];
  collectCalls(expression, calls);
  return calls;
}

function collectCalls(expression: Expression, calls: CallExpression[]): void {
  if (expression.kind !== 'call') return;
  calls.push(expression);
  for (const argument of expression.arguments) collectCalls(argument, calls);
}

export interface ColumnUse {
  readonly column: ColumnExpression;
  /** The call that it is an argument of. */
  readonly call: CallExpression | undefined;
}

/** The columns of an expression, without those in calls for which `skips` holds. */
export function columnsIn(
  expression: Expression,
  skips: (call: CallExpression) => boolean = () => false,
): readonly ColumnUse[] {
  const uses: ColumnUse[] = [];
  collectColumns(expression, undefined, skips, uses);
  return uses;
}

function collectColumns(
  expression: Expression,
  call: CallExpression | undefined,
  skips: (call: CallExpression) => boolean,
  uses: ColumnUse[],
): void {
  if (expression.kind === 'column') uses.push({ column: expression, call });
  if (expression.kind !== 'call' || skips(expression)) return;
  for (const argument of expression.arguments) collectColumns(argument, expression, skips, uses);
}

/** The texts among the arguments of a call behind the first. */
export const textsOf = (call: CallExpression): readonly string[] =>
  call.arguments
    .slice(1)
    .flatMap((argument) => (argument.kind === 'literal' ? [argument.value].flat() : []))
    .filter((value) => typeof value === 'string');

/** Whether a column still holds what its source gave: nothing below has computed it. */
export function isUnchanged(plan: Plan, column: string): boolean {
  let current: Plan | undefined = plan;
  let name = column;
  while (current) {
    switch (current.op) {
      case 'Scan':
        return true;
      case 'Filter':
      case 'Sort':
      case 'Limit':
      case 'Distinct':
        break;
      case 'Expand':
        if (current.columns.some(({ from, to }) => to === name && from !== to)) return false;
        break;
      case 'Extend':
        if (current.columns.some((added) => added.name === name)) return false;
        break;
      case 'Project':
      case 'Aggregate': {
        const list = current.op === 'Project' ? current.columns : current.by;
        const kept = list.find((candidate) => candidate.name === name);
        if (kept?.expression.kind !== 'column') return false;
        name = kept.expression.name;
        break;
      }
      case 'Pick': {
        const renamed = current.rename?.find(({ to }) => to === name || to.includes('*'));
        if (renamed) name = renamed.to === name ? renamed.from : renamed.from.replace('*', name);
        break;
      }
      default:
        return false;
    }
    [current] = inputsOf(current);
  }
  return false;
}
