import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { ArrayColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import { columnOf, visibleFields } from './support.ts';

/** Missing values become the last one above. */
export const filldown: TableFunction = {
  name: 'spl.filldown',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const wanted = (options as { readonly fields: readonly string[] }).fields.map(namePattern);
    const all = concatenate(input);
    const names = visibleFields(all.columns.names()).filter(
      (name) => wanted.length === 0 || wanted.some((fits) => fits(name)),
    );
    const filled = names.map((name) => {
      const column = columnOf(all, name);
      const values: Value[] = [];
      let last: Value = null;
      for (const row of all.rows()) {
        last = column.at(row) ?? last;
        values[row] = last;
      }
      return [name, new ArrayColumn(values)] as const;
    });
    yield all.extend(new Map(filled));
  },
};
