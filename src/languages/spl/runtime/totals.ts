import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { LazyColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { AddtotalsOptions } from '../commands/totals.ts';
import { asList, toNumber } from '../values.ts';
import { columnOf, visibleFields } from './support.ts';

/** Sums of floating-point numbers without the noise of their last digits. */
const clean = (sum: number): number => Number(sum.toPrecision(15));

const numbersOf = (value: Value): readonly number[] =>
  asList(value)
    .map(toNumber)
    .filter((number) => number !== null);

/** Sums over the numeric fields of each row, and over each of them in a last row. */
export const addtotals: TableFunction = {
  name: 'spl.addtotals',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { fields, row: perRow, column: perColumn, fieldName, labelField, label } = options as AddtotalsOptions;
    const all = concatenate(input);
    const wanted = fields.map(namePattern);
    const chosen = visibleFields(all.columns.names()).filter(
      (name) => name !== fieldName && (wanted.length === 0 || wanted.some((fits) => fits(name))),
    );
    const columns = chosen.map((name) => columnOf(all, name));
    const totals = new LazyColumn(all.baseLength, (row) => {
      const numbers = columns.flatMap((column) => numbersOf(column.at(row)));
      return clean(numbers.reduce((sum, number) => sum + number, 0));
    });
    const output = perRow ? all.extend(new Map([[fieldName, totals]])) : all;
    yield output;
    if (!perColumn) return;
    const cells: [string, Value][] = [];
    for (const name of perRow ? [...chosen, fieldName] : chosen) {
      const column = columnOf(output, name);
      const numbers = [...output.rows()].flatMap((row) => numbersOf(column.at(row)));
      if (numbers.length > 0) cells.push([name, clean(numbers.reduce((sum, number) => sum + number, 0))]);
    }
    if (labelField !== null) {
      const at = cells.findIndex(([name]) => name === labelField);
      if (at >= 0) cells.splice(at, 1);
      cells.push([labelField, label]);
    }
    const builder = new RowBuilder();
    builder.add(cells);
    yield builder.build();
  },
};
