import type { Batch } from '../../table/batch.ts';
import { MapColumns } from '../../table/columns.ts';
import type { Context } from '../context.ts';
import type { Project } from '../plan.ts';
import { computedColumns } from './extend.ts';

export function* project(input: Iterable<Batch>, plan: Project, context: Context): Iterable<Batch> {
  const compute = computedColumns(plan.columns, context);
  for (const batch of input) yield batch.withColumns(new MapColumns(compute(batch)));
}
