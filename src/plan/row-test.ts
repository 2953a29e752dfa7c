import type { Batch } from '../table/batch.ts';
import type { Value } from '../table/value.ts';
import { compileExpression } from './compile.ts';
import type { Context } from './context.ts';
import type { Expression } from './expression.ts';
import { Frame } from './frame.ts';

/** A compiled expression that may be asked about any row of any batch. */
export type RowTest = (batch: Batch, row: number) => Value;

/** Compiles an expression so that it loads the batch it is asked about. */
export function compileRowTest(expression: Expression, context: Context): RowTest {
  const frame = new Frame();
  const evaluate = compileExpression(expression, frame, context);
  return (batch, row) => {
    if (frame.batch !== batch) frame.load(batch);
    return evaluate(row);
  };
}
