// From the parsed form of a search back to text. What goes in knows no source text: steps of a pipeline with the
// arguments that their commands parsed, or that a program built. Every command prints its own arguments (`print` of its
// definition), with the functions of `text.ts`, `eval.ts`, `search.ts`, `aggregation.ts`, `model.ts` and `pipeline.ts`.
//
// What comes out parses to the same search again (test/properties/spl-printer.test.ts).
//
//     const { search, stats, where } = steps;
//     printPipeline([
//       search.build(all(compare('EventCode', '=', '4625'), not(compare('user', '=', '*$')))),
//       stats.build({ aggregations: [aggregation('count'), aggregation('values', 'host', 'hosts')], by: ['user'], once: false }),
//       where.build(binary('>', field('count'), number(5))),
//     ]);
//     // search EventCode=4625 NOT user="*$" | stats count values(host) AS hosts BY user | where count>5
import { bin } from '../commands/bin.ts';
import { dedup } from '../commands/dedup.ts';
import { evalCommand } from '../commands/eval.ts';
import { eventstats } from '../commands/eventstats.ts';
import { fields } from '../commands/fields.ts';
import { fillnull } from '../commands/fillnull.ts';
import { join } from '../commands/join.ts';
import { append } from '../commands/append.ts';
import { lookup } from '../commands/lookup.ts';
import { mvexpand } from '../commands/mvexpand.ts';
import { multisearch } from '../commands/union.ts';
import { regex, rex } from '../commands/rex.ts';
import { rename } from '../commands/rename.ts';
import { search } from '../commands/search.ts';
import { sort } from '../commands/sort.ts';
import { stats } from '../commands/stats.ts';
import { streamstats } from '../commands/streamstats.ts';
import { table } from '../commands/table.ts';
import { transaction } from '../commands/transaction.ts';
import { tstats } from '../commands/tstats.ts';
import { where } from '../commands/where.ts';

export * from './build.ts';
export { printEval } from './eval.ts';
export { printCommand, printPipeline, printSubsearch, type PrintLayout } from './pipeline.ts';
export { withoutPlaces } from './places.ts';
export { printSearchExpression } from './search.ts';
export { printName, quoted } from './text.ts';

/** The commands that programs build searches of: `steps.table.build(['user', 'count'])`. */
export const steps = {
  append,
  bin,
  dedup,
  eval: evalCommand,
  eventstats,
  fields,
  fillnull,
  join,
  lookup,
  multisearch,
  mvexpand,
  regex,
  rename,
  rex,
  search,
  sort,
  stats,
  streamstats,
  table,
  transaction,
  tstats,
  where,
} as const;
