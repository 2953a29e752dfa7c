import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { PastedOptions } from '../commands/eval.ts';
import type { SplEnvironment } from '../environment.ts';
import { environmentOf, lowerLatePipeline, lowerLateSearch } from '../late-lowering.ts';
import { SplProblem } from '../problems.ts';
import { printName } from '../printer/text.ts';
import { toText } from '../values.ts';

const INPUT = 'eval input';

/**
 * `eval field=[…]`. Splunk pastes what the search gives into the eval: a number, a text in quotes, or any expression, in
 * which a bare word is a field.
 */
export const pasted: TableFunction = {
  name: 'spl.pasted',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { field, search, late } = options as PastedOptions;
    const environment = environmentOf(late);
    const given = concatenate(context.execute(lowerLateSearch(search, environment, true)));
    const text = given.length === 0 ? '' : toText(given.columns.get('search')?.at(given.rowAt(0)) ?? null);
    if (text.trim() === '') {
      throw new QueryFailure(
        'unsupported-syntax',
        'A subsearch within an expression has to give one: end it with return.',
      );
    }
    const plan = pastedPlan(`eval ${printName(field)}=${text}`, environment);
    yield* context.execute(plan, new Map([[INPUT, [concatenate(input)]]]));
  },
};

function pastedPlan(text: string, environment: SplEnvironment): Plan {
  try {
    return lowerLatePipeline(text, { op: 'Reference', name: INPUT }, environment);
  } catch (error) {
    if (error instanceof SplProblem) throw new QueryFailure(error.problem, `${error.message} (given by a subsearch)`);
    throw error;
  }
}
