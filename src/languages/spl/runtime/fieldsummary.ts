import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import { asList, compareText, printNumber, toNumber, toText } from '../values.ts';
import { columnOf, visibleFields } from './support.ts';

/** One row per field: how many values it has, which, and what their numbers come to. */
export const fieldSummary: TableFunction = {
  name: 'spl.fieldsummary',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { fields, maximum } = options as { readonly fields: readonly string[]; readonly maximum: number };
    const all = concatenate(input);
    const wanted = fields.map(namePattern);
    const names = visibleFields(all.columns.names()).filter(
      (name) => wanted.length === 0 || wanted.some((test) => test(name)),
    );
    const rows = new RowBuilder();
    for (const name of [...names].sort()) {
      const column = columnOf(all, name);
      const counts = new Map<string, number>();
      const numbers: number[] = [];
      let count = 0;
      for (const row of all.rows()) {
        for (const value of asList(column.at(row))) {
          count += 1;
          const text = toText(value);
          counts.set(text, (counts.get(text) ?? 0) + 1);
          const number = toNumber(value);
          if (number !== null) numbers.push(number);
        }
      }
      if (count === 0) continue;
      const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
      const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / Math.max(1, numbers.length - 1);
      const values = [...counts]
        .sort(([one, left], [other, right]) => right - left || byValue(one, other))
        .slice(0, maximum === 0 ? undefined : maximum)
        .map(([value, times]) => ({ value, count: times }));
      const has = numbers.length > 0;
      rows.add([
        ['field', name],
        ['count', count],
        ['distinct_count', counts.size],
        ['is_exact', '1'],
        ['max', has ? Math.max(...numbers) : null],
        ['mean', has ? printNumber(mean) : null],
        ['min', has ? Math.min(...numbers) : null],
        ['numeric_count', numbers.length],
        ['stdev', has ? printNumber(Math.sqrt(variance)) : null],
        ['values', JSON.stringify(values)],
      ]);
    }
    yield rows.build();
  },
};

/** Numbers by size, before text. */
function byValue(left: string, right: string): number {
  const [one, other] = [toNumber(left), toNumber(right)];
  if (one !== null && other !== null) return one - other;
  if (one !== null || other !== null) return one !== null ? -1 : 1;
  return compareText(left, right);
}
