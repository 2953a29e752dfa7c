import type { ScalarFunction, TableFunction } from '../../../plan/library.ts';
import { renamePattern } from '../../../plan/name-pattern.ts';
import { LazyColumn } from '../../../table/column.ts';
import type { Value } from '../../../table/value.ts';
import { asList, fromList, mapValues, toNumber, toText } from '../values.ts';
import { columnOf, visibleFields } from './support.ts';

export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** The first replacement that fits the whole value. */
function replacing(replacements: readonly Replacement[]): (value: Value) => Value {
  const patterns = replacements.map(({ from, to }) => renamePattern(from, to));
  return (value) =>
    mapValues(value, (element) => {
      const text = toText(element);
      for (const replaced of patterns) {
        const result = replaced(text);
        if (result !== undefined) return result;
      }
      return element;
    });
}

export const replaceValue: ScalarFunction = {
  name: 'spl.replace-value',
  compile: ({ arguments: [field], options }) => {
    const { replacements } = options as { readonly replacements: readonly Replacement[] };
    const replaced = replacing(replacements);
    return (row) => replaced(field?.evaluate(row) ?? null);
  },
};

/** Replaces in every field but the internal ones. */
export const replaceAll: TableFunction = {
  name: 'spl.replace-all',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { replacements } = options as { readonly replacements: readonly Replacement[] };
    const replaced = replacing(replacements);
    for (const batch of input) {
      const columns = visibleFields(batch.columns.names()).map((name) => {
        const column = columnOf(batch, name);
        return [name, new LazyColumn(batch.baseLength, (row) => replaced(column.at(row)))] as const;
      });
      yield batch.extend(new Map(columns));
    }
  },
};

export interface RangeOptions {
  readonly ranges: readonly { readonly name: string; readonly low: number; readonly high: number }[];
  readonly otherwise: string;
}

export const rangeName: ScalarFunction = {
  name: 'spl.range-name',
  compile: ({ arguments: [field], options }) => {
    const { ranges, otherwise } = options as RangeOptions;
    return (row) => {
      const names = asList(field?.evaluate(row) ?? null).flatMap((value) => {
        const number = toNumber(value);
        if (number === null) return [];
        return ranges.filter(({ low, high }) => number >= low && number <= high).map(({ name }) => name);
      });
      return names.length === 0 ? otherwise : fromList(names);
    };
  },
};
