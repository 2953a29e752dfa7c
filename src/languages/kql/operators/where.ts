import { part } from '../binding/nodes.ts';
import { staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { defineOperator } from './definition.ts';

export const where = defineOperator({
  name: 'where',
  kinds: ['FilterOperator'],
  summary: 'Keeps the rows for which a predicate holds; null does not hold.',
  syntax: 'where predicate',
  examples: [{ query: 'range x from 1 to 4 step 1 | where x % 2 == 0', rows: [[2], [4]] }],
  lower: (node, input, context) => ({
    plan: {
      op: 'Filter',
      input: input.plan,
      predicate: lowerExpression(part(node, 'Condition'), context),
      ...staged(context),
    },
    columns: input.columns,
  }),
});
