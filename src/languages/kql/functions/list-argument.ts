import type { Argument, CallSite } from '../../../plan/library.ts';
import type { Batch } from '../../../table/batch.ts';
import type { Value } from '../../../table/value.ts';
import { isArray } from '../dynamic.ts';

/** The values on the right of `in`, `has_any` and their kin: scalars, arrays and the first column of tables, flat. */
export interface ListArgument {
  /** The same for every row, worked out when first needed. */
  readonly constant: (() => readonly Value[]) | undefined;
  values(row: number): readonly Value[];
}

export function listOf(site: CallSite, from: number): ListArgument {
  const parts = site.arguments.slice(from).map((argument) => partOf(site, argument));
  const values = (row: number): readonly Value[] => {
    const [only] = parts;
    return parts.length === 1 && only ? only.values(row) : parts.flatMap((part) => [...part.values(row)]);
  };
  if (!parts.every((part) => part.isConstant)) return { constant: undefined, values };
  let known: readonly Value[] | undefined;
  const constant = () => {
    known ??= values(0);
    return known;
  };
  return { constant, values: constant };
}

function partOf(site: CallSite, argument: Argument) {
  if (argument.expression.kind === 'table') {
    let column: readonly Value[] | undefined;
    return {
      isConstant: true,
      values: () => {
        column ??= firstColumn(site.table(argument));
        return column;
      },
    };
  }
  return {
    isConstant: argument.constant !== undefined,
    values: (row: number): readonly Value[] => {
      const value = argument.evaluate(row);
      return isArray(value) ? value : [value];
    },
  };
}

export function firstColumn(batch: Batch): readonly Value[] {
  const [name] = batch.columns.names();
  const column = name === undefined ? undefined : batch.columns.get(name);
  return column ? [...batch.rows()].map((row) => column.at(row)) : [];
}
