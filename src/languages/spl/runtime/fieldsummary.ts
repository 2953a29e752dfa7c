import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { isMostlyIn } from '../../../plan/operators/aggregate.ts';
import type { Batch } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { asList, compareText, printNumber, toNumber, toText } from '../values.ts';
import { visibleFields } from './support.ts';

/** One row per field: how many values it has, which, and what their numbers come to. */
export const fieldSummary: TableFunction = {
  name: 'spl.fieldsummary',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { fields, maximum } = options as { readonly fields: readonly string[]; readonly maximum: number };
    const batches = [...input];
    const wanted = fields.map(namePattern);
    const names = visibleFields([...new Set(batches.flatMap(({ columns }) => columns.names()))]).filter(
      (name) => wanted.length === 0 || wanted.some((test) => test(name)),
    );
    const rows = new RowBuilder();
    for (const name of [...names].sort()) {
      const summary = new Summary();
      for (const batch of batches) summary.addColumn(batch, name);
      if (summary.count > 0) rows.add([['field', name], ...summary.cells(maximum)]);
    }
    yield rows.build();
  },
};

/** One of the different values of a field. */
interface Seen {
  readonly text: string;
  readonly number: number | null;
  times: number;
}

class Summary {
  count = 0;
  readonly #seen = new Map<string, Seen>();
  /** In the order of the rows: a sum of fractions depends on it. */
  readonly #numbers: number[] = [];

  addColumn(batch: Batch, name: string): void {
    const column = batch.columns.get(name);
    if (!column) return;
    const codes = isMostlyIn(batch) ? column.allCodes?.() : undefined;
    const known: (readonly Seen[])[] = [];
    for (let position = 0; position < batch.length; position += 1) {
      const row = batch.rowAt(position);
      const number = codes?.numbers[row];
      if (number === 0) continue;
      let values = number === undefined ? undefined : known[number];
      if (!values) {
        values = this.#seenOf(codes && number !== undefined ? codes.value(number) : column.at(row));
        if (number !== undefined) known[number] = values;
      }
      for (const value of values) this.#add(value);
    }
  }

  #seenOf(value: Value): readonly Seen[] {
    return asList(value).map((element) => {
      const text = toText(element);
      const seen = this.#seen.get(text) ?? { text, number: toNumber(element), times: 0 };
      this.#seen.set(text, seen);
      return seen;
    });
  }

  #add(seen: Seen): void {
    this.count += 1;
    seen.times += 1;
    if (seen.number !== null) this.#numbers.push(seen.number);
  }

  cells(maximum: number): readonly (readonly [string, Value])[] {
    const numbers = this.#numbers;
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / Math.max(1, numbers.length - 1);
    const values = [...this.#seen.values()]
      .sort((left, right) => right.times - left.times || byValue(left.text, right.text))
      .slice(0, maximum === 0 ? undefined : maximum)
      .map(({ text, times }) => ({ value: text, count: times }));
    const has = numbers.length > 0;
    return [
      ['count', this.count],
      ['distinct_count', this.#seen.size],
      ['is_exact', '1'],
      ['max', has ? numbers.reduce((most, number) => Math.max(most, number)) : null],
      ['mean', has ? printNumber(mean) : null],
      ['min', has ? numbers.reduce((least, number) => Math.min(least, number)) : null],
      ['numeric_count', numbers.length],
      ['stdev', has ? printNumber(Math.sqrt(variance)) : null],
      ['values', JSON.stringify(values)],
    ];
  }
}

/** Numbers by size, before text. */
function byValue(left: string, right: string): number {
  const [one, other] = [toNumber(left), toNumber(right)];
  if (one !== null && other !== null) return one - other;
  if (one !== null || other !== null) return one !== null ? -1 : 1;
  return compareText(left, right);
}
