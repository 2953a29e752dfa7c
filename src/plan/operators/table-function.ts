import type { Batch } from '../../table/batch.ts';
import { compileExpression } from '../compile.ts';
import type { Context } from '../context.ts';
import { QueryFailure } from '../failure.ts';
import type { Reshape, Window } from '../plan.ts';

export function tableFunction(input: Iterable<Batch>, plan: Window | Reshape, context: Context): Iterable<Batch> {
  const definition = context.library.table(plan.function);
  if (!definition) {
    throw new QueryFailure('unsupported-command', `"${plan.function}" is not implemented.`);
  }
  return definition.run(input, {
    options: plan.options,
    context,
    compile: (expression, frame) => compileExpression(expression, frame, context),
  });
}
