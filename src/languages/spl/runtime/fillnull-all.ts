import type { TableFunction } from '../../../plan/library.ts';
import { LazyColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';

/** Fills every field that some row has. */
export const fillnullAll: TableFunction = {
  name: 'spl.fillnull-all',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { value } = options as { readonly value: string };
    const all = concatenate(input);
    const filled = new Map(
      all.columns
        .names()
        .filter((name) => !name.startsWith('_'))
        .flatMap((name) => {
          const column = all.columns.get(name);
          if (!column || ![...all.rows()].some((row) => column.at(row) !== null)) return [];
          return [[name, new LazyColumn(all.baseLength, (row) => column.at(row) ?? value)] as const];
        }),
    );
    yield all.extend(filled);
  },
};
