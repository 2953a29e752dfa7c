import type { TableFunction } from '../../../plan/library.ts';
import type { KqlOperator } from './definition.ts';
import { join, lookup } from './join.ts';
import { count, distinct, sampleDistinct, sort, take, top } from './order.ts';
import { extend, project, projectAway, projectKeep, projectRename, projectReorder } from './project.ts';
import { rangeTable } from './range-table.ts';
import { summarize } from './summarize.ts';
import { as, consume, invoke, print, range, render } from './transparent.ts';
import { union } from './union.ts';
import { where } from './where.ts';

/** Every tabular operator. */
export const kqlOperators: readonly KqlOperator[] = [
  as,
  consume,
  count,
  distinct,
  extend,
  invoke,
  join,
  lookup,
  print,
  project,
  projectAway,
  projectKeep,
  projectRename,
  projectReorder,
  range,
  render,
  sampleDistinct,
  sort,
  summarize,
  take,
  top,
  union,
  where,
];

/** Table functions that operators name in a plan. */
export const operatorTables: readonly TableFunction[] = [rangeTable];

let byKind: ReadonlyMap<string, KqlOperator> | undefined;

export function operatorFor(kind: string): KqlOperator | undefined {
  byKind ??= new Map(kqlOperators.flatMap((operator) => operator.kinds.map((known) => [known, operator] as const)));
  return byKind.get(kind);
}
