import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { LazyColumn } from '../../../table/column.ts';
import { convertValue } from './scalars.ts';

interface ConvertOptions {
  readonly function: string;
  readonly field: string;
  readonly format: string;
  /** Patterns of the fields that `none()` exempts. */
  readonly untouched: readonly string[];
}

/** `convert num(*)`: the conversion of every field whose name the pattern fits. */
export const convertWildcard: TableFunction = {
  name: 'spl.convert-wildcard',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { function: name, field, format, untouched } = options as ConvertOptions;
    const fits = namePattern(field);
    const exempt = untouched.map(namePattern);
    for (const batch of input) {
      const converted = new Map(
        batch.columns
          .names()
          .filter((candidate) => fits(candidate) && !candidate.startsWith('_'))
          .filter((candidate) => !exempt.some((spares) => spares(candidate)))
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
