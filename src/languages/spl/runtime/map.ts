import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { type MapOptions, TOKEN } from '../commands/map.ts';
import { environmentOf, lowerLateSearch } from '../late-lowering.ts';
import { SplProblem } from '../problems.ts';
import { toText } from '../values.ts';
import { columnOf } from './support.ts';

/** One search per row, with the row's values in it; a token without a value keeps its row from being searched for. */
export const map: TableFunction = {
  name: 'spl.map',
  preservesOrder: false,
  needsAllInput: false,
  *run(input, { options, context }) {
    const { search, maximum, nested, late } = options as MapOptions;
    const environment = environmentOf(late);
    let count = 0;
    for (const batch of input) {
      for (const row of batch.rows()) {
        if (maximum > 0 && count >= maximum) {
          context.note('map', `map ran ${maximum} searches, as maxsearches has it; further results were left out.`);
          return;
        }
        count += 1;
        const text = search.replace(TOKEN, (token, name: string) => {
          const value = columnOf(batch, name).at(row);
          return value === null ? token : toText(value).replace(/[\\"]/g, '\\$&');
        });
        try {
          yield* context.execute(lowerLateSearch(text, environment, nested));
        } catch (error) {
          if (error instanceof SplProblem) throw new QueryFailure(error.problem, `${error.message} (map)`);
          throw error;
        }
      }
    }
  },
};
