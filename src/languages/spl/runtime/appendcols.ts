import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { LazyColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { columnOf, visibleFields } from './support.ts';

/** The fields of a subsearch beside the results, first row to first row. The results' own fields win unless `override`. */
export const appendcols: TableFunction = {
  name: 'spl.appendcols',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { override, plan } = options as { readonly override: boolean; readonly plan: Plan };
    const all = concatenate(input);
    const beside = concatenate(context.execute(plan));
    const position = new Map([...all.rows()].map((row, at) => [row, at]));
    const rows = [...beside.rows()];
    const added = visibleFields(beside.columns.names()).map((name) => {
      const [own, other] = [columnOf(all, name), columnOf(beside, name)];
      const value = (row: number) => {
        const at = rows[position.get(row) ?? -1];
        const theirs = at === undefined ? null : other.at(at);
        return override ? (theirs ?? own.at(row)) : (own.at(row) ?? theirs);
      };
      return [name, new LazyColumn(all.baseLength, value)] as const;
    });
    yield all.extend(new Map(added));
  },
};
