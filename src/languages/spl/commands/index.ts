import { registerCommands } from '../command-registry.ts';
import type { SplCommand } from '../define-command.ts';
import { append, appendcols, appendpipe } from './append.ts';
import { bin } from './bin.ts';
import { chart, timechart } from './chart.ts';
import { contingency } from './contingency.ts';
import { convert } from './convert.ts';
import { dedup } from './dedup.ts';
import { evalCommand } from './eval.ts';
import { eventstats } from './eventstats.ts';
import { fields } from './fields.ts';
import { fillnull } from './fillnull.ts';
import { foreachCommand } from './foreach.ts';
import { format, returnCommand } from './format.ts';
import { datamodel, from } from './from.ts';
import { gentimes } from './gentimes.ts';
import { head, makecontinuous, uniq } from './head.ts';
import { inputlookup } from './inputlookup.ts';
import { iplocation } from './iplocation.ts';
import { join } from './join.ts';
import { lookup } from './lookup.ts';
import { makeresults } from './makeresults.ts';
import { map } from './map.ts';
import { eventcount, metadata } from './metadata.ts';
import { mstats } from './mstats.ts';
import { multikv } from './multikv.ts';
import { makemv, mvcombine, mvexpand, nomv } from './mvexpand.ts';
import { collect, mcollect, outputcsv, outputlookup, outputtext, sendalert, sendemail } from './output.ts';
import { rename } from './rename.ts';
import { rangemap, replace } from './replace.ts';
import { transpose, untable, xyseries } from './reshape.ts';
import { regex, rex } from './rex.ts';
import { accum, autoregress, delta, trendline } from './running.ts';
import { loadjob, savedsearch } from './savedsearch.ts';
import { search } from './search.ts';
import {
  addinfo,
  fieldformat,
  filldown,
  highlight,
  localop,
  noop,
  redistribute,
  setfields,
  strcat,
  tags,
  typer,
} from './small.ts';
import { selfjoin } from './selfjoin.ts';
import { sort } from './sort.ts';
import { extract, fromjson, spath, xmlkv } from './spath.ts';
import { stats } from './stats.ts';
import { streamstats } from './streamstats.ts';
import { table } from './table.ts';
import { reverse, tail } from './tail.ts';
import { fieldsummary, tojson } from './tojson.ts';
import { rare, top } from './top.ts';
import { addcoltotals, addtotals } from './totals.ts';
import { transaction } from './transaction.ts';
import { tstats } from './tstats.ts';
import { multisearch, set, union } from './union.ts';
import { where } from './where.ts';
import { xpath } from './xpath.ts';

/** Every command that firedrill runs. */
export const splCommands: readonly SplCommand[] = [
  datamodel,
  from,
  collect,
  mcollect,
  outputcsv,
  outputlookup,
  outputtext,
  sendalert,
  sendemail,
  transpose,
  untable,
  xyseries,
  accum,
  autoregress,
  delta,
  trendline,
  addinfo,
  fieldformat,
  filldown,
  localop,
  highlight,
  noop,
  redistribute,
  setfields,
  strcat,
  tags,
  typer,
  addcoltotals,
  addtotals,
  multisearch,
  set,
  union,
  extract,
  fieldsummary,
  format,
  fromjson,
  rangemap,
  replace,
  returnCommand,
  spath,
  tojson,
  xmlkv,
  bin,
  append,
  appendcols,
  appendpipe,
  chart,
  timechart,
  eventstats,
  foreachCommand,
  join,
  lookup,
  map,
  makemv,
  mvcombine,
  mvexpand,
  nomv,
  streamstats,
  rare,
  top,
  transaction,
  contingency,
  convert,
  dedup,
  evalCommand,
  fields,
  fillnull,
  head,
  makecontinuous,
  uniq,
  inputlookup,
  makeresults,
  regex,
  rename,
  reverse,
  rex,
  search,
  sort,
  stats,
  table,
  tail,
  tstats,
  where,
  gentimes,
  iplocation,
  loadjob,
  savedsearch,
  eventcount,
  metadata,
  mstats,
  multikv,
  selfjoin,
  xpath,
];

registerCommands(splCommands);
