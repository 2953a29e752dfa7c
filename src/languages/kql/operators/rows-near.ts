import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { KustoNode } from '../binding/kusto.ts';
import type { Context, Rows } from '../lowering/context.ts';
import { spanOf, staged, withRow } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';

interface RowsNearOptions {
  readonly condition: Expression;
  readonly before: number;
  readonly after: number;
}

/** `evaluate rows_near(condition, rows [, rowsAfter])`. */
export function rowsNear(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows {
  const inner = withRow(context, input.columns);
  const [condition, ...counts] = args;
  const [before, after] = counts.map((count) => lowerExpression(count, inner));
  const numberOf = (expression: Expression | undefined): number | undefined =>
    expression?.kind === 'literal' && typeof expression.value === 'number' ? expression.value : undefined;
  const rowsBefore = numberOf(before);
  if (!condition || rowsBefore === undefined || (after && numberOf(after) === undefined)) {
    const message = 'rows_near is supported with a condition and constant numbers of rows.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const options: RowsNearOptions = {
    condition: lowerExpression(condition, inner),
    before: rowsBefore,
    after: numberOf(after) ?? rowsBefore,
  };
  const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.rows-near', options, ...staged(context) };
  return { plan, columns: input.columns, ...(input.open && { open: true }) };
}

/** The rows for which a condition holds, and those around them. */
export const rowsNearTable: TableFunction = {
  name: 'kql.rows-near',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, compile }) {
    const { condition, before, after } = options as RowsNearOptions;
    const batch = concatenate(input);
    const frame = new Frame();
    const holds = compile(condition, frame);
    frame.load(batch);
    const kept = new Uint8Array(batch.length);
    for (let position = 0; position < batch.length; position += 1) {
      if (holds(batch.rowAt(position)) !== true) continue;
      kept.fill(1, Math.max(0, position - before), Math.min(batch.length, position + after + 1));
    }
    const positions = Array.from(kept.keys()).filter((position) => kept[position] === 1);
    yield batch.select(Uint32Array.from(positions, (position) => batch.rowAt(position)));
  },
};
