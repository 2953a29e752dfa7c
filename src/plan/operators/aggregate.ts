import type { Batch, EventId } from '../../table/batch.ts';
import { RowBuilder } from '../../table/rows.ts';
import type { Value } from '../../table/value.ts';
import { compileAggregate, compileExpression } from '../compile.ts';
import type { Context } from '../context.ts';
import { Frame } from '../frame.ts';
import type { Accumulator } from '../library.ts';
import type { Aggregate } from '../plan.ts';
import { keyOf } from './key.ts';

interface Group {
  readonly by: readonly Value[];
  readonly accumulators: readonly Accumulator[];
  readonly origins: EventId[];
}

/** More events than this behind one row are not kept: a report shows samples, not millions. */
const ORIGINS_KEPT = 10_000;

export function* aggregate(input: Iterable<Batch>, plan: Aggregate, context: Context): Iterable<Batch> {
  const frame = new Frame();
  const key = keyOf(plan.key, context);
  const by = plan.by.map(({ expression }) => compileExpression(expression, frame, context));
  const makers = plan.aggregates.map((call) => compileAggregate(call, frame, context));
  const groups = new Map<string, Group>();
  const newGroup = (values: readonly Value[]): Group => ({
    by: values,
    accumulators: makers.map((make) => make()),
    origins: [],
  });
  if (by.length === 0) groups.set('', newGroup([]));
  for (const batch of input) {
    frame.load(batch);
    for (const row of batch.rows()) {
      const values = by.map((evaluate) => evaluate(row));
      const id = key(values);
      if (id === undefined) continue;
      let group = groups.get(id);
      if (!group) {
        group = newGroup(values);
        groups.set(id, group);
      }
      for (const accumulator of group.accumulators) accumulator.add(row);
      if (batch.origins && group.origins.length < ORIGINS_KEPT) group.origins.push(...batch.originsAt(row));
    }
  }
  yield resultOf(groups.values(), plan);
}

function resultOf(groups: Iterable<Group>, plan: Aggregate): Batch {
  const names = [...plan.by.map(({ name }) => name), ...plan.aggregates.flatMap(({ outputs }) => outputs)];
  const rows = new RowBuilder(names);
  for (const group of groups) {
    const cells: [string, Value][] = plan.by.map(({ name }, index) => [name, group.by[index] ?? null]);
    plan.aggregates.forEach(({ outputs }, index) => {
      const result = group.accumulators[index]?.result() ?? null;
      const [single] = outputs;
      if (outputs.length === 1 && single !== undefined) cells.push([single, result as Value]);
      else for (const [at, name] of outputs.entries()) cells.push([name, (result as readonly Value[])[at] ?? null]);
    });
    rows.add(cells, group.origins);
  }
  return rows.build();
}
