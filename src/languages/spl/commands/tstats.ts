import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../../plan/plan.ts';
import { type AggregationNode, lowerAggregation, parseAggregations } from '../aggregation-call.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { type ModelReference, modelReference, modelScan, quotedDataset } from '../data-model.ts';
import { defineCommand } from '../define-command.ts';
import { aggregateBy } from '../group-by.ts';
import { SplProblem } from '../problems.ts';
import type { LowerScope } from '../scope.ts';
import { lowerSearchFilter } from '../search/filter.ts';
import type { SearchNode } from '../search/nodes.ts';
import { printSearchExpression } from '../printer/search.ts';
import { printAggregations } from '../printer/aggregation.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';
import { printModel } from '../printer/model.ts';

export interface TstatsArguments {
  readonly aggregations: readonly AggregationNode[];
  readonly model: ModelReference | undefined;
  readonly where: SearchNode | undefined;
  readonly by: readonly string[];
  /** The fields that `PREFIX(…)` stands for, by its text. */
  readonly prefixes?: readonly string[];
  /** Of `_time`, as written; `auto` without one. */
  readonly span: string | undefined;
  readonly summariesOnly: boolean;
  readonly fillNull: string | undefined;
  /** The rows go to a later `stats`, `chart` or `timechart`, which aggregates them. */
  readonly prestats: boolean;
  /** With `prestats`: the rows of an earlier one stay. */
  readonly append: boolean;
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
  summary:
    'Statistics over a data model, or over indexed fields; PREFIX(<text>) in place of a field is what stands behind the text in the terms of an event.',
  syntax:
    'tstats [prestats=<bool> [append=<bool>]] [summariesonly=<bool>] [fillnull_value=<text>] <function>(<field>) [AS <field>]... [FROM datamodel=<model>[.<dataset>]] [WHERE <search-expression>] [BY <field-list> [span=<span>]]',
  reference: 'tstats',
  examples: [
    {
      title: 'Processes per user',
      query: '| tstats count from datamodel=Endpoint.Processes by Processes.user',
      input: [{ 'Processes.user': 'bob' }, { 'Processes.user': 'alice' }, { 'Processes.user': 'bob' }],
      output: [
        { 'Processes.user': 'alice', count: '1' },
        { 'Processes.user': 'bob', count: '2' },
      ],
    },
    {
      title: 'Grouped by what stands behind a prefix of a term',
      query: '| tstats count avg(PREFIX(ms=)) AS average by PREFIX(step=)',
      input: [{ _raw: 'Step=read ms=20' }, { _raw: 'Step=write ms=5' }, { _raw: 'Step=read ms=40' }, { _raw: 'idle' }],
      output: [
        { 'step=': 'read', count: '2', average: '30' },
        { 'step=': 'write', count: '1', average: '5' },
      ],
    },
  ],
  passingOptions: ['local', 'include_reduced_buckets', 'allow_old_summaries', 'chunk_size'],
  differences: [
    'A data model that is not accelerated is all there is: summariesonly=true finds nothing.',
    'With prestats=true the rows themselves go on, for stats, chart or timechart to aggregate; fields named psrsvd_* do not exist.',
  ],
  parse: parseTstats,
  print: ({ aggregations, model, where, by, prefixes = [], span, summariesOnly, fillNull, prestats, append }) =>
    words(
      printOptions({
        prestats: unless(false, prestats),
        append: unless(false, append),
        summariesonly: unless(false, summariesOnly),
        fillnull_value: fillNull,
      }),
      printAggregations(aggregations, (name) => printField(name, prefixes)),
      model && `FROM datamodel=${printModel(model)}`,
      where && `WHERE ${printSearchExpression(where)}`,
      by.length === 0 ? '' : `BY ${by.map((name) => printField(name, prefixes)).join(' ')}`,
      printOptions({ span }),
    ),
  lower: (args, input, scope) => {
    const rows = lowerTstats(args, scope);
    return args.append ? { op: 'Union', inputs: [input, rows] } : rows;
  },
  leads: ({ append }) => !append,
  order: 'ignores',
  columns: ({ aggregations, by, prestats }) =>
    prestats ? undefined : [...new Set([...by, ...aggregations.map(({ output }) => output)])],
});

const printField = (name: string, prefixes: readonly string[]): string =>
  prefixes.includes(name) ? `PREFIX(${name})` : printName(name);

function parseTstats(args: CommandArguments): TstatsArguments {
  const start = args.cursor.at;
  const options = new Map(args.options(...OPTIONS));
  const late = (): void => {
    for (const [name, value] of args.options(...OPTIONS)) options.set(name, value);
  };
  args.prefixes = new Set();
  const aggregations = parseAggregations(args, 'from', 'where', 'by', 'groupby', ...OPTIONS);
  if (aggregations.length === 0) args.cursor.fail('Expected a statistical function');
  for (const node of aggregations) checkFunction(node);
  late();
  let model: TstatsArguments['model'];
  let where: SearchNode | undefined;
  if (args.keyword('from')) model = parseModel(args);
  late();
  if (args.keyword('where')) where = args.searchExpression('by', 'groupby');
  const by: string[] = [];
  let span: string | undefined;
  if (args.keyword('by') || args.keyword('groupby')) {
    while (!args.done) {
      if (args.cursor.peekKeyword('where')) args.cursor.fail('Expected a field', 'WHERE stands before BY.');
      args.cursor.skipSpace();
      const start = args.cursor.at;
      const option = args.option('span');
      if (option?.name === 'span') span = spanOf(args, option.value, start);
      else if (!option) by.push(groupOf(args));
      args.cursor.skipSpaceAndCommas();
      late();
      args.cursor.skipSpaceAndCommas();
    }
    if (by.length === 0) args.cursor.fail('Expected a field');
  }
  const prestats = isTrue(options.get('prestats'), false);
  const append = isTrue(options.get('append'), false);
  if (append && !prestats) args.unsupported('"append=true" without "prestats=true" is not supported.', start);
  const prefixes = [...args.prefixes];
  if (model && prefixes.length > 0)
    args.unsupported(
      'PREFIX() beside a data model is not supported.',
      start,
      'It reads the events as they were indexed.',
    );
  const summariesOnly = isTrue(options.get('summariesonly'), false);
  return {
    aggregations,
    model,
    where,
    by,
    prefixes,
    span,
    summariesOnly,
    fillNull: options.get('fillnull_value'),
    prestats,
    append,
  };
}

const SUBSECOND = /^\d*(us|ms|cs|ds)$/;

function spanOf(args: CommandArguments, span: string, start: number): string {
  return SUBSECOND.test(span) ? args.invalid('"tstats" knows no spans below a second.', start) : span;
}

function groupOf(args: CommandArguments): string {
  const start = args.cursor.at;
  const name = args.field();
  return name.includes('*') ? args.invalid('"tstats" knows no wildcards in BY.', start) : name;
}

/** Functions are over fields by their names. */
function checkFunction({ argument, start, end }: AggregationNode): void {
  if (argument && 'eval' in argument) {
    const hint = 'Group by the field, and count in a stats behind.';
    throw new SplProblem('invalid-argument', '"tstats" knows no expressions in its functions.', start, end, hint);
  }
  if (argument && argument.field.includes('*'))
    throw new SplProblem('invalid-argument', '"tstats" knows no wildcards in its functions.', start, end);
}

function parseModel(args: CommandArguments): TstatsArguments['model'] {
  const { cursor } = args;
  cursor.skipSpace();
  const start = cursor.at;
  const option = args.option('datamodel');
  if (!option) {
    const named = cursor.takeMatch(/sid\s*=\s*\S+|[\w.]+/y)?.[0];
    if (named !== undefined)
      args.unsupported('Only FROM datamodel= is supported.', start, `For a data model write FROM datamodel=${named}.`);
    return cursor.fail('Expected datamodel=');
  }
  const text = option.value + quotedDataset(args);
  return modelReference(text, start, cursor.at);
}

function lowerTstats(args: TstatsArguments, scope: LowerScope): Plan {
  if (!args.model) checkIndexed(args, scope);
  const source = args.model
    ? modelScan(args.model, { names: 'prefixed', summariesOnly: args.summariesOnly }, scope)
    : ({ op: 'Scan', source: 'splunk:events' } as const);
  const filtered = args.where ? lowerSearchFilter(args.where, source, scope) : source;
  const filled = fillNulls(readPrefixes(filtered, args), args);
  const bucketed = bucketTime(filled, args);
  if (args.prestats) return grouped(bucketed, args.by);
  const aggregates: readonly AggregateCall[] = args.aggregations.map((node) => lowerAggregation(node, scope));
  return aggregateBy(bucketed, args.by, aggregates, { single: new Set(['_time']) });
}

/** The rows that have all fields of BY. */
function grouped(input: Plan, by: readonly string[]): Plan {
  if (by.length === 0) return input;
  const known = by.map((name) => call('spl.isnotnull', [column(name)]));
  return { op: 'Filter', input, predicate: known.length === 1 ? (known[0] as Expression) : call('spl.and', known) };
}

/** A field per PREFIX(): what stands behind its text in the terms of the event. */
function readPrefixes(input: Plan, { prefixes = [] }: TstatsArguments): Plan {
  if (prefixes.length === 0) return input;
  const columns = prefixes.map((text) => ({
    name: text,
    expression: call('spl.term-prefix', [column('_raw')], undefined, { text }),
  }));
  return { op: 'Extend', input, columns };
}

function checkIndexed({ aggregations, by, prefixes = [] }: TstatsArguments, _scope: LowerScope): void {
  const isKnown = (name: string): boolean => INDEXED.has(name) || prefixes.includes(name);
  for (const { argument, start, end } of aggregations) {
    if (argument && 'field' in argument && !isKnown(argument.field)) throw notIndexed(argument.field, start, end);
  }
  const unknown = by.find((name) => !isKnown(name));
  if (unknown !== undefined) throw notIndexed(unknown, aggregations[0]?.start ?? 0, aggregations[0]?.end ?? 0);
}

const notIndexed = (name: string, start: number, end: number): SplProblem =>
  new SplProblem(
    'unsupported-option',
    `Without a data model only indexed fields are known, not "${name}".`,
    start,
    end,
    'Name a data model: FROM datamodel=….',
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
