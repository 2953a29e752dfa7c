import { column } from '../../../plan/expression.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import type { AggregateCall } from '../../../plan/plan.ts';
import type { Batch } from '../../../table/batch.ts';
import { type Column, ConstantColumn } from '../../../table/column.ts';
import type { Value } from '../../../table/value.ts';
import { asList, toText } from '../values.ts';

const ABSENT: Column = new ConstantColumn(null);

/** A column of the batch; one without values where there is none of that name. */
export const columnOf = (batch: Batch, name: string): Column => batch.columns.get(name) ?? ABSENT;

/** What tells one combination of values from another; undefined where one of them is missing. */
export function groupKey(values: readonly Value[]): string | undefined {
  if (values.includes(null)) return undefined;
  return JSON.stringify(values.map((value) => asList(value).map(toText)));
}

/** The fields that commands without a field list mean: all but the internal ones. */
export const visibleFields = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !name.startsWith('_'));

/** Calls over a wildcard (`avg(*)`, `sum(b*) AS total_*`), one for each field that it fits. */
export function expandCalls(calls: readonly AggregateCall[], names: readonly string[]): readonly AggregateCall[] {
  return calls.flatMap((call) => {
    const [first] = call.arguments;
    if (first?.kind !== 'column' || !first.name.includes('*')) return [call];
    const fits = namePattern(first.name);
    return visibleFields(names)
      .filter(fits)
      .map((name) => callFor(call, first.name, name));
  });
}

function callFor(call: AggregateCall, pattern: string, field: string): AggregateCall {
  const [written = ''] = call.outputs;
  const [before = '', after = ''] = pattern.split('*');
  const middle = field.slice(before.length, field.length - after.length);
  const output = written.includes(`(${pattern})`)
    ? written.replace(pattern, () => field)
    : written.replace('*', () => middle);
  return { ...call, outputs: [output], arguments: [column(field), ...call.arguments.slice(1)] };
}

/** Every cell of a row, in the order of the columns; missing ones are left out. */
export function cellsOf(batch: Batch, names: readonly string[], row: number): (readonly [string, Value])[] {
  const cells: (readonly [string, Value])[] = [];
  for (const name of names) {
    const value = columnOf(batch, name).at(row);
    if (value !== null) cells.push([name, value]);
  }
  return cells;
}
