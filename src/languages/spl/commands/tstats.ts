import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../../plan/plan.ts';
import { type AggregationNode, lowerAggregation, parseAggregations } from '../aggregation-call.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { type ModelReference, modelReference, modelScan } from '../data-model.ts';
import { defineCommand } from '../define-command.ts';
import { aggregateBy } from '../group-by.ts';
import { SplProblem } from '../problems.ts';
import type { LowerScope } from '../scope.ts';
import { lowerSearchFilter } from '../search/filter.ts';
import type { SearchNode } from '../search/nodes.ts';

interface TstatsArguments {
  readonly aggregations: readonly AggregationNode[];
  readonly model: ModelReference | undefined;
  readonly where: SearchNode | undefined;
  readonly by: readonly string[];
  /** Of `_time`, as written; `auto` without one. */
  readonly span: string | undefined;
  readonly summariesOnly: boolean;
  readonly fillNull: string | undefined;
}

const OPTIONS = [
  'prestats',
  'local',
  'append',
  'summariesonly',
  'include_reduced_buckets',
  'allow_old_summaries',
  'chunk_size',
  'fillnull_value',
] as const;

/** Fields that every indexed event has, whatever its sourcetype. */
const INDEXED: ReadonlySet<string> = new Set(['_time', 'source', 'sourcetype', 'host', 'index', 'splunk_server']);

export const tstats = defineCommand<TstatsArguments>({
  name: 'tstats',
  kind: 'generating',
  summary: 'Statistics over a data model, or over indexed fields.',
  syntax:
    'tstats [summariesonly=<bool>] [fillnull_value=<text>] <function>(<field>) [AS <field>]... [FROM datamodel=<model>[.<dataset>]] [WHERE <search-expression>] [BY <field-list> [span=<span>]]',
  reference: 'tstats',
  differences: ['A data model that is not accelerated is all there is: summariesonly=true finds nothing.'],
  parse: parseTstats,
  lower: (args, _input, scope) => lowerTstats(args, scope),
  order: 'ignores',
  columns: ({ aggregations, by }) => [...new Set([...by, ...aggregations.map(({ output }) => output)])],
});

function parseTstats(args: CommandArguments): TstatsArguments {
  const start = args.cursor.at;
  const options = args.options(...OPTIONS);
  for (const name of ['prestats', 'append'] as const) {
    if (isTrue(options.get(name), false)) args.unsupported(`"${name}=true" is not supported.`, start);
  }
  const aggregations = parseAggregations(args, 'from', 'where', 'by', 'groupby');
  if (aggregations.length === 0) args.cursor.fail('Expected a statistical function');
  let model: TstatsArguments['model'];
  let where: SearchNode | undefined;
  if (args.keyword('from')) model = parseModel(args);
  if (args.keyword('where')) where = args.searchExpression('by', 'groupby');
  const by: string[] = [];
  let span: string | undefined;
  if (args.keyword('by') || args.keyword('groupby')) {
    while (!args.done) {
      const option = args.option('span');
      if (option) span = option.value;
      else by.push(args.field());
      args.cursor.skipSpaceAndCommas();
    }
  }
  const summariesOnly = isTrue(options.get('summariesonly'), false);
  return { aggregations, model, where, by, span, summariesOnly, fillNull: options.get('fillnull_value') };
}

function parseModel(args: CommandArguments): TstatsArguments['model'] {
  const { cursor } = args;
  cursor.skipSpace();
  const start = cursor.at;
  const option = args.option('datamodel');
  if (!option) {
    if (cursor.match(/sid\s*=|[\w.]+/)) args.unsupported('Only FROM datamodel= is supported.', start);
    return cursor.fail('Expected datamodel=');
  }
  return modelReference(option.value, start, cursor.at);
}

function lowerTstats(args: TstatsArguments, scope: LowerScope): Plan {
  if (!args.model) checkIndexed(args, scope);
  const source = args.model
    ? modelScan(args.model, { names: 'prefixed', summariesOnly: args.summariesOnly }, scope)
    : ({ op: 'Scan', source: 'splunk:events' } as const);
  const filtered = args.where ? lowerSearchFilter(args.where, source, scope) : source;
  const filled = fillNulls(filtered, args);
  const bucketed = bucketTime(filled, args);
  const aggregates: readonly AggregateCall[] = args.aggregations.map((node) => lowerAggregation(node, scope));
  return aggregateBy(bucketed, args.by, aggregates, { single: new Set(['_time']) });
}

function checkIndexed({ aggregations, by }: TstatsArguments, _scope: LowerScope): void {
  for (const { argument, start, end } of aggregations) {
    if (argument && 'field' in argument && !INDEXED.has(argument.field)) throw notIndexed(argument.field, start, end);
  }
  const unknown = by.find((name) => !INDEXED.has(name));
  if (unknown !== undefined) throw notIndexed(unknown, aggregations[0]?.start ?? 0, aggregations[0]?.end ?? 0);
}

const notIndexed = (name: string, start: number, end: number): SplProblem =>
  new SplProblem(
    'unsupported-option',
    `Without a data model only indexed fields are known, not "${name}".`,
    start,
    end,
  );

/** `fillnull_value=` writes its text into BY fields that are missing, so that no row is dropped for them. */
function fillNulls(input: Plan, { by, fillNull }: TstatsArguments): Plan {
  const names = by.filter((name) => name !== '_time');
  if (fillNull === undefined || names.length === 0) return input;
  return {
    op: 'Extend',
    input,
    columns: names.map((name) => ({ name, expression: call('spl.coalesce', [column(name), literal(fillNull)]) })),
  };
}

function bucketTime(input: Plan, { by, span }: TstatsArguments): Plan {
  if (!by.includes('_time')) return input;
  if (span === undefined) return { op: 'Window', function: 'spl.bin-auto-time', input, options: { field: '_time' } };
  const bucket: Expression = call('spl.bin-time', [column('_time')], undefined, { span });
  return { op: 'Extend', input, columns: [{ name: '_time', expression: bucket }] };
}
