import type { ScalarFunction, TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { Batch } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { cast } from '../convert.ts';
import { bagOf, isArray, isBag } from '../dynamic.ts';
import { nullOf } from '../functions/define.ts';

/**
 * The elements that a value is expanded to: null is one null, an array its elements, a bag a bag per property, and any
 * other value itself.
 */
const elementsFunction = (name: string, property: (key: string, value: Value) => Value): ScalarFunction => ({
  name,
  compile:
    ({ arguments: [value] }) =>
    (row) => {
      const expanded = value?.evaluate(row) ?? null;
      if (isArray(expanded)) return expanded;
      if (isBag(expanded)) return Object.entries(expanded).map(([key, inner]) => property(key, inner));
      return [expanded];
    },
});

/** Types that a text in a dynamic can be of: JSON has no other form for them. */
const TEXTUAL: ReadonlySet<string> = new Set(['string', 'datetime', 'timespan', 'guid']);

/** An element as a value of the type that `to typeof` asks for. Numbers are not read out of texts. */
const typedElement: ScalarFunction = {
  name: 'kql.mv-typed',
  compile({ arguments: [element], options }) {
    const { type } = options as { readonly type: string };
    const missing = nullOf(type);
    return (row) => {
      const value = element?.evaluate(row) ?? null;
      if (value === null || (typeof value === 'string' && !TEXTUAL.has(type))) return missing;
      return cast(value, 'dynamic', type);
    };
  },
};

export const mvFunctions: readonly ScalarFunction[] = [
  elementsFunction('kql.mv-elements', (key, value) => bagOf([[key, value]])),
  elementsFunction('kql.mv-pairs', (key, value) => [key, value]),
  typedElement,
];

interface MvApplyOptions {
  /** Names of the references: the expanded elements, and the row they come from. */
  readonly name: string;
  readonly row: string;
  readonly expand: Plan;
  readonly subquery: Plan;
  readonly fromSubquery: readonly string[];
  readonly columns: readonly string[];
}

/** Runs the subquery over the elements of each row; the row's other columns go with its results. */
export const mvApplyTable: TableFunction = {
  name: 'kql.mv-apply',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context }) {
    const { name, row: rowName, expand, subquery, fromSubquery, columns } = options as MvApplyOptions;
    const own = new Set(fromSubquery);
    for (const batch of input) {
      const results = new RowBuilder(columns);
      for (const row of batch.rows()) {
        const single = batch.select(Uint32Array.of(row));
        const expanded = [...context.execute(expand, new Map([[rowName, [single]]]))];
        for (const produced of context.execute(subquery, new Map([[name, expanded]]))) {
          for (const at of produced.rows()) {
            const cells = columns.map((column): readonly [string, Value] => {
              const source = own.has(column) ? produced : batch;
              return [column, source.columns.get(column)?.at(source === produced ? at : row) ?? null];
            });
            results.add(cells, batch.originsAt(row));
          }
        }
      }
      yield results.length > 0 ? results.build() : Batch.fromArrays(new Map(), 0);
    }
  },
};
