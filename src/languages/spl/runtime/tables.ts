import type { TableFunction } from '../../../plan/library.ts';
import { appendcols } from './appendcols.ts';
import { binAuto, binAutoTime } from './bin-auto.ts';
import { chart } from './chart.ts';
import { contingency } from './contingency.ts';
import { convertWildcard } from './convert-wildcard.ts';
import { dedup } from './dedup.ts';
import { eventstats } from './eventstats.ts';
import { extractFields } from './extract-fields.ts';
import { fieldSummary } from './fieldsummary.ts';
import { filldown } from './filldown.ts';
import { fillnullAll } from './fillnull-all.ts';
import { foreachFields, foreachItems } from './foreach.ts';
import { pasted } from './pasted.ts';
import { format, returnRows } from './format.ts';
import { iplocation } from './iplocation.ts';
import { joinShared } from './join-shared.ts';
import { lookup } from './lookup.ts';
import { map } from './map.ts';
import { metricRows, metricWildcard } from './metrics.ts';
import { mvcombine } from './multivalue.ts';
import { outputlookup, sideEffect } from './output.ts';
import { parseData } from './parse-data.ts';
import { replaceAll } from './replace.ts';
import { transpose, untable, xyseries } from './reshape.ts';
import { reverse, skip } from './reverse.ts';
import { gentimes } from './gentimes.ts';
import { eventcount, metadata } from './metadata.ts';
import { multikv } from './multikv.ts';
import { headWhile, makeContinuous, setNamed, uniq } from './rows.ts';
import { running } from './running.ts';
import { selfjoin } from './selfjoin.ts';
import { set } from './set.ts';
import { sparklineRange } from './sparkline-range.ts';
import { statsWildcard } from './stats-wildcard.ts';
import { streamstats } from './streamstats.ts';
import { tojson } from './tojson.ts';
import { top } from './top.ts';
import { addtotals } from './totals.ts';
import { transaction } from './transaction.ts';

/** Table functions that commands are lowered to. */
export const commandTables: readonly TableFunction[] = [
  filldown,
  outputlookup,
  sideEffect,
  transpose,
  untable,
  xyseries,
  running,
  set,
  addtotals,
  extractFields,
  fieldSummary,
  format,
  replaceAll,
  returnRows,
  tojson,
  appendcols,
  joinShared,
  chart,
  eventstats,
  foreachFields,
  pasted,
  foreachItems,
  lookup,
  map,
  mvcombine,
  streamstats,
  top,
  transaction,
  binAuto,
  binAutoTime,
  convertWildcard,
  dedup,
  fillnullAll,
  parseData,
  headWhile,
  makeContinuous,
  setNamed,
  uniq,
  reverse,
  skip,
  statsWildcard,
  gentimes,
  iplocation,
  eventcount,
  metadata,
  sparklineRange,
  multikv,
  selfjoin,
  contingency,
  metricRows,
  metricWildcard,
];
