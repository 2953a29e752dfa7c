import type { ScalarFunction, TableFunction } from '../../../plan/library.ts';
import type { KqlOperator } from './definition.ts';
import { evaluate } from './evaluate.ts';
import { evaluateTables } from './evaluate-library.ts';
import { hllCommon } from './dcount-intersect.ts';
import { graphOperators, graphTables } from './graph/index.ts';
import { getschema } from './getschema.ts';
import { join, lookup } from './join.ts';
import { find } from './find.ts';
import { lookupTable } from './address-lookup.ts';
import { placeLookupTable } from './place-lookup.ts';
import { makeSeries } from './make-series.ts';
import { makeSeriesTable } from './make-series-library.ts';
import { mvApply, mvExpand } from './mv-expand.ts';
import { mvApplyTable, mvFunctions } from './mv-library.ts';
import { count, distinct, sampleDistinct, sort, take, top } from './order.ts';
import { parse, parseKv, parseWhere } from './parse.ts';
import { parseFunctions } from './parse-library.ts';
import { extend, project, projectAway, projectByNames, projectKeep, projectRename, projectReorder } from './project.ts';
import { partition, partitionTable } from './partition.ts';
import { pivotTable } from './pivot.ts';
import { rollingPercentileTable } from './rolling-percentile.ts';
import { rowsNearTable } from './rows-near.ts';
import { schemaMergeTable } from './schema-merge.ts';
import { timelineTable } from './timeline-library.ts';
import { sample, sampleTable } from './sample.ts';
import { scan } from './scan.ts';
import { scanTable } from './scan-library.ts';
import { search } from './search.ts';
import { topHitters, topNested, topPerGroupTable } from './top-nested.ts';
import { rangeTable, takeTable } from './range-table.ts';
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
  evaluate,
  extend,
  find,
  getschema,
  ...graphOperators,
  invoke,
  join,
  lookup,
  makeSeries,
  mvApply,
  mvExpand,
  parse,
  parseKv,
  parseWhere,
  partition,
  print,
  project,
  projectAway,
  projectByNames,
  projectKeep,
  projectRename,
  projectReorder,
  range,
  render,
  sample,
  sampleDistinct,
  scan,
  search,
  sort,
  summarize,
  take,
  top,
  topHitters,
  topNested,
  union,
  where,
];

/** Table functions that operators name in a plan. */
export const operatorTables: readonly TableFunction[] = [
  rangeTable,
  takeTable,
  mvApplyTable,
  makeSeriesTable,
  partitionTable,
  pivotTable,
  rollingPercentileTable,
  rowsNearTable,
  schemaMergeTable,
  timelineTable,
  ...graphTables,
  sampleTable,
  scanTable,
  topPerGroupTable,
  lookupTable,
  placeLookupTable,
  ...evaluateTables,
];

/** Scalar functions that operators name in a plan. */
export const operatorFunctions: readonly ScalarFunction[] = [...mvFunctions, ...parseFunctions, hllCommon];

let byKind: ReadonlyMap<string, KqlOperator> | undefined;

export function operatorFor(kind: string): KqlOperator | undefined {
  byKind ??= new Map(kqlOperators.flatMap((operator) => operator.kinds.map((known) => [known, operator] as const)));
  return byKind.get(kind);
}
