import { type ExecuteOptions, execute } from '../../src/plan/execute.ts';
import { call, column, type Expression, literal } from '../../src/plan/expression.ts';
import { createLibrary, type LibraryEntries } from '../../src/plan/library.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Value } from '../../src/table/value.ts';

/** A small language of the tests' own: the plan must work with any. */
export const testEntries: LibraryEntries = {
  scalars: [
    {
      name: 't.equals',
      compile:
        ({ arguments: [left, right] }) =>
        (row) =>
          left?.evaluate(row) === right?.evaluate(row),
      mentions: ([left, right]) =>
        left?.kind === 'column' && right?.kind === 'literal'
          ? { column: left.name, text: String(right.value) }
          : undefined,
    },
    {
      name: 't.and',
      conjunction: true,
      compile:
        ({ arguments: parts }) =>
        (row) =>
          parts.every((part) => part.evaluate(row) === true),
      mentions: (parts, mentionsOf) => {
        const all = parts.map(mentionsOf).filter((part) => part !== undefined);
        return all.length > 0 ? { all } : undefined;
      },
    },
    {
      name: 't.plus',
      compile:
        ({ arguments: [left, right] }) =>
        (row) =>
          Number(left?.evaluate(row)) + Number(right?.evaluate(row)),
    },
    {
      name: 't.fails',
      compile: () => () => {
        throw new Error('evaluated');
      },
    },
    {
      name: 't.isIn',
      compile: (site) => {
        const [value, table] = site.arguments;
        return (row) => {
          if (!table) return false;
          const batch = site.table(table);
          const cells = batch.columns.get('k');
          return [...batch.rows()].some((inner) => cells?.at(inner) === value?.evaluate(row));
        };
      },
    },
  ],
  aggregates: [
    {
      name: 't.count',
      compile: () => () => {
        let count = 0;
        return {
          add: () => {
            count += 1;
          },
          result: () => count,
        };
      },
    },
    {
      name: 't.sum',
      compile:
        ({ arguments: [argument] }) =>
        () => {
          let sum = 0;
          return {
            add: (row) => {
              sum += Number(argument?.evaluate(row) ?? 0);
            },
            result: () => sum,
          };
        },
    },
  ],
  keys: { 't.key': (value) => (value === null ? undefined : (value as string | number)) },
  comparators: {
    't.compare': (left, right) =>
      (left as number) < (right as number) ? -1 : (left as number) > (right as number) ? 1 : 0,
  },
};

export const values = (columns: readonly string[], ...rows: readonly (readonly Value[])[]): Plan => ({
  op: 'Values',
  columns,
  rows,
});

export const equals = (name: string, value: Value): Expression => call('t.equals', [column(name), literal(value)]);

/** Runs a plan and returns its rows as objects, its stage counts, and what was asked of the catalog. */
export function runPlan(plan: Plan, options: Partial<ExecuteOptions> & { readonly stages?: number } = {}) {
  const { batches, trace } = execute(plan, options.stages ?? 0, {
    library: createLibrary(testEntries),
    catalog: { view: () => undefined, scan: () => undefined },
    clock: { now: 0n },
    ...options,
  });
  const rows: Record<string, Value>[] = [];
  const origins: (readonly number[])[] = [];
  for (const batch of batches) {
    for (const row of batch.rows()) {
      rows.push(
        Object.fromEntries(batch.columns.names().map((name) => [name, batch.columns.get(name)?.at(row) ?? null])),
      );
      origins.push(batch.originsAt(row));
    }
  }
  return { rows, origins, stages: trace.stages };
}
