import type { Batch } from '../../table/batch.ts';
import type { Column } from '../../table/column.ts';
import { type Columns, MapColumns, PickedColumns } from '../../table/columns.ts';
import { namePattern, renamePattern } from '../name-pattern.ts';
import type { Pick } from '../plan.ts';

export function* pick(input: Iterable<Batch>, plan: Pick): Iterable<Batch> {
  for (const batch of input) {
    let { columns } = batch;
    if (plan.drop) columns = drop(columns, plan.drop);
    if (plan.only) columns = only(columns, plan.only);
    if (plan.rename) columns = rename(columns, plan.rename);
    yield batch.withColumns(columns);
  }
}

function drop(columns: Columns, patterns: readonly string[]): Columns {
  const tests = patterns.map(namePattern);
  return new PickedColumns(columns, (name) => !tests.some((test) => test(name)));
}

/** In the order of the patterns; what one wildcard brings in, in the order of the input. */
function only(columns: Columns, patterns: readonly string[]): Columns {
  if (!patterns.some((pattern) => pattern.includes('*'))) {
    const kept = new Map<string, Column>();
    for (const name of patterns) {
      const column = columns.get(name);
      if (column) kept.set(name, column);
    }
    return new MapColumns(kept);
  }
  const kept = new Map<string, Column>();
  const names = columns.names();
  for (const pattern of patterns) {
    const test = namePattern(pattern);
    for (const name of names) {
      const column = test(name) ? columns.get(name) : undefined;
      if (column) kept.set(name, column);
    }
  }
  return new MapColumns(kept);
}

/** A renamed column replaces one that has the new name already. A name without a match is left alone. */
function rename(columns: Columns, pairs: NonNullable<Pick['rename']>): Columns {
  const moved = new Map<string, string>();
  const names = columns.names();
  for (const { from, to } of pairs) {
    const renamed = renamePattern(from, to);
    for (const name of names) {
      const target = renamed(name);
      if (target !== undefined && target !== name) moved.set(name, target);
    }
  }
  if (moved.size === 0) return columns;
  const targets = new Set(moved.values());
  const renamed = new Map<string, Column>();
  for (const name of names) {
    const target = moved.get(name);
    if (target === undefined && targets.has(name)) continue;
    const column = columns.get(name);
    if (column) renamed.set(target ?? name, column);
  }
  return new MapColumns(renamed);
}
