import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Batch } from '../../../table/batch.ts';
import { columnsOf, kindOf, part } from '../binding/nodes.ts';
import { keyOfValue } from '../comparators.ts';
import { freshName, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerSubquery } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';

export interface PartitionOptions {
  readonly name: string;
  readonly key: Expression;
  readonly subquery: Plan;
}

export const partition = defineOperator({
  name: 'partition',
  kinds: ['PartitionOperator'],
  summary: 'Runs a subquery over the rows of each value of a column, and gives all results one after another.',
  syntax: 'partition [hint.strategy = …] by column (subquery)',
  status: 'partial',
  differences: 'A query of its own in braces is not supported.',
  examples: [
    {
      query: 'datatable(k: string, v: long)["a", 1, "b", 5, "a", 3] | partition by k (top 1 by v)',
      rows: [
        ['a', 3],
        ['b', 5],
      ],
    },
    {
      query:
        'datatable(k: string, v: long)["a", 1, "b", 5, "a", 3] | partition by k (as Part | project k, share = 100 * v / toscalar(Part | summarize sum(v)))',
      rows: [
        ['a', 25],
        ['a', 75],
        ['b', 100],
      ],
    },
  ],
  lower(node, input, context) {
    const operand = part(node, 'Operand');
    if (kindOf(operand) !== 'PartitionSubquery') {
      const message = 'A query of its own in the braces of partition is not supported.';
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, operand));
    }
    const name = freshName(context, 'partition');
    const inner = { ...context, stage: undefined, steps: false };
    const rows = lowerSubquery(
      part(operand, 'Subquery'),
      { plan: { op: 'Reference', name }, columns: input.columns },
      inner,
    );
    const key = lowerExpression(part(node, 'ByExpression'), context);
    const options: PartitionOptions = { name, key, subquery: rows.plan };
    const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.partition', options, ...staged(context) };
    return { plan, columns: columnsOf(node.ResultType) };
  },
});

/** Splits the rows by a key, in the order in which its values appear, and runs the subquery over each part. */
export const partitionTable: TableFunction = {
  name: 'kql.partition',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, context, compile }) {
    const { name, key, subquery } = options as PartitionOptions;
    const frame = new Frame();
    const evaluate = compile(key, frame);
    const parts = new Map<unknown, Batch[]>();
    for (const batch of input) {
      frame.load(batch);
      const rows = new Map<unknown, number[]>();
      for (const row of batch.rows()) {
        const found = keyOfValue(evaluate(row));
        const list = rows.get(found);
        if (list) list.push(row);
        else rows.set(found, [row]);
      }
      for (const [found, list] of rows) {
        const batches = parts.get(found) ?? [];
        batches.push(batch.select(Uint32Array.from(list)));
        parts.set(found, batches);
      }
    }
    for (const batches of parts.values()) {
      context.budget.check();
      yield* context.execute(subquery, new Map([[name, batches]]));
    }
  },
};
