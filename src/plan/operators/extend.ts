import type { Batch } from '../../table/batch.ts';
import { type Column, ConstantColumn, LazyColumn } from '../../table/column.ts';
import { compileExpression } from '../compile.ts';
import type { Context } from '../context.ts';
import { Frame } from '../frame.ts';
import type { Extend, NamedExpression } from '../plan.ts';

/** Adds columns that are computed when somebody reads them. */
export function* extend(input: Iterable<Batch>, plan: Extend, context: Context): Iterable<Batch> {
  const compute = computedColumns(plan.columns, context);
  for (const batch of input) yield batch.extend(compute(batch));
}

/**
 * Lazy columns over batches. The expressions are compiled once; a lazy column may be read long after the next batch
 * has come, so it loads its own batch into the frame again where needed. Plain column references share the column.
 */
export function computedColumns(
  columns: readonly NamedExpression[],
  context: Context,
): (batch: Batch) => ReadonlyMap<string, Column> {
  const frame = new Frame();
  const evaluators = columns.map(({ expression }) => compileExpression(expression, frame, context));
  return (batch) => {
    const computed = new Map<string, Column>();
    columns.forEach(({ name, expression }, index) => {
      const shared = expression.kind === 'column' ? batch.columns.get(expression.name) : undefined;
      const evaluate = evaluators[index];
      if (shared) computed.set(name, shared);
      else if (expression.kind === 'literal') computed.set(name, new ConstantColumn(expression.value));
      else if (evaluate) {
        const column = new LazyColumn(batch.baseLength, (row) => {
          if (frame.batch !== batch) frame.load(batch);
          return evaluate(row);
        });
        computed.set(name, column);
      }
    });
    return computed;
  };
}
