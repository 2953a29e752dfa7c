import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { LazyColumn } from '../../../table/column.ts';
import { convertValue } from './scalars.ts';

/** `convert num(*)`: the conversion of every field whose name the pattern fits. */
export const convertWildcard: TableFunction = {
  name: 'spl.convert-wildcard',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { function: name, field, format } = options as { function: string; field: string; format: string };
    const fits = namePattern(field);
    for (const batch of input) {
      const converted = new Map(
        batch.columns
          .names()
          .filter((candidate) => fits(candidate) && !candidate.startsWith('_'))
          .map((candidate) => {
            const column = batch.columns.get(candidate);
            return [
              candidate,
              new LazyColumn(batch.baseLength, (row) => convertValue(name, column?.at(row) ?? null, format)),
            ] as const;
          }),
      );
      yield batch.extend(converted);
    }
  },
};
