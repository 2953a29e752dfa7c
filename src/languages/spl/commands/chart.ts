import { column } from '../../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../../plan/plan.ts';
import { type AggregationNode, lowerAggregation, parseAggregations } from '../aggregation-call.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { SplProblem } from '../problems.ts';
import type { LowerScope } from '../scope.ts';
import { printAggregations } from '../printer/aggregation.ts';
import { printName, printOptions, words } from '../printer/text.ts';

interface Split {
  readonly field: string;
  readonly span: string | undefined;
  readonly bins: number | undefined;
}

interface ChartArguments {
  readonly aggregations: readonly AggregationNode[];
  readonly row: Split | undefined;
  readonly column: Split | undefined;
  readonly options: ReadonlyMap<string, string>;
  readonly time: boolean;
}

export interface ChartOptions {
  readonly aggregates: readonly AggregateCall[];
  readonly row: string;
  readonly column: string | null;
  /** Columns beyond this many are put together; 0 for all of them; negative keeps those with the lowest totals. */
  readonly limit: number;
  readonly useNull: boolean;
  readonly useOther: boolean;
  readonly nullText: string;
  readonly otherText: string;
  /** Of timechart. */
  readonly time: { readonly span: string | null; readonly bins: number; readonly fill: boolean } | null;
}

const SPLIT_OPTIONS = [
  'span',
  'bins',
  'minspan',
  'start',
  'end',
  'aligntime',
  'usenull',
  'useother',
  'nullstr',
  'otherstr',
  'limit',
  'agg',
];
const OPTIONS = [...SPLIT_OPTIONS, 'sep', 'format', 'cont', 'partial', 'fixedrange', 'sparkline', 'dedup_splitvals'];
const REFUSED = ['minspan', 'start', 'end', 'aligntime', 'format', 'sep', 'agg', 'dedup_splitvals'];
const DEFAULT_COLUMNS = 10;
const TIME_BINS = 100;

export const chart = defineCommand<ChartArguments>({
  name: 'chart',
  kind: 'transforming',
  summary: 'Statistics in a table: one field makes rows, another columns.',
  syntax:
    'chart [limit=<N>] [usenull=<bool>] [useother=<bool>] <function>(<field>)... [OVER <field>] [BY <field> [<field>]]',
  reference: 'chart',
  examples: [
    {
      title: 'Hosts by user',
      query: '| chart count over host by user',
      input: [
        { host: 'h', user: 'a' },
        { host: 'h', user: 'b' },
        { host: 'i', user: 'b' },
      ],
      output: [
        { host: 'h', a: '1', b: '1' },
        { host: 'i', a: '0', b: '1' },
      ],
    },
  ],
  parse: (args) => parseChart(args, false),
  print: printChart,
  lower: lowerChart,
});

export const timechart = defineCommand<ChartArguments>({
  name: 'timechart',
  kind: 'transforming',
  summary: 'Statistics per bucket of time; a field makes columns.',
  syntax: 'timechart [span=<span>] [bins=<N>] [limit=<N>] [cont=<bool>] <function>(<field>)... [BY <field>]',
  reference: 'timechart',
  examples: [
    {
      title: 'Hours, those without events too',
      query: '| timechart span=1h sum(n) AS total',
      input: [
        { _time: '7200', n: '1' },
        { _time: '7300', n: '2' },
        { _time: '15000', n: '4' },
      ],
      output: [{ _time: '7200', total: '3' }, { _time: '10800' }, { _time: '14400', total: '4' }],
    },
  ],
  differences: ['Buckets reach from the first to the last event, as fixedrange=false has it.'],
  parse: (args) => parseChart(args, true),
  print: printChart,
  lower: lowerChart,
});

function printChart({ aggregations, row, column: split, options, time }: ChartArguments): string {
  const printed = [row, split].filter((one) => one !== undefined).map(printSplit);
  const [first, second] = printed;
  const over = !time && row ? `OVER ${first}` : '';
  const by = time ? first : second;
  return words(printOptions(options), printAggregations(aggregations), over, by && `BY ${by}`);
}

const printSplit = ({ field, span, bins }: Split): string => words(printName(field), printOptions({ span, bins }));

function parseChart(args: CommandArguments, time: boolean): ChartArguments {
  const start = args.cursor.at;
  const options = new Map(args.options(...OPTIONS));
  const aggregations = parseAggregations(args, 'over', 'by', 'where', ...OPTIONS);
  if (aggregations.length === 0) args.cursor.fail('Expected a statistical function');
  const late = (): void => {
    for (const [name, value] of args.options(...OPTIONS)) options.set(name, value);
  };
  late();
  let row: Split | undefined;
  let columnSplit: Split | undefined;
  if (!time && args.keyword('over')) row = parseSplit(args);
  late();
  if (args.keyword('by')) {
    if (time || row) columnSplit = parseSplit(args);
    else {
      row = parseSplit(args);
      args.cursor.skipSpaceAndCommas();
      if (!args.done && !args.cursor.peekKeyword('where')) columnSplit = parseSplit(args);
    }
  }
  late();
  if (args.cursor.peekKeyword('where')) args.unsupported('WHERE of a chart is not supported.', args.cursor.at);
  for (const name of REFUSED) if (options.has(name)) args.unsupported(`"${name}" is not supported.`, start);
  return { aggregations, row, column: columnSplit, options, time };
}

function parseSplit(args: CommandArguments): Split {
  const field = args.field();
  const options = args.options('span', 'bins');
  const bins = options.get('bins');
  return { field, span: options.get('span'), bins: bins === undefined ? undefined : Number(bins) };
}

function lowerChart(
  { aggregations, row, column: split, options, time }: ChartArguments,
  input: Plan,
  scope: LowerScope,
): Plan {
  const rate = aggregations.find((node) => node.function.startsWith('spl.per_'));
  if (rate)
    throw new SplProblem('unsupported-function', `"${rate.output}" is not supported here.`, rate.start, rate.end);
  const limit = /^(top|bottom)?(\d+)$/i.exec(options.get('limit') ?? String(DEFAULT_COLUMNS));
  const count = Number(limit?.[2] ?? DEFAULT_COLUMNS);
  const chartOptions: ChartOptions = {
    aggregates: aggregations.map((node) => lowerAggregation(node, scope)),
    row: time ? '_time' : (row?.field ?? ''),
    column: split?.field ?? null,
    limit: limit?.[1]?.toLowerCase() === 'bottom' ? -count : count,
    useNull: isTrue(options.get('usenull'), true),
    useOther: isTrue(options.get('useother'), true),
    nullText: options.get('nullstr') ?? 'NULL',
    otherText: options.get('otherstr') ?? 'OTHER',
    time: time
      ? {
          span: options.get('span') ?? null,
          bins: Number(options.get('bins') ?? TIME_BINS),
          fill: isTrue(options.get('cont'), true),
        }
      : null,
  };
  let plan = input;
  const rowSplit = time ? undefined : { ...row, span: row?.span ?? options.get('span'), bins: row?.bins };
  for (const one of [rowSplit, split]) if (one?.field !== undefined) plan = binned(plan, one as Split);
  if (!time && row === undefined) {
    return { op: 'Aggregate', input: plan, by: [], key: 'spl.group', aggregates: chartOptions.aggregates };
  }
  return { op: 'Reshape', function: 'spl.chart', input: plan, options: chartOptions };
}

function binned(input: Plan, { field, span, bins }: Split): Plan {
  if (span !== undefined) {
    const name = field === '_time' ? 'spl.bin-time' : 'spl.bin-number';
    const bucket = { kind: 'call', function: name, arguments: [column(field)], options: { span } } as const;
    return { op: 'Extend', input, columns: [{ name: field, expression: bucket }] };
  }
  if (bins === undefined) return input;
  return { op: 'Window', function: 'spl.bin-auto', input, options: { field, output: field, bins } };
}
