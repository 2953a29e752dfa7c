import type { Expression } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { part } from '../binding/nodes.ts';
import { isNeverTrue } from '../functions/mention.ts';
import { type Rows, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { defineOperator } from './definition.ts';
import { keepColumns } from './project.ts';
import { liftWindows } from './window-calls.ts';

export const where = defineOperator({
  name: 'where',
  kinds: ['FilterOperator'],
  summary: 'Keeps the rows for which a predicate holds; null does not hold.',
  syntax: 'where predicate',
  examples: [
    { query: 'range x from 1 to 4 step 1 | where x % 2 == 0', rows: [[2], [4]] },
    { query: 'datatable(x: long)[1, 1, 2, 2, 1] | serialize | where x != prev(x)', rows: [[1], [2], [1]] },
  ],
  lower(node, input, context) {
    const condition = lowerExpression(part(node, 'Condition'), context);
    if (!context.steps && isNeverTrue(condition)) return noRows(input);
    const { plan, expressions, lifted } = liftWindows(input.plan, [{ name: '', expression: condition }], context);
    const predicate = expressions[0]?.expression ?? condition;
    if (lifted) {
      const rows = {
        plan: { op: 'Filter', input: plan, predicate, ...staged(context) } as const,
        columns: input.columns,
      };
      return keepColumns(rows, input.columns, context);
    }
    const filtered = belowUniqueJoin(input.plan, predicate);
    return { plan: { op: 'Filter', input: filtered, predicate, ...staged(context) }, columns: input.columns };
  },
});

/** Inside a function, a condition that its arguments have settled (`where not(disabled)`): nothing below is read. */
const noRows = ({ columns }: Rows): Rows => ({
  plan: { op: 'Values', columns: columns.map(({ name }) => name), rows: [] },
  columns,
});

/**
 * `innerunique` keeps any one left row of a key; the engine filters before it chooses, so that a condition on the left
 * side finds its row.
 *
 * @see https://learn.microsoft.com/kusto/query/join-innerunique
 */
function belowUniqueJoin(plan: Plan, predicate: Expression): Plan {
  if (plan.op !== 'Join' || plan.kind !== 'innerunique' || plan.output === 'overlay') return plan;
  const fromLeft = new Set(
    plan.output.filter(({ name, side, column }) => side === 'left' && name === column).map(({ name }) => name),
  );
  if (!columnsIn(predicate).every((name) => fromLeft.has(name))) return plan;
  const left: Plan = {
    op: 'Filter',
    input: plan.left,
    predicate,
    ...(plan.stage !== undefined && { stage: plan.stage }),
  };
  return { ...plan, left };
}

const columnsIn = (expression: Expression): readonly string[] =>
  expression.kind === 'column'
    ? [expression.name]
    : expression.kind === 'call'
      ? expression.arguments.flatMap(columnsIn)
      : [];
