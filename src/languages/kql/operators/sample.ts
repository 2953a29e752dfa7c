import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { Batch } from '../../../table/batch.ts';
import { part } from '../binding/nodes.ts';
import { staged } from '../lowering/context.ts';
import { defineOperator } from './definition.ts';
import { constantCount } from './order.ts';

export const sample = defineOperator({
  name: 'sample',
  kinds: ['SampleOperator'],
  summary: 'Some rows, drawn at random; the same ones in every run over the same rows.',
  syntax: 'sample count',
  differences: 'The service draws others each time.',
  examples: [{ query: 'range x from 1 to 3 step 1 | sample 5', rows: [[1], [2], [3]] }],
  lower(node, input, context) {
    const count = constantCount(part(node, 'Expression'), context);
    const plan: Plan = {
      op: 'Reshape',
      input: input.plan,
      function: 'kql.sample',
      options: { count },
      ...staged(context),
    };
    return { plan, columns: input.columns };
  },
});

/** A reservoir: every row has the same chance. */
export const sampleTable: TableFunction = {
  name: 'kql.sample',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { count } = options as { readonly count: number };
    const kept: { readonly batch: Batch; readonly row: number; readonly at: number }[] = [];
    let seen = 0;
    for (const batch of input) {
      for (const row of batch.rows()) {
        if (kept.length < count) kept.push({ batch, row, at: seen });
        else {
          const place = Math.floor(context.random() * (seen + 1));
          if (place < count) kept[place] = { batch, row, at: seen };
        }
        seen += 1;
      }
    }
    kept.sort((left, right) => left.at - right.at);
    for (const { batch, row } of kept) yield batch.select(Uint32Array.of(row));
    if (kept.length === 0) yield Batch.fromArrays(new Map(), 0);
  },
};
