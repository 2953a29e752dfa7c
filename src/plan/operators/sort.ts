import type { Batch } from '../../table/batch.ts';
import { concatenate } from '../../table/concatenate.ts';
import type { Value } from '../../table/value.ts';
import { compileExpression } from '../compile.ts';
import type { Context } from '../context.ts';
import { Frame } from '../frame.ts';
import type { Comparator } from '../library.ts';
import type { Sort, SortKey } from '../plan.ts';

export function* sort(input: Iterable<Batch>, plan: Sort, context: Context): Iterable<Batch> {
  const all = concatenate(input);
  const frame = new Frame();
  const keys = plan.keys.map((key) => ({
    evaluate: compileExpression(key.expression, frame, context),
    compare: comparatorOf(key, context),
  }));
  frame.load(all);
  const rows = Uint32Array.from({ length: all.length }, (_, position) => all.rowAt(position));
  const cells = keys.map(({ evaluate }) => {
    const values = new Array<Value>(all.baseLength).fill(null);
    for (const row of rows) values[row] = evaluate(row);
    return values;
  });
  const ordered = rows.sort((left, right) => {
    for (let at = 0; at < keys.length; at += 1) {
      const values = cells[at] as readonly Value[];
      const [one, other] = [values[left] ?? null, values[right] ?? null];
      // Told apart here at once: most rows that are compared by a later key agree in the ones before.
      if (one === other) continue;
      const order = (keys[at] as (typeof keys)[number]).compare(one, other);
      if (order !== 0) return order;
    }
    return 0;
  });
  yield all.select(plan.limit === undefined ? ordered : ordered.slice(0, plan.limit));
}

function comparatorOf(key: SortKey, context: Context): Comparator {
  const compare = context.library.comparator(key.comparator);
  if (!compare) throw new Error(`Internal error: no comparator "${key.comparator}".`);
  const directed: Comparator = key.descending ? (left, right) => compare(right, left) : compare;
  if (!key.nulls) return directed;
  const nullOrder = key.nulls === 'first' ? -1 : 1;
  return (left, right) => {
    if (left === null || right === null) return left === right ? 0 : left === null ? nullOrder : -nullOrder;
    return directed(left, right);
  };
}
